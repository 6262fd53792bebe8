"""Pages about what checks found, and about what is let be."""
