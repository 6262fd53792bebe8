"""Scans that start by themselves, and the budget that an organisation gives them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.collection.models import CallBudget, Run
from reviewapp.schedule.domain import (
    Beat,
    beat_of,
    set_organisation_beat,
    set_workload_beat,
    start_due,
)
from reviewapp.schedule.domain.scanning import next_scan
from reviewapp.schedule.models import Every, ScanTurn
from reviewapp.schedule.tasks import tick
from reviewapp.schedule.views_scanning import PER_PAGE
from reviewapp.workloads.domain import create_workload
from tests.factories import make_workload

MONDAY = datetime(2027, 3, 1, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("beat", "expected"),
    [
        (Beat(Every.NEVER), None),
        (Beat(Every.DAY, 11), datetime(2027, 3, 1, 11, tzinfo=UTC)),
        (Beat(Every.DAY, 10), datetime(2027, 3, 2, 10, tzinfo=UTC)),
        (Beat(Every.WEEK, 3, 6), datetime(2027, 3, 7, 3, tzinfo=UTC)),
        (Beat(Every.WEEK, 3, 0), datetime(2027, 3, 8, 3, tzinfo=UTC)),
        (Beat(Every.MONTH, 3), datetime(2027, 4, 1, 3, tzinfo=UTC)),
        (Beat(Every.MONTH, 23), datetime(2027, 3, 1, 23, tzinfo=UTC)),
    ],
)
def test_the_next_scan(beat, expected):
    assert next_scan(beat, now=MONDAY) == expected


@given(
    every=st.sampled_from([Every.DAY, Every.WEEK, Every.MONTH]),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
)
def test_it_lies_ahead_and_no_more_than_a_period_away(every, hour, weekday, now):
    found = next_scan(Beat(every, hour, weekday), now=now)
    most = {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 31}[every]
    assert timedelta(0) < found - now <= timedelta(days=most)
    assert (found.hour, found.minute) == (hour, 0)


@pytest.mark.django_db
def test_what_is_due_is_scanned_once_and_comes_back(organisation):
    with time_machine.travel(MONDAY, tick=False) as clock:
        workload = make_workload(organisation, "Checkout")
        without = make_workload(organisation, "Paper", account_ids=[])
        away = make_workload(organisation, "Old", archived_at=MONDAY)
        set_organisation_beat(organisation, Beat(Every.DAY, 11))
        assert start_due() == 0
        clock.move_to(MONDAY + timedelta(hours=1))
        assert (start_due(), start_due()) == (1, 0)
    run = Run.objects.get()
    assert (run.workload, run.requested_by, run.state) == (workload, None, "queued")
    turn = workload.scan_turn
    assert (turn.next_at, turn.last_run) == (datetime(2027, 3, 2, 11, tzinfo=UTC), run)
    assert without.scan_turn.last_words.startswith("Add an AWS account")
    assert away.scan_turn.last_at is None


@pytest.mark.django_db
def test_a_workloads_own_rhythm_goes_before_its_organisations(organisation):
    with time_machine.travel(MONDAY, tick=False):
        made = create_workload(
            organisation=organisation,
            fields={"name": "New", "description": "", "environment": "PRODUCTION"},
            lenses=[],
        )
        assert made.scan_turn.next_at is None
        set_workload_beat(made, Beat(Every.NEVER))
        set_organisation_beat(organisation, Beat(Every.WEEK, 4, 2))
        assert (beat_of(made).every, ScanTurn.objects.get().next_at) == (Every.NEVER, None)
        set_workload_beat(made, None)
        assert ScanTurn.objects.get().next_at == datetime(2027, 3, 3, 4, tzinfo=UTC)


@pytest.mark.django_db
def test_a_re_review_of_the_same_moment_needs_no_second_scan(organisation):
    with time_machine.travel(MONDAY, tick=False) as clock:
        workload = make_workload(organisation, "Checkout")
        set_workload_beat(workload, Beat(Every.DAY, 11))
        workload.rereviews.all().delete()
        from reviewapp.schedule.domain import set_cadence

        set_cadence(workload, cadence="monthly", next_due=MONDAY + timedelta(minutes=20))
        clock.move_to(MONDAY + timedelta(hours=1))
        tick()
    assert Run.objects.count() == 1
    assert ScanTurn.objects.get().last_words == "A scan was under way already."


@pytest.mark.django_db
def test_owners_set_rhythm_and_budget_for_all(owner, editor, organisation, workload):
    url = "/organisation/scanning/"
    sent = {"every": "week", "hour": "5", "weekday": "1", "calls_per_hour": "600"}
    assert editor.post(url, sent).status_code == 403
    assert owner.post(url, sent)["Location"] == url
    assert beat_of(workload) == Beat(Every.WEEK, 5, 1)
    assert CallBudget.objects.get().calls_per_hour == 600
    page = owner.get(url)
    assert page.context["form"]["calls_per_hour"].value() == 600
    few = owner.post(url, {**sent, "calls_per_hour": "5"})
    assert few.status_code == 422
    assert few.context["form"].errors["calls_per_hour"]
    owner.post(url, {**sent, "calls_per_hour": ""})
    assert not CallBudget.objects.exists()


@pytest.mark.django_db
def test_editors_give_a_workload_its_own_rhythm(editor, organisation, workload):
    set_organisation_beat(organisation, Beat(Every.WEEK, 5, 1))
    url = f"/workloads/{workload.pk}/scanning/"
    page = editor.get(url)
    assert page.context["form"]["every"].value() == "organisation"
    assert "As the organisation: every week on Tuesday at 05:00 UTC" in page.content.decode()
    sent = {"every": "day", "hour": "7", "weekday": "6"}
    assert editor.post(url, sent)["Location"] == url
    assert beat_of(workload) == Beat(Every.DAY, 7, 6)
    editor.post(url, {**sent, "every": "organisation"})
    assert beat_of(workload) == Beat(Every.WEEK, 5, 1)


@pytest.mark.django_db
def test_workloads_with_their_own_rhythm_are_listed_page_by_page(owner, organisation):
    for number in range(PER_PAGE + 2):
        set_workload_beat(make_workload(organisation, name=f"w{number:03}"), Beat(Every.DAY, 7))
    first = owner.get("/organisation/scanning/").content.decode()
    assert "w049" in first
    assert "w050" not in first
    assert f"51–52 of {PER_PAGE + 2} workloads" in (
        owner.get("/organisation/scanning/?page=2").content.decode()
    )
