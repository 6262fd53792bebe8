"""What `pillars` says on pages of findings is listed for translation."""

import inspect

import pytest
from django.utils.translation import override

from pillars import placing
from pillars.bill import CAUSES
from pillars.recovery import STRATEGIES, recovery_of
from pillars.scope import MEAN_WORDS
from pillars.suppressions import Scope, faults
from reviewapp.findings import words
from tests.pillars.checks.factories import snapshot

SCOPES = (
    Scope(check="x", account="1"),
    Scope(check="x", region="?"),
    Scope(check="x", resource="a\nb"),
    Scope(check="x", tag="k" * 401),
    Scope(check="x", tag="=value"),
    Scope(account="123456789012"),
    Scope(resource="*"),
)


def test_titles_of_causes_and_what_facts_do_not_tell_are_listed() -> None:
    assert {each.title for each in CAUSES} | {each.unknown for each in CAUSES} == {*words.CAUSES}


def test_strategies_and_their_signs_are_listed() -> None:
    shown = {each.title for each in STRATEGIES} | {each.reaches for each in STRATEGIES}
    assert shown == {*words.STRATEGIES}
    found = recovery_of(snapshot())
    signs = {sign.title for judged in found.strategies for sign in judged.signs}
    assert signs | {found.tested.title} == {*words.SIGNS}


@pytest.mark.parametrize("sentence", words.PLACES)
def test_reasons_of_places_are_those_that_are_given(sentence: str) -> None:
    assert f'"{sentence}"' in inspect.getsource(placing)


def test_means_of_a_scope_are_listed() -> None:
    assert {*MEAN_WORDS.values()} == {*words.MEANS}


@pytest.mark.parametrize("scope", SCOPES)
def test_faults_of_a_scope_are_listed(scope: Scope) -> None:
    found = faults(scope, known={"x"})
    assert found
    assert set(found.values()) <= {*words.FAULTS}
    with override("de"):
        assert words.fault_words(scope, found).keys() == found.keys()
        assert set(words.fault_words(scope, found).values()).isdisjoint(found.values())


def test_an_unknown_check_is_named_in_the_readers_language() -> None:
    scope = Scope(check="no-such")
    found = faults(scope, known=())
    assert words.fault_words(scope, found) == found
    with override("de"):
        said = words.fault_words(scope, found)["check"]
    assert "no-such" in said
    assert said != found["check"]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "nothing"), (1, "1 minute"), (90, "90 minutes"), (60, "1 hour"), (2880, "2 days")],
)
def test_durations_are_one_number_and_one_unit(minutes: int, said: str) -> None:
    assert words.duration_words(minutes) == said
