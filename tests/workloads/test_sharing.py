"""Sharing a workload: offered by an address, accepted once, ended from either side."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviewapp.audit.models import Entry
from reviewapp.people.models import Role
from reviewapp.workloads.models import ShareOffer
from tests.factories import login, make_user
from tests.people.links import said

pytestmark = pytest.mark.django_db
PAGE = "/shared/"
ACCEPT = "/shared/accept/"


@pytest.fixture
def here(workload) -> str:
    return f"/workloads/{workload.pk}/"


@pytest.fixture
def reader(stranger):
    """A viewer of the stranger's organisation."""
    return login(make_user(stranger.user.memberships.get().organisation, Role.VIEWER))


def offered(owner, here: str, role: str = "contributor", **more) -> str:
    """The path of a new offer."""
    sent = {"role": role, "days": "7", "note": "Auditors", **more}
    address = owner.post(f"{here}shares/", sent).context["address"]
    return address.removeprefix("http://testserver")


def accept(browser, path: str):
    assert browser.get(path).headers["Location"] == PAGE
    return browser.post(ACCEPT, follow=True)


def test_a_workload_is_offered_accepted_seen_and_taken_back(owner, stranger, workload, here):
    path = offered(owner, here)
    code = path.split("/")[-2]
    assert stranger.get(here).status_code == 404
    offer = stranger.get(path, follow=True).content.decode()
    assert "Meridian shares this workload" in offer
    assert code not in offer + owner.get(f"{here}people/").content.decode()
    assert said(accept(stranger, path)) == ["Checkout is in your list."]
    assert "Shared by Meridian" in stranger.get("/workloads/").content.decode()
    assert "Shared by Meridian" not in owner.get("/workloads/").content.decode()
    page = stranger.get(here).content.decode()
    assert "Shared by Meridian" in page
    assert "connections/" not in page
    assert stranger.get(f"{here}people/").status_code == 403
    share = workload.shares.get()
    assert "Elsewhere" in owner.get(f"{here}people/").content.decode()
    owner.post(f"{here}shares/{share.pk}/revoke/")
    assert stranger.get(here).status_code == 404
    written = Entry.objects.filter(action__startswith="share.").order_by("pk")
    assert [(each.action, each.organisation.name) for each in written] == [
        ("share.offered", "Meridian"),
        ("share.accepted", "Meridian"),
        ("share.accepted", "Elsewhere"),
        ("share.revoked", "Meridian"),
        ("share.revoked", "Elsewhere"),
    ]
    assert code not in str(list(written.values()) + list(ShareOffer.objects.values()))


def test_an_address_works_once(owner, stranger, reader, here):
    path = offered(owner, here)
    accept(stranger, path)
    assert reader.get(path, follow=True).status_code == 404
    assert stranger.post(ACCEPT).status_code == 404


def test_old_revoked_and_unknown_addresses_look_alike(owner, stranger, workload, here):
    path = offered(owner, here)
    ShareOffer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    pages = [stranger.get(path, follow=True)]
    ShareOffer.objects.update(expires_at=timezone.now() + timedelta(days=1))
    owner.post(f"{here}shares/offers/{ShareOffer.objects.get().pk}/revoke/")
    pages += [stranger.get(path, follow=True), stranger.get("/shared/nothing/", follow=True)]
    assert {page.status_code for page in pages} == {404}
    assert all(b"Checkout" not in page.content for page in pages)
    assert not workload.shares.exists()


def test_readers_of_the_other_organisation_see_an_offer_and_cannot_accept(owner, reader, here):
    path = offered(owner, here)
    assert "Pass the address on" in reader.get(path, follow=True).content.decode()
    assert reader.post(ACCEPT).status_code == 403


def test_ones_own_workload_is_not_accepted(owner, editor, workload, here):
    path = offered(owner, here)
    assert editor.get(path, follow=True).redirect_chain[-1][0] == here
    assert "your own organisation" in said(editor.post(ACCEPT, follow=True))[0]
    assert not workload.shares.exists()


def test_the_other_side_gives_it_back(owner, stranger, reader, workload, here):
    accept(stranger, offered(owner, here))
    assert reader.post(f"{here}shares/leave/").status_code == 403
    assert "Give Checkout back?" in stranger.get(f"{here}shares/leave/").content.decode()
    stranger.post(f"{here}shares/leave/")
    assert stranger.get(here).status_code == 404
    assert not workload.shares.exists()
    assert owner.post(f"{here}shares/leave/").status_code == 404


def test_a_second_offer_changes_what_they_may_do(owner, stranger, workload, here):
    accept(stranger, offered(owner, here, "viewer"))
    accept(stranger, offered(owner, here, "contributor"))
    assert [each.role for each in workload.shares.all()] == [Role.CONTRIBUTOR]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"role": "lead"}, "role"), ({"days": "31"}, "days"), ({"note": "n" * 201}, "note")],
)
def test_an_offer_that_cannot_be_made_is_told_beside_the_field(owner, here, changes, field):
    response = owner.post(f"{here}shares/", {"role": "viewer", "days": "7", **changes})
    assert response.status_code == 422
    assert set(response.context["share_form"].errors) == {field}


def test_a_workload_has_so_many_open_offers(owner, here, monkeypatch):
    monkeypatch.setattr("reviewapp.workloads.domain.sharing.MAX_OPEN", 1)
    offered(owner, here)
    response = owner.post(f"{here}shares/", {"role": "viewer", "days": "7"})
    assert "Take some back first" in str(response.context["share_form"].non_field_errors())
