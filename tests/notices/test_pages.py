"""The bell, its panel and the page of what a person was told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviewapp.notices.domain import Wish, notify, wishes_of
from reviewapp.notices.models import ByMail, Kind, Notice
from reviewapp.people.models import Membership, Role
from tests.factories import login, make_organisation, make_user, make_workload

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def tell(user, organisation, text="Ada mentions you", **fields):
    said = {"kind": "mentioned", "url": "/organisation/"}
    notify(users=[user], organisation=organisation, text=text, **{**said, **fields})
    return Notice.objects.latest("pk")


def page(browser, address="/notifications/", **headers):
    return browser.get(address, headers=headers).content.decode()


def test_following_marks_it_read_and_leads_there(organisation, owner):
    notice = tell(owner.user, organisation)
    assert "Unread:" in page(owner)
    response = owner.get(f"/notifications/{notice.pk}/")
    assert response["Location"] == "/organisation/"
    assert "Unread:" not in page(owner)


def test_nobody_reads_or_follows_what_another_was_told(organisation, owner, viewer):
    notice = tell(owner.user, organisation, "For the owner")
    assert "For the owner" not in page(viewer)
    assert viewer.get(f"/notifications/{notice.pk}/").status_code == 404
    assert viewer.post(f"/notifications/{notice.pk}/read/").status_code == 404
    viewer.post("/notifications/read/")
    assert Notice.objects.filter(read_at=None).count() == 1


def test_all_are_marked_read_but_what_came_after_the_page(organisation, owner):
    tell(owner.user, organisation, "Before")
    shown = timezone.now()
    later = tell(owner.user, organisation, "After")
    owner.post("/notifications/read/", {"until": shown.isoformat()})
    assert list(Notice.objects.filter(read_at=None)) == [later]
    owner.post("/notifications/read/", {"until": "yesterday"})
    assert not Notice.objects.filter(read_at=None).exists()


def test_only_the_unread_are_shown_when_asked_for(organisation, owner):
    read = tell(owner.user, organisation, "An old one")
    owner.post(f"/notifications/{read.pk}/read/")
    tell(owner.user, organisation, "A new one")
    assert "An old one" in page(owner)
    unread = page(owner, "/notifications/?unread=1")
    assert "An old one" not in unread
    assert "A new one" in unread


def test_marking_by_htmx_answers_with_the_part_and_the_bell_counts_again(organisation, owner):
    notice = tell(owner.user, organisation)
    url = f"/notifications/{notice.pk}/read/"
    in_panel = owner.post(url, headers={**HTMX, "HX-Target": "notices-panel"})
    assert next(t.name for t in in_panel.templates) == "notices/_panel.html"
    assert "notices:read" in in_panel["HX-Trigger"]
    on_page = owner.post(url, headers={**HTMX, "HX-Target": "notices"})
    assert next(t.name for t in on_page.templates) == "notices/_list.html"
    assert owner.post(f"{url}?unread=1")["Location"] == "/notifications/?unread=1"


def test_of_a_workload_that_is_not_seen_any_more_nothing_is_shown(organisation, viewer):
    workload = make_workload(organisation)
    tell(viewer.user, organisation, "Secret risk", workload_id=workload.pk)
    assert "Secret risk" in page(viewer)
    viewer.user.memberships.update(role=Role.MEMBER)
    assert "Secret risk" not in page(viewer) + page(viewer, "/notifications/panel/")
    assert "unread" not in page(viewer, "/notifications/count/")


def test_of_a_workload_that_is_gone_nothing_is_shown(organisation, owner):
    notice = tell(owner.user, organisation, "Of old")
    Notice.objects.filter(pk=notice.pk).update(workload_id=uuid4())
    assert "Of old" not in page(owner)


def test_another_organisations_wait_there_and_following_goes_there(organisation, owner):
    other = make_organisation("Northwind")
    Membership.objects.create(organisation=other, user=owner.user, role=Role.VIEWER)
    workload = make_workload(other)
    notice = tell(owner.user, other, "In the other one", workload_id=workload.pk)
    text = page(owner)
    assert "In the other one" not in text
    assert "1 unread in Northwind." in text
    owner.get(f"/notifications/{notice.pk}/")
    assert owner.session["organisation"] == str(other.pk)


def test_what_people_wrote_is_text(organisation, owner):
    tell(owner.user, organisation, "<script>alert(1)</script>\n=cmd|' /C calc'!A0")
    for address in ("/notifications/", "/notifications/panel/"):
        text = page(owner, address)
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; =cmd|" in text


def test_without_an_organisation_there_is_no_page_and_no_number():
    stray = login(make_user(None))
    assert stray.get("/notifications/").status_code == 404
    assert stray.get("/notifications/count/").status_code == 204
    assert "notices-panel" not in page(stray, "/notifications/settings/")


def test_pages_take_the_same_queries_however_much_there_is(organisation, owner):
    """Of notices themselves: how many are unread, how many there are, which; and the bell's."""
    for many in (1, 30):
        for number in range(many):
            workload = make_workload(organisation)
            tell(owner.user, organisation, f"Number {number}", workload_id=workload.pk)
        assert queries(owner, "/notifications/") == 4
        assert queries(owner, "/notifications/panel/") <= 3
        assert queries(owner, "/notifications/count/") == 1
        assert queries(owner, "/organisation/") == 1


