"""One world for each file of tests, with a hostile text in every field of it."""

import logging
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World, make_world

from .rows import add_rows
from .writing import write_everywhere


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    logging.disable(logging.CRITICAL)
    with (
        django_db_blocker.unblock(),
        # What templates were drawn with is copied for tests that ask; none does here.
        mock.patch("django.test.client.store_rendered_templates"),
        override_settings(ACCOUNT_RATE_LIMITS=False, MFA_RATE_LIMITS=False),
        transaction.atomic(),
    ):
        made = make_world()
        add_rows(made)
        write_everywhere()
        yield made
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
