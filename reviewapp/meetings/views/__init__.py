"""Views of this stage: ids and forms in, the domain called, a page or a fragment out."""
