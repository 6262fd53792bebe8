"""What the pages of the library show."""
