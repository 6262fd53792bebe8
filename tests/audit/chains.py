"""Chains to look at, and hands that reach past the triggers."""

from contextlib import contextmanager

from django.db import connection

from reviewapp.audit.domain import gathering, record
from reviewapp.audit.models import Entry


def say(organisation, subject="Members", *, by=None, action="member.added", **fields):
    record(organisation=organisation, action=action, by=by, subject=subject, **fields)


def settle():
    """What happens at a commit."""
    connection.check_constraints()


def chained(organisation):
    settle()
    return list(Entry.objects.filter(organisation=organisation).order_by("number"))


def say_many(organisation, count):
    with gathering():
        for each in range(count):
            say(organisation, f"Thing {each + 1}")
    settle()


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def past_the_triggers():
    """As a superuser of the database may: no trigger fires."""
    run_sql("SET LOCAL session_replication_role = replica")
    try:
        yield
    finally:
        run_sql("SET LOCAL session_replication_role = origin")
