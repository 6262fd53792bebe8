"""A server of its own process on the database of the tests."""

from collections.abc import Iterator

import pytest
from django.db import connection

from bench.serving import Server, served


@pytest.fixture(scope="module")
def server(django_db_setup) -> Iterator[Server]:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.served",
        "SERVED_DATABASE": connection.settings_dict["NAME"],
    }
    with served(environment) as running:
        yield running
