"""Suppressions: what they do to findings and suggestions, how they end, and what is kept of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.suppressions import Scope
from reviewapp.findings.domain.covering import apply_suppressions, count_covered
from reviewapp.findings.domain.suppressing import (
    InvalidSuppression,
    Terms,
    change_suppression,
    end_expired,
    end_suppression,
    make_suppression,
)
from reviewapp.findings.mail import send_returned, send_warnings
from reviewapp.findings.models import Reapplying, Suppression
from reviewapp.findings.tasks import tick
from reviewapp.people.models import Role, User
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.comparing import compare_documents
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.resuggesting import apply_suppressions_everywhere
from tests.factories import ACCOUNT, REGION, make_organisation, make_user, make_workload

from .factories import BACKUPS, REASON, judged, reviewed, said, suppress, today

pytestmark = pytest.mark.django_db
ORDERS = f"arn:aws:rds:{REGION}:{ACCOUNT}:db:orders"


@pytest.fixture
def person(organisation):
    return make_user(organisation, Role.LEAD)


def work():
    """What the worker does of all that waits."""
    for job in Reapplying.objects.filter(state="queued"):
        assert apply_suppressions_everywhere(str(job.pk)).state == "complete"


def covered(run):
    found = run.findings.filter(suppression__isnull=False)
    return sorted(found.values_list("check_id", "resource_name"))


def test_a_suppressed_failure_refutes_nothing_and_is_counted_apart(workload, person):
    review, run = reviewed(workload, orders=0, stock=9)
    assert (said(review).verdict, said(review).failed) == ("not_met", 1)

    suppress(workload, person, check=BACKUPS, resource=ORDERS)
    assert covered(run) == [(BACKUPS, "orders")]
    assert said(review).verdict == "not_met"
    work()

    after = said(review)
    assert (after.verdict, after.failed, after.suppressed) == ("supported", 0, 1)
    assert "One finding against it is suppressed." in after.because


def test_it_holds_for_the_next_scan_and_for_what_fails_then(workload, person):
    review, _ = reviewed(workload, orders=0, stock=9)
    suppress(workload, person)
    newer = judged(workload, orders=0, stock=0, carts=9)
    assert covered(newer) == [(BACKUPS, "orders"), (BACKUPS, "stock")]
    assert (said(review).verdict, said(review).suppressed) == ("supported", 2)


def test_what_is_alone_suppressed_is_unknown(workload, person):
    review, _ = reviewed(workload, orders=0)
    suppress(workload, person)
    work()
    assert said(review).verdict == "unknown"


def test_ended_its_findings_count_again(workload, person):
    review, run = reviewed(workload, orders=0, stock=9)
    made = suppress(workload, person)
    work()
    assert end_suppression(made, by=person)
    assert covered(run) == []
    work()
    assert said(review).verdict == "not_met"
    assert not end_suppression(made, by=person)


def narrowed(workload, person):
    return suppress(workload, person, check=BACKUPS, resource=ORDERS)


def test_one_that_ends_leaves_what_another_covers_too(workload, person):
    _, run = reviewed(workload, orders=0, stock=0)
    wide, narrow = suppress(workload, person), narrowed(workload, person)
    assert set(run.findings.exclude(suppression=None).values_list("suppression", flat=True)) == {
        wide.pk
    }
    end_suppression(wide, by=person)
    assert covered(run) == [(BACKUPS, "orders")]
    assert run.findings.get(suppression=narrow).resource_name == "orders"


def test_by_tag_of_the_fact(workload, person):
    _, run = reviewed(workload, orders=0)
    suppress(workload, person, tag="team=ops")
    assert covered(run) == []
    suppress(workload, person, tag="team=pay")
    assert (BACKUPS, "orders") in covered(run)
    assert run.findings.filter(verdict="pass", suppression__isnull=False).count() == 0
    assert run.findings.filter(verdict="unknown", suppression__isnull=False).count() == 0


def test_for_all_workloads_of_the_organisation_and_of_no_other(workload, person, organisation):
    reviewed(workload, orders=0)
    review, there = reviewed(make_workload(organisation), orders=0, stock=9)
    elsewhere = make_workload(make_organisation())
    _, foreign = reviewed(elsewhere, orders=0)
    suppress(workload, person, everywhere=True)
    work()
    assert covered(there) == [(BACKUPS, "orders")]
    assert said(review).verdict == "supported"
    assert covered(foreign) == []


def test_an_older_scan_keeps_what_was_suppressed_then(workload, person):
    _, old = reviewed(workload, orders=0)
    made = suppress(workload, person)
    new = judged(workload, orders=0)
    end_suppression(made, by=person)
    assert (covered(old), covered(new)) == ([(BACKUPS, "orders")], [])


def test_an_expired_one_ends_by_itself_and_covers_nothing_even_before_the_tick(workload, person):
    review, run = reviewed(workload, orders=0, stock=9)
    made = suppress(workload, person, days=3)
    work()
    day = today() + timedelta(days=3)
    assert end_expired(today=day - timedelta(days=1)) == 0
    assert apply_suppressions(run, today=day) == 1
    Suppression.objects.update(expires_on=today())
    assert (end_expired(), end_expired()) == (1, 0)
    work()
    assert said(review).verdict == "not_met"
    steps = list(made.changes.values_list("what", "by"))
    assert steps == [("expired", None), ("made", person.pk)]


def test_owners_are_told_two_weeks_before_and_when_it_returned(workload, person, mailoutbox):
    reviewed(workload, orders=0)
    made = suppress(workload, person, days=30)
    suppress(workload, person, check="rds-backup-retention", days=9)
    assert send_warnings() == 0
    soon = made.expires_on - timedelta(days=14)
    assert send_warnings(today=soon - timedelta(days=1)) == 0
    assert (send_warnings(today=soon), send_warnings(today=soon)) == (1, 0)
    assert REASON in mailoutbox[0].body
    assert mailoutbox[0].to == [person.email]
    Suppression.objects.filter(pk=made.pk).update(expires_on=today())
    tick()
    (told,) = mailoutbox[1:]
    assert told.subject.startswith("Suppression in Checkout has returned: ")
    assert send_returned() == 0


def test_owners_read_the_mail_in_their_own_languages(workload, person, owner, mailoutbox):
    made = suppress(workload, person, days=30)
    person.memberships.all().delete()
    german = make_user(workload.organisation, Role.OWNER)
    User.objects.filter(pk=german.pk).update(language="de")
    assert send_warnings(today=made.expires_on - timedelta(days=1)) == 1
    told = {mail.subject.split(" ")[0]: mail for mail in mailoutbox}
    assert told.keys() == {"Suppression", "Unterdrückung"}
    assert told["Unterdrückung"].to == [german.email]
    assert german.email not in told["Suppression"].to
    assert f"Grund: {REASON}" in told["Unterdrückung"].body


def test_mail_about_an_owner_who_left_goes_to_the_owners(workload, person, owner, mailoutbox):
    made = suppress(workload, person, days=30)
    person.memberships.all().delete()
    send_warnings(today=made.expires_on - timedelta(days=1))
    assert mailoutbox[0].to == [owner.user.email]


def test_a_mail_that_does_not_leave_is_tried_again(workload, person, monkeypatch):
    made = suppress(workload, person, days=30)

    def down(**_):
        raise ConnectionRefusedError

    monkeypatch.setattr("reviewapp.findings.mail.send_mail", down)
    assert send_warnings(today=made.expires_on - timedelta(days=1)) == 0
    made.refresh_from_db()
    assert made.warned_at is None


def test_every_change_is_kept_and_none_is_changed(workload, person, organisation):
    made = suppress(workload, person)
    other = make_user(organisation, Role.LEAD)
    later = today() + timedelta(days=200)
    Suppression.objects.filter(pk=made.pk).update(warned_at=timezone.now())
    assert change_suppression(made, terms=Terms(REASON, other, later), by=other)
    assert not change_suppression(made, terms=Terms(REASON, other, later), by=person)
    change, first = made.changes.all()
    assert change.before == {"owner": str(person), "expires_on": str(made.expires_on)}
    assert change.after == {"owner": str(other), "expires_on": str(later)}
    assert (change.by, first.after["reason"]) == (other, REASON)
    made.refresh_from_db()
    assert made.warned_at is None
    first.what = "ended"
    with pytest.raises(TypeError):
        first.save()


@pytest.mark.parametrize(
    ("scope", "terms", "field"),
    [
        ({"check": "no-such"}, {}, "check"),
        ({"resource": "*"}, {}, "resource"),
        ({}, {}, ""),
        ({"check": BACKUPS}, {"reason": "too short"}, "reason"),
        ({"check": BACKUPS}, {"days": 0}, "expires_on"),
        ({"check": BACKUPS}, {"days": 400}, "expires_on"),
    ],
)
def test_what_is_refused(workload, person, scope, terms, field):
    day = today() + timedelta(days=terms.get("days", 30))
    with pytest.raises(InvalidSuppression) as refused:
        make_suppression(
            organisation=workload.organisation,
            workload=workload,
            scope=Scope(**scope),
            terms=Terms(terms.get("reason", REASON), person, day),
            by=person,
        )
    assert list(refused.value.errors) == [field]
    assert not Suppression.objects.exists()


def test_an_owner_from_elsewhere_is_refused(workload):
    with pytest.raises(InvalidSuppression) as refused:
        suppress(workload, make_user(make_organisation()))
    assert list(refused.value.errors) == ["owner"]


def test_the_preview_counts_what_would_be_covered(workload):
    reviewed(workload, orders=0, stock=0, carts=9)
    assert count_covered(workload, Scope(check=BACKUPS)) == 2
    assert count_covered(workload, Scope(check=BACKUPS, resource="*:db:or*")) == 1
    assert count_covered(workload, Scope(check=BACKUPS, region="us-east-1")) == 0


def test_a_milestone_keeps_what_was_suppressed(workload, person, viewer):
    review, _ = reviewed(workload, orders=0, stock=9)
    before = review_document(workload)
    made = suppress(workload, person)
    work()
    milestone = save_milestone(workload=workload, name="Then")
    end_suppression(made, by=person)
    work()
    shown = viewer.get(f"/workloads/{workload.pk}/milestones/{milestone.pk}/").content.decode()
    assert REASON in shown
    (kept,) = milestone.document["suppressions"]
    assert (kept["check"], kept["findings"], kept["owner"]) == (BACKUPS, 1, str(person))
    assert review_document(workload)["suppressions"] == []
    assert compare_documents(before, milestone.document)["findings"]["gone"] == []
    (back,) = compare_documents(milestone.document, review_document(workload))["findings"]["new"]
    assert back["check"] == BACKUPS
    finding, *_ = verdicts(milestone.document, "suppressed")
    assert finding["why"].startswith("http")
    assert verdicts(milestone.document, "fail") == []
    assert len(verdicts(review_document(workload), "fail")) == 1
    assert said(review).failed == 1


def verdicts(document, word):
    choice = document["lenses"][0]["pillars"][0]["questions"][0]["choices"][0]
    return [each for each in choice["findings"] if each["verdict"] == word]
