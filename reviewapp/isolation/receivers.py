"""What the database is told when a connection opens and when its tables change."""

from typing import Any

from django.db import connections

from . import policies, scopes


def begin(sender: Any, connection: Any, **_: Any) -> None:  # noqa: ARG001 - a signal's
    """A connection shows what the work that opened it may see.

    Everything has to be said too: one from a pool still has the role of whoever had it before.
    """
    if connection.vendor == "postgresql":
        scopes.apply(connection, scopes.current())


def see_everything(using: str, **_: Any) -> None:
    """Tables belong to the role that signed in; migrations write as it, whatever began."""
    connections[using].ensure_connection()
    scopes.apply(connections[using], scopes.EVERYTHING)


def write_policies(using: str, **_: Any) -> None:
    policies.write(connections[using])
