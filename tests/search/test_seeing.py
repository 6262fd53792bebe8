"""Nobody finds what they may not see; whoever may see it finds it, wherever it belongs."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from reviewapp.people.models import Membership, Role, Unit, UnitRole
from reviewapp.workloads.models import WorkloadRole, WorkloadShare
from tests.factories import login, make_organisation, make_user, make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """Three workloads that hold the same word: of a unit, of another unit, of another house."""
    ours, theirs = make_organisation("Ours"), make_organisation("Theirs")
    unit, other = (Unit.objects.create(organisation=ours, name=name) for name in ("A", "B"))
    return SimpleNamespace(
        ours=ours,
        theirs=theirs,
        unit=unit,
        mine=make_workload(ours, "Mine", notes="pepperoni", unit=unit),
        unseen=make_workload(ours, "Unseen", notes="pepperoni", unit=other),
        foreign=make_workload(theirs, "Foreign", notes="pepperoni"),
    )


def pages(user) -> str:
    """All that search says to somebody about the word, on the page and in the palette."""
    client = login(user)
    found = client.get("/search/", {"q": "pepperoni"})
    offered = client.get("/search/palette/", {"q": "pepperoni"})
    return found.content.decode() + offered.content.decode()


def seen(user) -> set[str]:
    said = pages(user)
    return {
        name
        for name in ("Mine", "Unseen", "Foreign")
        if f"<mark>{name}</mark>" in said or f">{name}<" in said
    }


def test_members_of_an_organisation_find_what_is_theirs(house):
    assert seen(make_user(house.ours, Role.VIEWER)) == {"Mine", "Unseen"}
    assert seen(make_user(house.theirs, Role.OWNER)) == {"Foreign"}


def test_a_member_finds_what_a_unit_or_a_workload_gives(house):
    ada, ben, eve = (make_user(house.ours, Role.MEMBER) for _ in range(3))
    UnitRole.objects.create(unit=house.unit, user=ada, role=Role.VIEWER)
    WorkloadRole.objects.create(workload=house.unseen, user=ben, role=Role.COMMENTER)
    assert seen(ada) == {"Mine"}
    assert seen(ben) == {"Unseen"}
    assert seen(eve) == set()


def test_what_is_shared_is_found_by_those_it_is_shared_with_until_it_ends(house):
    share = WorkloadShare.objects.create(
        workload=house.mine, organisation=house.theirs, role=Role.VIEWER
    )
    partner = make_user(house.theirs, Role.VIEWER)
    assert seen(partner) == {"Mine", "Foreign"}
    member = make_user(house.theirs, Role.MEMBER)
    assert seen(member) == set()
    share.delete()
    assert seen(partner) == {"Foreign"}


def test_a_deactivated_member_finds_nothing(house):
    user = make_user(house.ours, Role.OWNER)
    Membership.objects.filter(user=user).update(deactivated_at=timezone.now())
    client = login(user)
    assert client.get("/search/", {"q": "pepperoni"}).status_code == 302
    asked = client.get("/search/palette/", {"q": "pepperoni"}, headers={"HX-Request": "true"})
    assert asked.status_code == 404


def test_the_facets_name_nothing_unseen(house):
    """A workload in the address that is another's counts nothing and is not named."""
    client = login(make_user(house.theirs, Role.OWNER))
    page = client.get("/search/", {"q": "pepperoni", "workload": str(house.mine.pk)})
    assert page.status_code == 200
    assert "Mine" not in page.content.decode()
    assert page.context["total"] == 0


def test_the_palette_says_nothing_of_a_page_that_is_not_the_readers(house):
    client = login(make_user(house.theirs, Role.OWNER))
    at = f"/workloads/{house.mine.pk}/review/framework/"
    said = client.get("/search/palette/", {"q": "", "at": at}).content.decode()
    assert "Mine" not in said
    assert str(house.mine.pk) not in said
