class EmbeddedServerError(RuntimeError):
    """An embedded server could not be started, in words that say what to do."""
