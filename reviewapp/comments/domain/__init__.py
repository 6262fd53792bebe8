"""What may be said, by whom, and what follows from it."""
