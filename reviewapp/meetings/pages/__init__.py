"""What pages of this stage show."""
