"""Mails show names as text, in one line where they stand in a subject."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from reviewapp.findings.mail import send_returned, send_warnings
from reviewapp.findings.models import Suppression, SuppressionChange
from reviewapp.notices.composing import compose
from reviewapp.notices.models import Mailing, Notice
from reviewapp.people.mail import mail_invitation
from reviewapp.people.models import Invitation, Organisation, User
from reviewapp.reviews.models import EvidenceItem
from reviewapp.schedule.mail import send_waiting
from reviewapp.schedule.models import ReReview
from reviewapp.schedule.stale_mail import tell_of_stale
from reviewapp.signin.mail import mail_entrances
from reviewapp.signin.models import IdentityProvider
from reviewapp.workloads.models import Workload

from .markers import WORKED
from .reading import numbers_in

pytestmark = pytest.mark.django_db
INJECTED = "=h4x\r\nBcc: all@example.com\r\n\r\n<h4x>{{7*7}} %s %(n)d ~1~"


@pytest.fixture
def written(world) -> None:
    """Names with line ends, which forms take from no one; addresses that mail can have."""
    for number, row in enumerate(Workload.objects.all()):
        name = f"{INJECTED}{number}"
        Workload.objects.filter(pk=row.pk).update(name=name, review_owner="")
    for number, row in enumerate(Organisation.objects.all()):
        name = f"{INJECTED[:80]}{number}"
        Organisation.objects.filter(pk=row.pk).update(name=name)
    IdentityProvider.objects.update(name=INJECTED[:40])
    for model in (User, Invitation):
        for number, row in enumerate(model.objects.all()):
            model.objects.filter(pk=row.pk).update(email=f"person{number}@example.com")


def test_what_is_written_is_text_in_every_mail(written, world):
    today = timezone.now().date()
    owner = world.browsers["owner"].user
    owner.refresh_from_db()
    Suppression.objects.update(created_at=timezone.now() - timedelta(days=90))
    EvidenceItem.objects.update(valid_until=today - timedelta(days=1))
    ReReview.objects.update(mailed_at=None)

    mail_invitation(Invitation.objects.get(pk=world.ids["invitation_id"]), "token")
    mail_entrances(owner.email, list(IdentityProvider.objects.all()))
    assert send_warnings(today=today)
    Suppression.objects.update(ended_at=timezone.now())
    suppression = Suppression.objects.get(pk=world.ids["suppression_id"])
    SuppressionChange.objects.create(suppression=suppression, what="expired")
    assert send_returned()
    assert send_waiting()
    assert tell_of_stale()
    notices = list(Notice.objects.filter(user=owner))
    compose(Mailing(user=owner), notices).send()

    assert len(mail.outbox) >= 7
    for each in mail.outbox:
        sent = each.message()
        assert sent.get_content_type() == "text/plain"
        assert "\n" not in each.subject
        assert "\r" not in each.subject
        assert sent["Bcc"] is None
        assert not WORKED.search(each.subject + each.body)
        assert "&lt;" not in each.body
        assert "&#" not in each.body
    assert any(numbers_in(each.body) for each in mail.outbox)
