"""What people ask of discussions: to read, to write, to settle."""
