"""Two owners at the same moment: each has a thread and a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from reviewapp.people.domain import (
    AlreadyMember,
    BelongsElsewhere,
    LastOwner,
    add_member,
    change_role,
    remove_member,
)
from reviewapp.people.models import Membership, Role, User
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> list[object]:
    """Runs each in its own thread, all released together; their results or what they raised."""
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait(10)
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.parametrize("act", ["demote", "remove"])
def test_two_owners_cannot_remove_each_other(act):
    organisation = make_organisation()
    first, second = (make_user(organisation).memberships.get() for _ in range(2))

    def against(membership: Membership):
        if act == "demote":
            return lambda: change_role(membership, Role.VIEWER)
        return lambda: remove_member(membership)

    results = at_once(against(first), against(second))
    assert sorted(map(str, results)) == sorted(map(str, [None, LastOwner]))
    assert organisation.memberships.filter(role=Role.OWNER).count() == 1


def test_a_person_added_twice_at_once_is_there_once():
    organisation = make_organisation()

    def add():
        add_member(organisation=organisation, email="new@example.com", role=Role.LEAD)

    results = at_once(add, add)
    assert sorted(map(str, results)) == sorted(map(str, [None, AlreadyMember]))
    assert User.objects.filter(email="new@example.com").count() == 1


def test_a_person_added_to_two_organisations_at_once_belongs_to_one():
    one, two = make_organisation(), make_organisation()
    results = at_once(
        lambda: bool(add_member(organisation=one, email="new@example.com", role=Role.LEAD)),
        lambda: bool(add_member(organisation=two, email="new@example.com", role=Role.LEAD)),
    )
    assert sorted(map(str, results)) == sorted(map(str, [True, BelongsElsewhere]))
    assert Membership.objects.count() == 1
