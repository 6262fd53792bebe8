"""What the pages of profiles and priorities show."""
