import pytest

from reviewapp.people.models import Role
from tests.factories import login, make_user
from tests.reviews.factories import make_lens, make_review


@pytest.fixture
def review(workload, organisation):
    return make_review(workload, make_lens(organisation=organisation))


@pytest.fixture
def ada(organisation):
    """A contributor."""
    return login(
        make_user(organisation, Role.CONTRIBUTOR, name="Ada Lovelace", email="ada@example.com")
    )


@pytest.fixture
def grace(organisation):
    """A commenter."""
    return login(
        make_user(organisation, Role.COMMENTER, name="Grace Hopper", email="grace@example.com")
    )


@pytest.fixture
def lead(organisation):
    return login(make_user(organisation, Role.LEAD, name="Lin Lead"))
