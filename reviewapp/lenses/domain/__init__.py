"""The lens library: what is in it, how it gets there, how it changes."""
