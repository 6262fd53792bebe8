"""Where an entry says that it comes from."""

import pytest
from django.test import RequestFactory, override_settings

from reviewapp.audit.context import Where, where
from reviewapp.audit.middleware import FromWhere, where_of
from reviewapp.config.celery import app


def sent(**headers):
    return RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)


def test_a_request_has_address_and_browser():
    seen = []
    request = sent(user_agent="Firefox")
    FromWhere(lambda _request: seen.append(where()))(request)
    assert seen == [Where(channel="web", address="192.0.2.1", agent="Firefox")]
    assert where() == Where(channel="command")


@pytest.mark.parametrize(("trusted", "address"), [(0, "192.0.2.1"), (1, "198.51.100.7")])
def test_a_proxys_word_counts_only_where_it_is_trusted(trusted, address):
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=trusted):
        assert where_of(sent(x_forwarded_for="10.0.0.1, 198.51.100.7")).address == address


def test_an_address_that_is_none_is_left_out():
    assert where_of(RequestFactory().get("/", REMOTE_ADDR="")).address == ""


@app.task(name="tests.look")
def look(seen):
    seen.append(where().channel)


@pytest.mark.parametrize(("ticks", "channel"), [([], "worker"), (["tests.look"], "schedule")])
def test_a_task_says_who_started_it(monkeypatch, ticks, channel):
    seen = []
    monkeypatch.setitem(app.conf, "beat_schedule", {each: {"task": each} for each in ticks})
    look.apply(args=[seen])
    assert seen == [channel]
    assert where().channel == "command"
