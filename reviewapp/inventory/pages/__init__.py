"""What the pages of the inventory show, worked out apart from requests."""
