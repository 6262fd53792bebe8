"""An organisation's people: found, given roles, paused, removed; never without an owner."""

import pytest

from reviewapp.audit.models import Entry
from reviewapp.people.models import Membership, Role, User
from tests.factories import login, make_organisation, make_user

from .links import said

pytestmark = pytest.mark.django_db
PAGE = "/organisation/"
LAST = "An organisation keeps at least one active owner. Make somebody else an owner first."


def member(organisation, browser) -> Membership:
    return organisation.memberships.get(user=browser.user)


def act(owner, membership, action: str, **sent: str):
    return owner.post(f"/organisation/members/{membership.pk}/{action}/", sent, follow=True)


def entries() -> list[Entry]:
    return list(Entry.objects.exclude(action__startswith="session.").order_by("pk"))


def actions() -> list[str]:
    return [each.action for each in entries()]


def test_a_role_is_changed_and_written_down(owner, organisation, editor):
    found = member(organisation, editor)
    assert said(act(owner, found, "role", role="viewer")) == [f"{editor.user.name} is now Viewer."]
    assert editor.get("/workloads/new/").status_code == 403
    act(owner, found, "role", role="owner")
    assert editor.get("/organisation/edit/").status_code == 200
    first = entries()[0]
    assert (first.action, first.by_mail, first.subject) == (
        "member.role_changed",
        owner.user.email,
        editor.user.email,
    )
    assert (first.before, first.after) == ({"role": "lead"}, {"role": "viewer"})


def test_a_role_that_is_none_changes_nothing(owner, organisation, editor):
    found = member(organisation, editor)
    assert said(act(owner, found, "role", role="x")) == ["Choose one of the roles."]
    found.refresh_from_db()
    assert found.role == Role.LEAD


@pytest.mark.parametrize(
    ("action", "sent"), [("role", {"role": "viewer"}), ("remove", {}), ("deactivate", {})]
)
def test_the_last_active_owner_stays(owner, organisation, action, sent):
    paused = make_user(organisation, Role.OWNER).memberships.get()
    act(owner, paused, "deactivate")
    found = member(organisation, owner)
    assert said(act(owner, found, action, **sent)) == [LAST]
    found.refresh_from_db()
    assert (found.role, found.deactivated_at) == (Role.OWNER, None)


@pytest.mark.parametrize(
    ("action", "sent"), [("role", {"role": "viewer"}), ("remove", {}), ("deactivate", {})]
)
def test_one_of_two_owners_may_go(owner, organisation, action, sent):
    make_user(organisation, Role.OWNER)
    act(owner, member(organisation, owner), action, **sent)
    assert organisation.memberships.filter(role=Role.OWNER, deactivated_at=None).count() == 1


def test_whoever_is_removed_sees_nothing_and_has_nothing_when_they_come_back(
    owner, organisation, editor, workload
):
    unit = organisation.units.create(name="Payments")
    unit.roles.create(user=editor.user, role=Role.OWNER)
    workload.roles.create(user=editor.user, role=Role.LEAD)
    assert editor.get(f"/workloads/{workload.pk}/").status_code == 200
    act(owner, member(organisation, editor), "remove")
    assert editor.get(f"/workloads/{workload.pk}/").status_code == 404
    assert editor.get("/").headers["Location"] == "/organisation/none/"
    assert User.objects.filter(pk=editor.user.pk).exists()
    assert not unit.roles.exists()
    assert not workload.roles.exists()
    assert actions() == ["member.removed"]


def test_whoever_is_deactivated_sees_nothing_until_they_are_active_again(
    owner, organisation, editor, workload
):
    workload.roles.create(user=editor.user, role=Role.OWNER)
    found = member(organisation, editor)
    act(owner, found, "deactivate")
    assert editor.get(f"/workloads/{workload.pk}/").status_code == 404
    assert editor.get("/workloads/").status_code == 302
    act(owner, found, "reactivate")
    assert editor.get(f"/workloads/{workload.pk}/delete/").status_code == 200
    assert actions() == ["member.deactivated", "member.reactivated"]


