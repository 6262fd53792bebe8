"""People of several organisations choose the one they speak for."""

import pytest

from reviewapp.people import access
from reviewapp.people.models import Role
from tests.factories import make_organisation, make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(owner):
    """Another organisation of the owner's, where they only read."""
    made = make_organisation("Auditors")
    made.memberships.create(user=owner.user, role=Role.VIEWER)
    return made


def choose(browser, organisation):
    return browser.post("/organisation/switch/", {"organisation": str(organisation.pk)})


def test_the_one_that_is_chosen_counts_from_then_on(owner, organisation, second, workload):
    make_workload(second, "Ledger")
    assert "Ledger" not in owner.get("/").content.decode()
    assert choose(owner, second).headers["Location"] == "/"
    page = owner.get("/").content.decode()
    assert "Ledger" in page
    assert workload.name not in page
    assert owner.get("/workloads/new/").status_code == 403
    choose(owner, organisation)
    assert owner.get("/workloads/new/").status_code == 200


def test_the_menu_marks_the_current_one(owner, organisation, second):
    page = owner.get("/").content.decode()
    assert f'value="{organisation.pk}" aria-current="true"' in page
    assert f'value="{second.pk}">' in page


def test_of_too_many_the_chosen_one_is_there(owner, organisation, second, monkeypatch):
    choose(owner, second)
    monkeypatch.setattr(access, "MOST_MEMBERSHIPS", 1)
    assert [each.organisation for each in owner.get("/").wsgi_request.memberships] == [second]
    del owner.cookies["sessionid"]
    owner.force_login(owner.user)
    assert [each.organisation for each in owner.get("/").wsgi_request.memberships] == [organisation]


def test_whoever_has_one_is_offered_no_choice(viewer):
    assert "/organisation/switch/" not in viewer.get("/").content.decode()


def test_nobody_chooses_an_organisation_that_is_not_theirs(owner, second, stranger):
    theirs = stranger.user.memberships.get().organisation
    assert choose(owner, theirs).status_code == 404
    assert owner.post("/organisation/switch/", {"organisation": "x"}).status_code == 404
    assert owner.get("/").wsgi_request.organisation.name == "Meridian"


def test_an_organisation_that_one_left_is_not_spoken_for_any_more(owner, organisation, second):
    choose(owner, second)
    second.memberships.update(deactivated_at="2026-01-01T00:00Z")
    assert owner.get("/").wsgi_request.organisation == organisation
