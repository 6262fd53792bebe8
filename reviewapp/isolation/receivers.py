"""What the database is told when a connection opens and when its tables change."""

from typing import Any

from django.db import connections

from . import policies, scopes


def begin(sender: Any, connection: Any, **_: Any) -> None:  # noqa: ARG001 - a signal's
    """A new connection shows what the work that opened it may see."""
    scope = scopes.current()
    if connection.vendor == "postgresql" and not scope.everything:
        scopes.apply(connection, scope)


def see_everything(using: str, **_: Any) -> None:
    """Tables belong to the role that signed in; migrations write as it, whatever began."""
    connections[using].ensure_connection()
    scopes.apply(connections[using], scopes.EVERYTHING)


def write_policies(using: str, **_: Any) -> None:
    policies.write(connections[using])