def test_members_leave_and_the_last_owner_cannot(owner, editor, organisation):
    response = owner.post("/organisation/leave/")
    assert response.status_code == 422
    assert LAST in response.content.decode()
    editor.post("/organisation/leave/")
    assert [each.user for each in organisation.memberships.all()] == [owner.user]
    assert actions() == ["member.left"]


def test_ownership_is_handed_over_by_typing_the_name(owner, editor, organisation):
    asked = {"taker": editor.user.email, "confirmation": "meridian"}
    response = owner.post("/organisation/transfer/", asked)
    assert response.context["form"].errors == {
        "confirmation": ["Type the name exactly as it stands here: Meridian"]
    }
    owner.post("/organisation/transfer/", {**asked, "confirmation": "Meridian"})
    assert member(organisation, editor).role == Role.OWNER
    assert member(organisation, owner).role == Role.LEAD
    assert owner.get("/organisation/transfer/").status_code == 403
    assert actions() == ["member.ownership_transferred"]


def test_ownership_goes_to_active_members_alone(owner, editor, organisation, stranger):
    Membership.objects.filter(user=editor.user).update(deactivated_at="2026-01-01T00:00Z")
    for email, error in (
        (editor.user.email, "Nobody of this address is active in the organisation."),
        (stranger.user.email, "Nobody of this address is active in the organisation."),
        (owner.user.email, "You are an owner already. Name somebody else."),
    ):
        sent = {"taker": email, "confirmation": "Meridian"}
        response = owner.post("/organisation/transfer/", sent)
        assert response.context["form"].errors == {"taker": [error]}


def test_members_are_listed_at_one_cost(owner, organisation, django_assert_max_num_queries):
    for count in (1, 3):
        for _ in range(count):
            make_user(organisation, Role.VIEWER)
        with django_assert_max_num_queries(8):
            owner.get(PAGE)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=ada", ["Ada"]),
        ("q=%00", ["Ada", "Grace", "Olive"]),
        ("role=viewer", ["Grace"]),
        ("state=deactivated", ["Grace"]),
        ("state=active&role=lead", ["Ada"]),
        ("role=emperor&state=gone&page=99", ["Ada", "Grace", "Olive"]),
        ("q=nobody", []),
    ],
)
def test_people_are_found(organisation, query, names):
    make_user(organisation, Role.LEAD, email="a@example.com", name="Ada")
    paused = make_user(organisation, Role.VIEWER, email="g@example.com", name="Grace")
    paused.memberships.update(deactivated_at="2026-01-01T00:00Z")
    olive = login(make_user(organisation, Role.OWNER, email="o@example.com", name="Olive"))
    found = olive.get(f"{PAGE}?{query}").context["page_obj"]
    assert [each.user.name for each in found] == names


def test_viewers_see_people_and_no_buttons(viewer, owner):
    page = viewer.get(PAGE).content.decode()
    assert owner.user.email in page
    assert "/members/" not in page
    assert "/invitations/" not in page
    assert "/members/" in owner.get(PAGE).content.decode()


def test_an_organisation_is_renamed(owner, organisation):
    assert owner.get("/organisation/edit/").context["form"]["name"].value() == "Meridian"
    owner.post("/organisation/edit/", {"name": " Meridian\n Group "})
    organisation.refresh_from_db()
    assert organisation.name == "Meridian Group"
    assert actions() == ["organisation.renamed"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "This field is required."),
        ("n" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("ELSEWHERE", "There is an organisation of this name already."),
    ],
)
def test_a_name_that_cannot_be_taken_is_told(owner, organisation, name, error):
    make_organisation("Elsewhere")
    response = owner.post("/organisation/edit/", {"name": name})
    assert response.status_code == 422
    assert response.context["form"].errors == {"name": [error]}
    organisation.refresh_from_db()
    assert organisation.name == "Meridian"
