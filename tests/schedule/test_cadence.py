"""Dates that come back: months have different lengths, and a cadence keeps its day."""

import calendar
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.schedule.domain import next_after, set_cadence, start_schedule
from reviewapp.schedule.domain.cadence import MONTHS
from reviewapp.schedule.models import Cadence, Schedule

starts = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=4000))
cadences = st.sampled_from(list(MONTHS))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def months_between(start: datetime, later: datetime) -> int:
    return (later.year - start.year) * 12 + later.month - start.month


def day_in(start: datetime, later: datetime) -> int:
    return min(start.day, calendar.monthrange(later.year, later.month)[1])


@given(starts, spans, cadences)
def test_the_next_date_is_the_first_whole_period_that_is_still_to_come(start, span, cadence):
    now = start + span
    found = next_after(cadence, start, now=now)
    assert found > now
    assert months_between(start, found) % MONTHS[cadence] == 0
    assert found.day == day_in(start, found)
    assert found.timetz() == start.timetz()
    if months_between(start, found) > MONTHS[cadence]:
        before = next_after(cadence, start, now=found - timedelta(days=31 * MONTHS[cadence] + 1))
        assert before <= now


@given(starts, cadences, st.integers(1, 40))
def test_going_from_date_to_date_ends_where_one_leap_does(start, cadence, times):
    due = start
    for _ in range(times):
        due = next_after(cadence, start, now=due)
    assert months_between(start, due) == times * MONTHS[cadence]
    assert due.day == day_in(start, due)


@pytest.mark.parametrize(
    ("cadence", "start", "dates"),
    [
        ("monthly", "2027-01-31", ["02-28", "03-31", "04-30", "05-31", "06-30", "07-31"]),
        ("quarterly", "2026-11-30", ["02-28", "05-30", "08-30", "11-30"]),
        ("quarterly", "2027-08-31", ["11-30", "02-29", "05-31", "08-31"]),
        ("half_yearly", "2027-08-31", ["02-29", "08-31", "02-28"]),
        ("yearly", "2028-02-29", ["02-28", "02-28", "02-28", "02-29"]),
    ],
)
def test_the_last_day_of_a_month_stays_where_there_is_one(cadence, start, dates):
    due, found = at(start), []
    for _ in dates:
        due = next_after(cadence, at(start), now=due)
        found.append(f"{due:%m-%d}")
    assert found == dates


def test_what_does_not_come_back_has_no_next_date():
    assert next_after(Cadence.OFF, at("2027-01-31"), now=at("2027-01-31")) is None


@pytest.mark.django_db
def test_a_workload_comes_back_in_a_quarter_unless_somebody_says_otherwise(workload):
    with time_machine.travel(at("2027-01-31T10:00"), tick=False):
        schedule = start_schedule(workload)
    assert (schedule.cadence, schedule.next_due) == ("quarterly", at("2027-04-30T10:00"))
    assert start_schedule(workload) == schedule


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cadence", "given_date", "due"),
    [
        ("monthly", None, "2027-02-28T10:00"),
        ("yearly", "2027-03-31T09:00", "2027-03-31T09:00"),
        ("off", "2027-03-31T09:00", None),
    ],
)
def test_a_cadence_is_chosen_with_or_without_a_date(workload, cadence, given_date, due):
    with time_machine.travel(at("2027-01-31T10:00"), tick=False):
        set_cadence(workload, cadence=cadence, next_due=given_date and at(given_date))
    saved = Schedule.objects.get()
    assert (saved.cadence, saved.next_due) == (cadence, due and at(due))


@pytest.mark.django_db
def test_schedules_from_before_are_counted_from_their_next_date(workload):
    migration = import_module("reviewapp.schedule.migrations.0003_count_from_next_date")
    due = at("2027-03-31")
    Schedule.objects.create(workload=workload, next_due=due)
    migration.count_from_next_date(apps, None)
    assert Schedule.objects.get().counted_from == due
