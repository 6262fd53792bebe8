"""Whom scans and higher risks are told to, and in which words."""

import pytest
from django.utils import timezone

from reviewapp.jobs.models import JobState
from reviewapp.notices.models import Notice
from reviewapp.people.models import Role
from reviewapp.reviews.noticing import tell_of_scan, telling_of_risks
from reviewapp.workloads.models import Workload
from tests.factories import make_user, make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", review_owner="kim@example.com", high_risks=3)


@pytest.fixture
def kim(organisation):
    return make_user(organisation, Role.VIEWER, email="kim@example.com")


def told():
    return sorted(Notice.objects.values_list("user__email", "text"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (JobState.COMPLETE, "The scan of Checkout is complete."),
        (JobState.PARTIAL, "The scan of Checkout is complete; parts could not be read."),
        (JobState.FAILED, "The scan of Checkout failed: 100 % denied."),
        (JobState.CANCELLED, "The scan of Checkout was cancelled."),
    ],
)
def test_who_started_a_scan_and_the_review_owner_hear_how_it_ended(
    organisation, workload, kim, state, words
):
    lee = make_user(organisation, Role.LEAD, email="lee@example.com")
    make_user(organisation, Role.OWNER)
    run = workload.runs.create(requested_by=lee, state=state, failure="100 % denied.")
    tell_of_scan(run=run)
    tell_of_scan(run=run)
    assert told() == [("kim@example.com", words), ("lee@example.com", words)]


def test_a_scan_that_nobody_started_is_told_to_nobody_else(organisation):
    make_user(organisation, Role.OWNER)
    workload = make_workload(organisation)
    tell_of_scan(run=workload.runs.create(state=JobState.COMPLETE))
    assert told() == []


def change(workload, high, by=None):
    with telling_of_risks(workload.pk, because="a scan has ended.", by=by):
        Workload.objects.filter(pk=workload.pk).update(high_risks=high)


def test_those_who_lead_the_review_hear_of_more_high_risks(organisation, workload, kim):
    lead = make_user(organisation, Role.LEAD, email="lead@example.com")
    unit = organisation.units.create(name="Payments")
    Workload.objects.filter(pk=workload.pk).update(unit=unit)
    of_unit = make_user(organisation, Role.MEMBER, email="unit@example.com")
    unit.roles.create(user=of_unit, role=Role.LEAD)
    make_user(organisation, Role.CONTRIBUTOR)
    left = make_user(organisation, Role.LEAD)
    left.memberships.update(deactivated_at=timezone.now())
    change(workload, 5, by=lead)
    words = "High risks of Checkout went from 3 to 5: a scan has ended."
    assert told() == [("kim@example.com", words), ("unit@example.com", words)]


@pytest.mark.parametrize("high", [3, 2, 0])
def test_the_same_or_fewer_are_no_news(workload, kim, high):
    change(workload, high)
    assert told() == []


def test_a_workload_that_is_gone_meanwhile_tells_nobody(workload, kim):
    with telling_of_risks(workload.pk, because="a scan has ended."):
        workload.delete()
    assert told() == []
