"""A workload with a review, and a way to search as somebody."""

import pytest

from reviewapp.people.models import Membership
from reviewapp.search.domain.asking import ask
from reviewapp.search.queries import Narrowed, best, look, seen_by
from tests.reviews.factories import make_lens, make_review, small_lens


@pytest.fixture
def review(workload, organisation):
    return make_review(workload, make_lens(small_lens(), organisation=organisation))


@pytest.fixture
def find():
    """Titles of what a user finds, best first."""

    def titles(user, typed: str, **narrowed: str) -> list[str]:
        asked = ask(typed)
        found = look(seen_by(Membership.active.get(user=user)), asked.query, Narrowed(**narrowed))
        return [entry.title for entry in best(found, asked.query, Narrowed(**narrowed))]

    return titles
