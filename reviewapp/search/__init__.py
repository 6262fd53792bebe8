"""Finding anything that an organisation has: one index of words, kept as things change."""
