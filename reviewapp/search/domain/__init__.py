"""What is searched for, what is found, and what the index is made of."""
