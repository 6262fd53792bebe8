"""What people are told of re-reviews, as each of them chose."""

import pytest
from django.core import mail
from django.utils import timezone

from reviewapp.jobs.models import JobState
from reviewapp.notices.domain import Wish, set_wish
from reviewapp.notices.models import ByMail, MailState, Notice
from reviewapp.people.models import Role
from reviewapp.schedule.mail import send_waiting
from reviewapp.schedule.models import ReReview, ReReviewState
from tests.factories import make_user, make_workload
from tests.notices.test_mail import Failing, backend

pytestmark = pytest.mark.django_db


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", review_owner="Kim@example.com")


@pytest.fixture
def kim(organisation):
    return make_user(organisation, Role.LEAD, email="kim@example.com")


@pytest.fixture
def rereview(workload):
    now = timezone.now()
    run = workload.runs.create(state=JobState.COMPLETE)
    return ReReview.objects.create(
        workload=workload, due=now, opened_at=now, run=run, state=ReReviewState.OPEN
    )


def test_the_mail_of_its_own_is_the_only_one_and_can_be_ended(rereview, kim, client):
    send_waiting()
    (sent,) = mail.outbox
    assert sent.to == ["kim@example.com"]
    assert "Findings: 0 new, 0 gone" in sent.body
    notice = Notice.objects.get()
    assert (notice.user, notice.mail) == (kim, MailState.NONE)
    assert notice.text == "Re-review of Checkout: nothing changed"
    assert notice.url.endswith(f"/rereviews/{rereview.pk}/")
    link = sent.extra_headers["List-Unsubscribe"][1:-1]
    assert link in sent.body
    client.post(link.removeprefix("http://127.0.0.1:8000"))
    ReReview.objects.update(mailed_at=None)
    send_waiting()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("by_mail", "state"), [(ByMail.DIGEST, MailState.DIGEST), (ByMail.NEVER, MailState.NONE)]
)
def test_who_wants_no_mail_at_once_gets_none(rereview, kim, by_mail, state):
    set_wish(kim, "rereview_due", Wish(True, by_mail))
    send_waiting()
    assert mail.outbox == []
    assert Notice.objects.get().mail == state


def test_a_mail_that_cannot_be_sent_now_becomes_one_that_is_tried_again(rereview, kim, settings):
    backend(settings, Failing)
    send_waiting()
    rereview.refresh_from_db()
    assert rereview.mailed_at is not None
    assert Notice.objects.get().mail == MailState.AT_ONCE
