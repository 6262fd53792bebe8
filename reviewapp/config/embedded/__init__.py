"""Private servers for an install that has none: PostgreSQL and Redis under `VAR_DIR`.

Both start when something first connects and are left to the last process that uses them: each
user holds a shared lock on a file, the kernel drops it however the process ends, and whoever
can take the lock alone may stop the server.
"""
