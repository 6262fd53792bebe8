"""Mails: what goes into one, handed over once, tried again, ended by one click."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from reviewapp.jobs.domain import claim, recover_lost
from reviewapp.jobs.models import JobState
from reviewapp.notices.domain import Wish, bundle_waiting, notify, set_wish, wishes_of
from reviewapp.notices.mail import AGAIN_AFTER, send_mailing
from reviewapp.notices.models import ByMail, Kind, Mailing, MailState, Notice
from reviewapp.people.models import Role
from tests.factories import make_user, make_workload

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=61)


@pytest.fixture
def ada(organisation):
    return make_user(organisation, Role.LEAD, name="Ada", email="ada@example.com")


def tell(user, text="Ben mentions you", **fields):
    said = {"kind": "mentioned", "organisation": user.organisations.get(), "url": "/organisation/"}
    notify(users=[user], text=text, **{**said, **fields})


def bundle():
    """What the tick makes once a minute has passed."""
    bundle_waiting(now=timezone.now() + LATER)
    return list(Mailing.objects.filter(state=JobState.QUEUED))


def send_all():
    for mailing in bundle():
        send_mailing(str(mailing.pk))
    return mail.outbox


class Failing(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class Killed(BaseException):
    """The worker's process ends where it stands."""


class Dying(EmailBackend):
    def open(self):
        raise Killed


class DyingAfterwards(EmailBackend):
    def send_messages(self, messages):
        super().send_messages(messages)
        raise Killed


def backend(settings, kind):
    settings.EMAIL_BACKEND = f"{kind.__module__}.{kind.__qualname__}"


def test_what_comes_within_a_minute_is_one_mail(ada):
    tell(ada, "First")
    tell(ada, "Second")
    assert bundle_waiting(now=timezone.now() + timedelta(seconds=50)) == 0
    sent = send_all()
    assert [message.to for message in sent] == [["ada@example.com"]]
    assert sent[0].subject == "2 notifications"
    assert "- First\n" in sent[0].body
    assert "- Second\n" in sent[0].body
    assert set(Notice.objects.values_list("mail", flat=True)) == {MailState.SENT}
    assert send_all() == sent


def test_what_is_renewed_again_and_again_still_goes_after_a_minute(ada):
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as clock:
        for _ in range(7):
            tell(ada, key="thread")
            clock.shift(10)
        assert bundle_waiting() == 1
        assert Notice.objects.get().count == 7


def test_a_mail_about_one_thing_says_it_in_the_subject_and_leads_there(ada, client):
    tell(ada, "Ben mentions you in “Restores”")
    (sent,) = send_all()
    assert sent.subject == "Ben mentions you in “Restores”"
    notice = Notice.objects.get()
    assert f"http://127.0.0.1:8000/notifications/{notice.pk}/" in sent.body


def test_what_was_read_meanwhile_or_may_not_be_seen_any_more_is_left_out(organisation):
    ben = make_user(organisation, Role.VIEWER)
    workload = make_workload(organisation)
    tell(ben, "Of the workload", workload_id=workload.pk)
    tell(ben, "Read in the app", key="read")
    tell(ben, "Still new")
    Notice.objects.filter(key="read").update(read_at=timezone.now())
    mailings = bundle()
    ben.memberships.update(role=Role.MEMBER)
    send_mailing(str(mailings[0].pk))
    assert "Still new" in mail.outbox[0].body
    assert "Of the workload" not in mail.outbox[0].body
    assert "Read in the app" not in mail.outbox[0].body


def test_who_left_gets_no_mail(ada):
    tell(ada)
    mailings = bundle()
    ada.memberships.update(deactivated_at=timezone.now())
    send_mailing(str(mailings[0].pk))
    assert mail.outbox == []


def test_what_people_wrote_makes_no_header_and_no_line(ada, organisation):
    organisation.name = "House\r\nBcc: all@example.com"
    organisation.save()
    tell(ada, "100 % of <b>it</b>\r\nBcc: victim@example.com\n\n=cmd|' /C calc'!A0")
    (sent,) = send_all()
    parsed = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert parsed["Bcc"] is None
    assert parsed["Subject"] == ("100 % of <b>it</b> Bcc: victim@example.com =cmd|' /C calc'!A0")
    assert parsed.get_content_type() == "text/plain"
    lines = parsed.get_content().splitlines()
    assert [line for line in lines if line.startswith(("Bcc", "="))] == []
    assert "House Bcc: all@example.com" in lines


