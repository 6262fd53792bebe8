"""Two owners at the same moment: each has a thread and a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from reviewapp.people.domain import (
    AlreadyMember,
    HasAccount,
    LastOwner,
    accept_with_new_account,
    add_member,
    change_role,
    invite,
    remove_member,
    transfer_ownership,
)
from reviewapp.people.models import Membership, Role, User
from tests.factories import PASSWORD, make_organisation, make_user

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


def test_an_invitation_accepted_twice_at_once_makes_one_account():
    invitation, _token = invite(
        organisation=make_organisation(), email="new@example.com", role=Role.LEAD
    )

    def accept():
        accept_with_new_account(invitation=invitation, name="Ada", password=PASSWORD)

    results = at_once(accept, accept)
    assert sorted(map(str, results)) == sorted(map(str, [None, HasAccount]))
    assert Membership.objects.count() == 1


def test_two_owners_cannot_hand_over_crosswise_and_leave_none():
    organisation = make_organisation()
    first, second = (make_user(organisation).memberships.get() for _ in range(2))

    def give(giver: Membership, taker: Membership):
        return lambda: transfer_ownership(giver=giver, taker=taker, typed=organisation.name)

    results = at_once(give(first, second), give(second, first))
    assert None in results
    assert organisation.memberships.filter(role=Role.OWNER).exists()
