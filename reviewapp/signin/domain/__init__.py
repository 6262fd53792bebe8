"""Rules of signing in, without pages."""
