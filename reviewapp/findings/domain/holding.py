"""One writer of a run's findings at a time."""

from django.db import connection

from reviewapp.collection.models import Run


def hold_findings(run: Run) -> None:
    """Waits until no other transaction writes the run's findings; until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(run.pk)])