def test_a_mail_that_fails_is_tried_again_later_each_time_and_then_no_more(ada, settings):
    backend(settings, Failing)
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as clock:
        tell(ada)
        (mailing,) = bundle()
        for wait in AGAIN_AFTER:
            send_mailing(str(mailing.pk))
            mailing.refresh_from_db()
            assert (mailing.state, mailing.handed_at) == (JobState.QUEUED, None)
            clock.shift(wait - timedelta(seconds=5))
            assert recover_lost() == 0
            clock.shift(6)
            assert recover_lost() == 1
        send_mailing(str(mailing.pk))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.failures) == (JobState.FAILED, len(AGAIN_AFTER) + 1)
    assert "did not take the mail" in mailing.failure
    assert Notice.objects.get().mail == MailState.FAILED


def test_a_mail_server_that_comes_back_gets_it_once(ada, settings):
    working = settings.EMAIL_BACKEND
    backend(settings, Failing)
    tell(ada)
    (mailing,) = bundle()
    send_mailing(str(mailing.pk))
    settings.EMAIL_BACKEND = working
    send_mailing(str(mailing.pk))
    send_mailing(str(mailing.pk))
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{mailing.pk}@127.0.0.1>"


def after_the_lease(mailing):
    """The housekeeping finds that the worker is gone, another takes the mailing."""
    Mailing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert recover_lost() == 1
    return send_mailing(str(mailing.pk))


def test_a_worker_killed_before_the_mail_left_is_followed_by_another(ada, settings):
    working = settings.EMAIL_BACKEND
    backend(settings, Dying)
    tell(ada)
    (mailing,) = bundle()
    with pytest.raises(Killed):
        send_mailing(str(mailing.pk))
    settings.EMAIL_BACKEND = working
    assert after_the_lease(mailing).state == JobState.COMPLETE
    assert len(mail.outbox) == 1


def test_a_worker_killed_after_the_mail_left_does_not_double_it(ada, settings):
    working = settings.EMAIL_BACKEND
    backend(settings, DyingAfterwards)
    tell(ada)
    (mailing,) = bundle()
    with pytest.raises(Killed):
        send_mailing(str(mailing.pk))
    settings.EMAIL_BACKEND = working
    assert after_the_lease(mailing).state == JobState.COMPLETE
    assert len(mail.outbox) == 1
    assert Notice.objects.get().mail == MailState.SENT


def test_a_worker_that_lost_its_lease_sends_nothing(ada, settings):
    tell(ada)
    (mailing,) = bundle()

    class Slow(EmailBackend):
        def open(self):
            Mailing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            assert claim(Mailing, str(mailing.pk))

    globals()["Slow"] = Slow
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    assert send_mailing(str(mailing.pk)) is None
    assert mail.outbox == []


def unsubscribe_path(message):
    header = message.extra_headers["List-Unsubscribe"]
    assert header[1:-1] in message.body
    return re.fullmatch(r"<http://127\.0\.0\.1:8000(/notifications/unsubscribe/.+)>", header)[1]


def test_one_click_ends_the_mails_without_sign_in_and_token(ada, csrf_client):
    tell(ada)
    tell(ada, kind="replied")
    (sent,) = send_all()
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = unsubscribe_path(sent)
    page = csrf_client.get(path).content.decode()
    assert "Somebody mentions me" in page
    assert wishes_of(ada)[Kind.MENTIONED].by_mail == ByMail.AT_ONCE
    tell(ada, "Waits when the mails end")
    for _twice in range(2):
        done = csrf_client.post(path, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, done.headers.get("Location")) == (200, None)
    wishes = wishes_of(ada)
    assert wishes[Kind.MENTIONED] == wishes[Kind.REPLIED] == Wish(True, ByMail.NEVER)
    assert wishes[Kind.ASSIGNED].by_mail == ByMail.AT_ONCE
    assert not Notice.objects.filter(mail=MailState.AT_ONCE).exists()


def test_a_wrong_an_old_and_anothers_link_end_nothing(ada, client):
    tell(ada)
    path = unsubscribe_path(send_all()[0])
    assert client.post(path[:-3] + "xx/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        assert client.post(path).status_code == 404
    assert wishes_of(ada)[Kind.MENTIONED].by_mail == ByMail.AT_ONCE
    with time_machine.travel(timezone.now() + timedelta(days=700)):
        assert client.post(path).status_code == 200


def test_who_wants_no_more_mails_gets_none_that_waits(ada):
    tell(ada)
    set_wish(ada, "mentioned", Wish(True, ByMail.NEVER))
    assert send_all() == []


@pytest.fixture
def csrf_client():
    from django.test import Client

    return Client(enforce_csrf_checks=True)
