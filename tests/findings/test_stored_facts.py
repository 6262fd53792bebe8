"""Facts that are loaded when they are asked for are the facts that would all be at hand."""

from collections import Counter

import pytest

from pillars.facts import Held, Resource
from reviewapp.findings.domain.spooled import CHUNK
from reviewapp.findings.domain.stored import StoredFacts

PLACES = [("1", "x"), ("1", "y"), ("2", "x"), ("1", "x")]  # one place comes back
KINDS = {"few": 1, "some": 3, "many": CHUNK + 7}


def made(kind, number):
    return [
        Resource(kind, f"{kind}-{place}-{each}", *where, data={"n": [each, None, 0.5]}, key=each)
        for place, where in enumerate(PLACES)
        for each in range(number)
    ]


EVERY = [resource for kind, number in KINDS.items() for resource in made(kind, number)]
COUNTS = Counter(resource.kind for resource in EVERY)


class Store:
    """Counts how often each kind is loaded, and with which others."""

    def __init__(self):
        self.loaded = []

    def __call__(self, kinds):
        self.loaded.append(sorted(kinds))
        return (resource for resource in EVERY if resource.kind in kinds)


@pytest.fixture
def store():
    return Store()


@pytest.mark.parametrize("room", [0, 20, 100_000])
def test_whatever_fits_in_memory_checks_see_the_same(store, room):
    facts, held = StoredFacts(store, COUNTS, room=room), Held(EVERY)
    for kind in (*KINDS, "none"):
        for account in (None, "1", "2", "3"):
            for region in (None, "x", "y", "z"):
                found = facts.of(kind, account, region)
                expected = held.of(kind, account, region)
                assert list(found) == list(found) == expected
                assert len(found) == len(expected)
                assert bool(found) == bool(expected)
    assert store.loaded == [["few"], ["some"], ["many"]]


def test_a_kind_on_disk_is_a_sequence_like_any_other(store):
    facts = StoredFacts(store, COUNTS, room=0)
    here, expected = facts.of("many", "1", "x"), Held(EVERY).of("many", "1", "x")
    assert [here[0], here[CHUNK], here[-1]] == [expected[0], expected[CHUNK], expected[-1]]
    assert here[CHUNK - 2 : CHUNK + 2] == expected[CHUNK - 2 : CHUNK + 2]
    assert [a.id for a, b in zip(here, here, strict=True) if a != b] == []  # two readers at once
    with pytest.raises(IndexError):
        here[len(here)]


def test_few_facts_take_one_query(store):
    facts = StoredFacts(store, COUNTS)
    facts.expect(["few", "some", "some", "none"])
    for kind in ("few", "some", "none"):
        facts.of(kind, None, None)
    assert store.loaded == [["few", "some"]]


def test_a_kind_is_kept_until_the_last_check_that_needs_it_has_run(store):
    facts = StoredFacts(store, COUNTS, room=12)
    needs = [["some"], ["some", "few"], ["few"]]
    facts.expect(kind for each in needs for kind in each)
    for each in needs:
        for kind in each:
            facts.of(kind, None, None)
        facts.done_with(each)
    # The first filled the room alone.
    assert store.loaded == [["some"], ["few"]]
    # Nobody waits for it any more: it stays while there is room, and leaves for another.
    for kind in ("some", "few", "some"):
        facts.of(kind, None, None)
    assert store.loaded[2:] == [["few"], ["some"]]
