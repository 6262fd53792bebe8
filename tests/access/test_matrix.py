"""Who may do what: every address × every kind of person × GET and POST, plain and by htmx."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from copy import deepcopy
from unittest import mock

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from .addresses import address, arguments_of, named_patterns
from .table import ACCOUNT, ACTORS, LOGIN, REDIRECT, TABLE, Outcome, Outcomes
from .world import World, make_world

pytestmark = pytest.mark.django_db

OBJECTS = ("connection_id", "run_id", "milestone_id", "rereview_id", "report_id")
OBJECTS += ("review_id", "upgrade_id", "use_id", "finding_id", "fact_id")
OBJECTS += ("user_id", "shared_id", "offer_id")
OBJECTS += ("thread_id", "comment_id", "attachment_id")
OBJECTS += ("meeting_id", "minutes_id", "parked_id")
FORM_TOKEN = {"csrfmiddlewaretoken": "sent by every form"}
HTMX = {"HX-Request": "true"}
# The door is the same for htmx; its answers take another form, once for each kind of outcome.
BY_HTMX = ("anonymous", "stranger", "viewer", "owner")
# Who may read gets the same by htmx as any other who may: one of them draws each page again.
READ_BY_HTMX = ("anonymous", "owner")
# Pages are drawn for those who see different things on them. Of the others, only what the view
# decides is asked: drawing pages for them too took a third of the time.
DRAWN = ("anonymous", "stranger", "viewer", "contributor", "owner", "reader")
NOT_DRAWN = mock.patch("django.template.backends.django.Template.render", return_value="")
NAMES = sorted(named_patterns())


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once: every request is taken back, and the world itself in the end.

    Thousands of requests are refused here; nobody reads what the log would say of each.
    """
    logging.disable(logging.WARNING)
    with (
        django_db_blocker.unblock(),
        # What templates were drawn with is copied for tests that ask; none does here.
        mock.patch("django.test.client.store_rendered_templates"),
        override_settings(
            ACCOUNT_RATE_LIMITS=False, MFA_RATE_LIMITS=False, ROOT_URLCONF="tests.access.plain_urls"
        ),
    ):
        with transaction.atomic():
            yield make_world()
            transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def test_every_address_has_its_row_and_every_row_its_address():
    assert set(NAMES) == set(TABLE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_each_person_gets_what_the_table_says(world, name, headers):
    row = TABLE[name]
    url = address(name, world.ids)
    of_workload = "workload_id" in arguments_of(name)
    sent = (headers and row.htmx_post) or row.post
    writers, readers = (BY_HTMX, READ_BY_HTMX) if headers else (ACTORS, ACTORS)
    get = row.filled(row.get, of_workload=of_workload, writes=False)
    post = row.filled(sent, of_workload=of_workload, writes=True)
    assert {
        "get": ask_all(world, readers, "get", url, headers),
        "post": ask_all(world, writers, "post", url, headers, {**FORM_TOKEN, **row.sent}),
    } == {
        "get": {actor: get[actor] for actor in readers},
        "post": {actor: post[actor] for actor in writers},
    }


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ACCOUNT])
def test_no_address_takes_another_method(world, name):
    """Not even for whoever may do everything."""
    url = address(name, world.ids)
    for method in ("put", "patch", "delete"):
        assert ask(world.browsers["owner"], method, url, {}) == 405, method


@pytest.mark.parametrize(
    ("name", "argument"),
    [(n, a) for n in NAMES for a in arguments_of(n) if a in OBJECTS],
)
def test_an_object_is_not_reached_through_another_workload(world, name, argument):
    mixed = {**world.ids, argument: world.of_another_workload[argument]}
    row = TABLE[name]
    owner = world.browsers["owner"]
    for method, outcomes in (("get", row.get), ("post", row.post)):
        found = ask(owner, method, address(name, mixed), {}, {**FORM_TOKEN, **row.sent})
        assert found == (405 if outcomes["owner"] == 405 else 404), method


def ask_all(
    world: World,
    actors: Sequence[str],
    method: str,
    url: str,
    headers: Mapping[str, str],
    sent: Mapping[str, str] | None = None,
) -> Outcomes:
    found = {}
    for actor in actors:
        with nullcontext() if actor in DRAWN else NOT_DRAWN:
            found[actor] = ask(world.browsers[actor], method, url, headers, sent)
    return found


def ask(
    browser: Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    sent: Mapping[str, str] | None = None,
) -> Outcome:
    """The outcome of a request whose changes are taken back, cookies included."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        found = outcome(getattr(browser, method)(url, sent or {}, headers=headers))
        transaction.set_rollback(True)
    browser.cookies = cookies
    return found


def outcome(response: HttpResponse) -> Outcome:
    target = response.headers.get("HX-Redirect") or response.headers.get("Location")
    if target is None:
        return response.status_code
    return LOGIN if target.startswith("/accounts/login/") else REDIRECT
