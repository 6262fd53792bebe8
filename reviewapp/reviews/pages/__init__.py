"""What the pages of a review show: one builder for the whole page and for its fragments."""
