"""Fixtures of every stage: one organisation, a browser per role, and a stranger."""

import gc
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from reviewapp.config.apps import GARBAGE
from reviewapp.people.models import Organisation, Role
from reviewapp.workloads.models import Workload
from tests.chromium import chromium, close_after, drives
from tests.database import drop_template, make_template
from tests.factories import Browser, login, make_organisation, make_user, make_workload
from tests.flushing import flush_by_deleting

__all__ = ["chromium"]

# Machines are noisy: how long an example took says nothing about the product.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Tests without Django have as many objects that live as long as they.
gc.set_threshold(*GARBAGE)

# Where tests drive a browser, and where they share what takes long to make: an account with its
# story, and the recording of one.
DRIVING, TELLING = ("tests/browser/", "tests/web/"), ("tests/demo/",)
RECORDING = tuple(f"tests/collection/test_engine_{name}" for name in ("faults", "networks", "work"))
TOGETHER = {"browser": DRIVING, "demo": TELLING, "recorded": RECORDING}


@pytest.fixture(scope="session")
def migrated(request, django_db_blocker) -> Iterator[str]:
    """The name of a migrated database to copy.

    The migrations take longer than most files of tests: one process runs them for all.
    """
    worker = getattr(request.config, "workerinput", {"testrunuid": uuid4().hex})
    with django_db_blocker.unblock():
        name = make_template(worker["testrunuid"])
    yield name
    with django_db_blocker.unblock():
        drop_template(name)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(migrated, django_db_modify_db_settings_parallel_suffix) -> None:
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated
    flush_by_deleting()


@pytest.fixture
def organisation(db) -> Organisation:
    return make_organisation("Meridian")


@pytest.fixture
def workload(organisation) -> Workload:
    return make_workload(organisation, "Checkout")


@pytest.fixture
def owner(organisation) -> Browser:
    return login(make_user(organisation, Role.OWNER))


@pytest.fixture
def editor(organisation) -> Browser:
    return login(make_user(organisation, Role.LEAD))


@pytest.fixture
def viewer(organisation) -> Browser:
    return login(make_user(organisation, Role.VIEWER))


@pytest.fixture
def stranger(db) -> Browser:
    """The owner of another organisation."""
    return login(make_user(make_organisation("Elsewhere"), Role.OWNER))


@pytest.fixture
def anonymous() -> Client:
    return Client()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if drives(item):
            item.add_marker(pytest.mark.browser)
    # What takes longest and cannot be shared out begins first, or one process would end alone.
    items.sort(key=lambda item: not item.nodeid.startswith(TELLING))
    items.sort(key=lambda item: not item.nodeid.startswith(DRIVING))
    items.sort(key=lambda item: not drives(item))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    close_after(nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays until the end: looking for garbage in it took a sixth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """What is left at the end is looked through once, not by pytest five times more."""
    gc.collect()
    gc.freeze()


class ByFile(LoadScopeScheduling):
    """Tests of one file stay in one process; those that share more than a file do too.

    xdist's own groups are marked in the ids of tests, which pytest 9.2 no longer lets it change.
    """

    def _split_scope(self, nodeid: str) -> str:
        shared = (name for name, files in TOGETHER.items() if nodeid.startswith(files))
        return next(shared, nodeid.split("::", 1)[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)