def queries(browser, address):
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return sum("notices_notice" in query["sql"] for query in asked)


def settings_of(user, **changes):
    sent = {"digest_hour": "8", "time_zone": "UTC"}
    for kind, wish in wishes_of(user).items():
        sent[f"{kind}-mail"] = wish.by_mail
        if wish.in_app:
            sent[f"{kind}-app"] = "on"
    return {**sent, **changes}


def test_people_choose_how_they_are_told(viewer):
    sent = settings_of(viewer.user, time_zone="Asia/Tokyo", digest_hour="18")
    del sent["scan_finished-app"]
    sent["scan_finished-mail"] = "never"
    assert viewer.post("/notifications/settings/", sent).status_code == 302
    wishes = wishes_of(viewer.user)
    assert wishes[Kind.SCAN_FINISHED] == Wish(False, ByMail.NEVER)
    assert wishes[Kind.MENTIONED] == Wish(True, ByMail.AT_ONCE)
    preferences = viewer.user.notice_preferences
    assert (preferences.time_zone, preferences.digest_hour) == ("Asia/Tokyo", 18)
    assert 'value="Asia/Tokyo" selected' in page(viewer, "/notifications/settings/")


def test_where_the_browser_is_stands_in_the_form_until_something_is_saved(viewer):
    viewer.cookies["zone"] = "Europe/Berlin"
    text = page(viewer, "/notifications/settings/")
    assert 'value="Europe/Berlin" selected' in text
    assert "Until you save this, the digest goes by UTC." in text
    viewer.post("/notifications/settings/", settings_of(viewer.user, time_zone="Asia/Tokyo"))
    text = page(viewer, "/notifications/settings/")
    assert 'value="Asia/Tokyo" selected' in text
    assert "Until you save this" not in text


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Mars/Base"}, {"digest_hour": "24"}, {"mentioned-mail": "hourly"}],
)
def test_what_cannot_be_is_said_beside_the_field(viewer, wrong):
    response = viewer.post("/notifications/settings/", settings_of(viewer.user, **wrong))
    assert response.status_code == 422
    assert "Select a valid choice" in response.content.decode()


def test_old_ones_are_forgotten(organisation, owner):
    from reviewapp.notices.domain import forget_old

    for read, days in ((True, 91), (True, 89), (False, 364), (False, 366)):
        notice = tell(owner.user, organisation)
        at = timezone.now() - timedelta(days=days)
        Notice.objects.filter(pk=notice.pk).update(at=at, read_at=at if read else None)
    assert forget_old() == 2
    assert Notice.objects.count() == 2
