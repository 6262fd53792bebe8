"""Whatever the log has words for is recorded when it is done, by whom, and in one place."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import override_settings

from reviewapp.audit.actions import ACTIONS, GROUPS
from reviewapp.audit.context import Where, coming_from
from reviewapp.audit.domain.sealing import digest_of
from reviewapp.audit.models import Entry
from reviewapp.people.models import Organisation
from tests.access.world import make_world

from .doings import DOINGS, Stage

pytestmark = pytest.mark.django_db
# What stages record that say so in tests of their own.
ELSEWHERE = ("access.", "assignment.", "comment.", "factor.", "guest.", "invitation.", "meeting.")
ELSEWHERE += ("member.", "provider.", "security.", "session.ended", "share.", "state.", "unit.")
ELSEWHERE += ("review.closed", "review.reopened")
# Done by the product itself.
BY_NOBODY = ("suppression.expired", "review.followed")


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """Made once; what is done in a test is taken back."""
    with django_db_blocker.unblock(), override_settings(ACCOUNT_RATE_LIMITS=False):
        with transaction.atomic():
            world = make_world()
            organisation = Organisation.objects.get(name="Meridian")
            yield Stage(world, organisation, world.browsers["owner"])
            transaction.set_rollback(True)


@pytest.mark.parametrize("action", DOINGS)
def test_what_is_done_is_recorded(stage, action):
    with transaction.atomic():
        entry = done(stage, action)
        transaction.set_rollback(True)
    assert entry.by_mail == ("" if action in BY_NOBODY else stage.by.email)
    assert entry.digest == digest_of(entry)
    assert entry.subject
    assert "pillars-Checkout" not in f"{entry.before} {entry.after}"
    assert "tell-me" not in f"{entry.before} {entry.after} {entry.subject}"


def done(stage: Stage, action: str) -> Entry:
    """The newest entry of the action in the organisation's log."""
    before = set(Entry.objects.values_list("pk", flat=True))
    signed_in = SimpleNamespace(user=stage.by)
    here = Where("schedule") if action in BY_NOBODY else Where("web", request=signed_in)
    with coming_from(here):
        DOINGS[action](stage)
    made = Entry.objects.filter(organisation=stage.organisation, action=action)
    (entry,) = made.exclude(pk__in=before).order_by("-pk")[:1]
    return entry


def test_every_action_is_done_here_or_is_another_stages():
    mine = {action for action in ACTIONS if not action.startswith(ELSEWHERE)}
    assert mine <= set(DOINGS) <= set(ACTIONS)


def test_every_group_has_words_and_actions():
    assert {action.partition(".")[0] for action in ACTIONS} == set(GROUPS)


def test_what_the_source_records_has_words():
    """An action that is written out in a call and that no line of the list has."""
    source = Path(__file__).parents[2] / "reviewapp"
    named = re.compile(r'action="([a-z_]+\.[a-z_]+)"|record_on\(\s*\w+, "([a-z_]+\.[a-z_]+)"')
    found = {
        one or other
        for path in source.rglob("*.py")
        for one, other in named.findall(path.read_text())
    }
    assert len(found) > 20
    assert found <= set(ACTIONS)
