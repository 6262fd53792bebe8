"""Telling pages: after the commit, whatever Redis does, and to those who only ask."""

import json

import pytest
import redis
from django.urls import reverse

from reviewapp.live import publishing
from reviewapp.live.origin import LiveTab, current_tab
from reviewapp.live.presence import initials_of
from reviewapp.live.publishing import tell
from tests.factories import login, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rested(monkeypatch):
    """No Redis was away before."""
    monkeypatch.setattr(publishing, "_rest", publishing._Rest())
    return publishing._rest


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def ask(browser, workload, **query):
    url = reverse("live:poll", args=[workload.pk])
    return browser.get(url, query).json()


def test_who_asks_is_told_what_happened_since(viewer, workload, commits):
    before = ask(viewer, workload)["last"]
    with commits():
        tell(workload.pk, "comment", comment=3)
        assert ask(viewer, workload, after=before)["events"] == []
    found = ask(viewer, workload, after=before)
    assert [(e["topic"], e["comment"]) for e in found["events"]] == [("comment", 3)]
    assert ask(viewer, workload, after=found["last"])["events"] == []


@pytest.mark.parametrize(("sent", "tab"), [("sometab1", "sometab1"), ("<script>", ""), (None, "")])
def test_what_a_tab_does_bears_its_name(rf, sent, tab):
    request = rf.get("/", headers={"X-Live-Tab": sent} if sent else {})
    assert LiveTab(lambda _request: current_tab())(request) == tab
    assert current_tab() == ""


def test_a_change_that_is_taken_back_is_not_told(viewer, workload):
    before = ask(viewer, workload)["last"]
    tell(workload.pk, "comment", comment=3)
    assert ask(viewer, workload, after=before)["events"] == []


def test_a_redis_that_is_away_breaks_nothing_and_is_made_good(
    viewer, workload, commits, rested, monkeypatch, caplog
):
    before = ask(viewer, workload)["last"]
    away = redis.Redis(unix_socket_path="/nowhere/redis.sock", retry=None)
    with monkeypatch.context() as gone:
        gone.setattr(publishing, "_script", lambda: away.register_script(publishing.PUBLISH))
        with commits():
            tell(workload.pk, "comment", comment=1)
            tell(workload.pk, "comment", comment=2)
    assert "were not told" in caplog.text
    assert ask(viewer, workload, after=before)["events"] == []
    rested.until = 0
    with commits():
        tell(workload.pk, "comment", comment=3)
    topics = [event["topic"] for event in ask(viewer, workload, after=before)["events"]]
    assert topics == ["resync", "comment"]


def test_nobody_speaks_for_somebody_else(viewer, workload, organisation):
    other = login(make_user(organisation, "viewer", name="Mira Kovac"))
    url = reverse("live:here", args=[workload.pk])
    for browser in (viewer, other):
        assert browser.post(url, {"tab": "sametab1", "question": "backups"}).status_code == 204
    people = ask(viewer, workload)["people"]
    assert {each["user"] for each in people} == {viewer.user.pk, other.user.pk}
    assert "email" not in json.dumps(people)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Mira Kovac", "MK"), ("Mira", "M"), ("Ana de la Cruz", "AC"), ("mira@example.com", "ME")],
)
def test_initials(name, initials):
    assert initials_of(name) == initials
