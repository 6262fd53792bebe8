"""Database backend that starts the embedded PostgreSQL when something first connects."""
