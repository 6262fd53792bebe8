"""Telling people: whom, once, in one line, and what is told again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviewapp.notices.domain import Wish, notify, set_wish
from reviewapp.notices.models import ByMail, MailState, Notice
from reviewapp.people.domain.units import give_unit_role
from reviewapp.people.models import Role
from tests.factories import make_organisation, make_user, make_workload

pytestmark = pytest.mark.django_db


def tell(users, organisation, **fields):
    said = {"kind": "mentioned", "text": "Ada mentions you", "url": "/workloads/1/"}
    notify(users=users, organisation=organisation, **{**said, **fields})


@pytest.fixture
def ada(organisation):
    return make_user(organisation, Role.LEAD, name="Ada")


@pytest.fixture
def ben(organisation):
    return make_user(organisation, Role.VIEWER, name="Ben")


def test_each_is_told_once_but_never_whoever_did_it(organisation, ada, ben):
    tell([ada, ben, ben], organisation, by=ada)
    notice = Notice.objects.get()
    assert (notice.user, notice.by, notice.mail) == (ben, ada, MailState.AT_ONCE)


def test_only_active_members_are_told(organisation, ada):
    gone = make_user(organisation, Role.LEAD)
    gone.is_active = False
    gone.save()
    left = make_user(organisation, Role.LEAD)
    left.memberships.update(deactivated_at=timezone.now())
    tell([ada, gone, left, make_user(make_organisation())], organisation)
    assert [notice.user for notice in Notice.objects.all()] == [ada]


def test_of_a_workload_only_who_sees_it_is_told(organisation, ada):
    workload = make_workload(organisation)
    outside = make_user(make_organisation(), Role.OWNER)
    partner = make_user(make_organisation(), Role.LEAD)
    workload.shares.create(organisation=partner.organisations.get(), role=Role.VIEWER)
    without_rights = make_user(organisation, Role.MEMBER)
    tell([ada, outside, partner, without_rights], organisation, workload_id=workload.pk)
    assert {notice.user for notice in Notice.objects.all()} == {ada, partner}


def test_the_same_key_stays_one_notice_until_it_is_read(organisation, ada, ben):
    tell([ada], organisation, key="thread-1", text="First")
    tell([ada, ben], organisation, key="thread-1", text="Second")
    assert sorted(Notice.objects.values_list("user", "text", "count")) == [
        (ada.pk, "Second", 2),
        (ben.pk, "Second", 1),
    ]
    Notice.objects.update(read_at=timezone.now())
    tell([ada], organisation, key="thread-1", text="Third")
    assert list(ada.notices.values_list("text", "count")) == [("Third", 1), ("Second", 2)]


def test_without_a_key_each_is_a_notice_of_its_own(organisation, ada):
    tell([ada], organisation)
    tell([ada], organisation)
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(True, ByMail.DIGEST), [(True, MailState.DIGEST)]),
        (Wish(True, ByMail.NEVER), [(True, MailState.NONE)]),
        (Wish(False, ByMail.AT_ONCE), [(False, MailState.AT_ONCE)]),
        (Wish(False, ByMail.NEVER), []),
    ],
)
def test_people_are_told_as_they_chose(organisation, ada, wish, expected):
    set_wish(ada, "mentioned", wish)
    tell([ada], organisation)
    assert list(Notice.objects.values_list("in_app", "mail")) == expected


def test_who_gets_another_mail_gets_none_of_the_notice(organisation, ada, ben):
    set_wish(ben, "rereview_due", Wish(True, ByMail.DIGEST))
    tell([ada, ben], organisation, kind="rereview_due", mailed=True)
    assert dict(Notice.objects.values_list("user", "mail")) == {
        ada.pk: MailState.NONE,
        ben.pk: MailState.DIGEST,
    }


def test_a_text_stays_one_line_and_fits(organisation, ada):
    tell([ada], organisation, text="Pay\r\nBcc: x@example.com\u2028\x00\u202e" + "a" * 900)
    text = Notice.objects.get().text
    assert text.startswith("Pay Bcc: x@example.com a")
    assert len(text) == 500


@pytest.mark.parametrize(
    "url", ["https://example.com/", "//example.com/", "javascript:x", "/\\example.com", ""]
)
def test_a_notice_leads_nowhere_else(organisation, ada, url):
    with pytest.raises(ValueError, match="path of this site"):
        tell([ada], organisation, url=url)


def test_an_unknown_kind_is_refused(organisation, ada):
    with pytest.raises(ValueError, match="gossip"):
        tell([ada], organisation, kind="gossip")


def test_many_people_take_no_more_queries(organisation):
    def queries(many):
        workload = make_workload(organisation)
        users = [make_user(organisation) for _ in range(many)]
        with CaptureQueriesContext(connection) as asked:
            tell(users, organisation, workload_id=workload.pk)
        return len(asked)

    assert queries(1) == queries(30)


def test_a_role_in_a_unit_is_told_to_whoever_gets_it(organisation, ada, ben):
    unit = organisation.units.create(name="Payments")
    give_unit_role(unit=unit, user=ben, role=Role.VIEWER, by=ada)
    give_unit_role(unit=unit, user=ben, role=Role.LEAD, by=ada)
    give_unit_role(unit=unit, user=ben, role=Role.LEAD, by=ada)
    notice = Notice.objects.get()
    assert (notice.user, notice.count) == (ben, 2)
    assert notice.text == "You are Lead reviewer in the unit Payments."
