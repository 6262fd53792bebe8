"""What a template says, how it meets what people decided, and how it reaches workloads."""
