"""Mails of schedules in the language of each of their readers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from reviewapp.jobs.models import JobState
from reviewapp.notices.models import Notice
from reviewapp.people.models import Role
from reviewapp.reviews.domain.evidence_items import NewItem, attach
from reviewapp.reviews.models import EvidenceItem
from reviewapp.schedule.domain import Beat, start_schedule
from reviewapp.schedule.mail import send_waiting
from reviewapp.schedule.models import Every, ReReview, ReReviewState, Schedule
from reviewapp.schedule.stale_mail import tell_of_stale
from reviewapp.schedule.views_scanning import words_of
from tests.factories import make_user, make_workload
from tests.reviews.factories import answer_of, make_lens, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def owners(organisation):
    german = make_user(organisation, Role.OWNER, email="jana@example.com")
    german.language = "de"
    german.save()
    return german, make_user(organisation, Role.OWNER, email="ada@example.com")


def told() -> dict[str, str]:
    return {sent.to[0]: f"{sent.subject}\n{sent.body}" for sent in mail.outbox}


def test_a_rereview_is_told_to_each_in_their_language(organisation, owners):
    now = timezone.now()
    workload = make_workload(organisation, "Checkout")
    run = workload.runs.create(state=JobState.COMPLETE)
    ReReview.objects.create(
        workload=workload, due=now, opened_at=now, run=run, state=ReReviewState.OPEN
    )

    send_waiting()

    mails = told()
    assert "Wiederholung von Checkout: nichts hat sich geändert" in mails["jana@example.com"]
    assert "Befunde: 0 neu, 0 verschwunden" in mails["jana@example.com"]
    assert "Re-review of Checkout: nothing changed" in mails["ada@example.com"]
    assert "Findings: 0 new, 0 gone" in mails["ada@example.com"]
    assert Notice.objects.get(user=owners[0]).text.startswith("Wiederholung von Checkout")


def test_stale_evidence_is_told_to_each_in_their_language(organisation, owners):
    workload = make_workload(organisation, "Checkout")
    review = make_review(workload, make_lens(organisation=organisation))
    item = NewItem(title="Backup policy", text="We do.")
    attach(answer_id=answer_of(review, "backups").pk, item=item, by=None)
    EvidenceItem.objects.update(valid_until=timezone.now().date() - timedelta(days=1))

    assert tell_of_stale() == 1

    mails = told()
    assert "Checkout: 1 angehängter Nachweis ist abgelaufen" in mails["jana@example.com"]
    assert "Backup policy, gültig bis" in mails["jana@example.com"]
    assert "Checkout: 1 attached item is past the last day" in mails["ada@example.com"]
    assert tell_of_stale() == 0


@pytest.mark.parametrize(
    ("every", "english", "german"),
    [
        (Every.NEVER, "not by itself", "nicht von selbst"),
        (Every.DAY, "every day at 03:00 UTC", "jeden Tag um 03:00 UTC"),
        (
            Every.WEEK,
            "every week on Sunday at 03:00 UTC",
            "jede Woche am Sonntag um 03:00 UTC",
        ),
        (
            Every.MONTH,
            "every month on its first day at 03:00 UTC",
            "jeden Monat am ersten Tag um 03:00 UTC",
        ),
    ],
)
def test_a_rhythm_is_one_sentence_in_each_language(every, english, german):
    beat = Beat(every=every)

    assert words_of(beat) == english
    with translation.override("de"):
        assert words_of(beat) == german


def test_a_german_page_gives_the_browser_a_date_that_it_knows(owners, organisation, client):
    workload = make_workload(organisation, "Checkout")
    start_schedule(workload)
    Schedule.objects.update(next_due="2027-02-21T09:00:00Z")
    client.force_login(owners[0])

    page = client.get(f"/workloads/{workload.pk}/rereviews/").content.decode()

    assert "Nächste Wiederholung" in page
    assert 'value="2027-02-21"' in page
