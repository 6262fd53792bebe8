"""Fixtures of every stage: one organisation, a browser per role, and a stranger."""

import pytest
from django.test import Client

from reviewapp.people.models import Organisation, Role
from reviewapp.workloads.models import Workload
from tests.chromium import chromium
from tests.factories import Browser, login, make_organisation, make_user, make_workload

__all__ = ["chromium"]


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
    return login(make_user(organisation, Role.EDITOR))


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


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one file stay in one process; all that drive a browser share one of it."""
    for item in items:
        drives = "chromium" in getattr(item, "fixturenames", ())
        if drives:
            item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser" if drives else str(item.path)))
