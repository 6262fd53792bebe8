"""Changing the tables: one process at a time."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from reviewapp.config.management.commands.migrate import LOCK

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    """Another process's connection to the same database."""
    parameters = connection.get_connection_params()
    kept = {
        key: parameters[key]
        for key in ("dbname", "user", "password", "host", "port")
        if parameters.get(key)
    }
    with psycopg.connect(**kept, autocommit=True) as other:
        yield other


def free(other) -> bool:
    return other.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]


def test_a_second_one_waits_until_the_first_has_ended(elsewhere, capsys):
    assert free(elsewhere)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        call_command("migrate", plan=True)
    elsewhere.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    call_command("migrate", plan=True)
    assert "No planned migration operations" in capsys.readouterr().out
    assert free(elsewhere)
