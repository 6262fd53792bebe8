"""What the pages of findings and suppressions show, built for page and fragment alike."""
