"""The daily digest: at the person's hour, once a day, whatever the clocks do."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from reviewapp.jobs.models import JobState
from reviewapp.notices.domain import bundle_digests, notify, set_digest, wishes_of
from reviewapp.notices.domain.zones import last_time, zone_names
from reviewapp.notices.mail import send_mailing
from reviewapp.notices.models import ByMail, Kind, Mailing
from reviewapp.people.models import Role
from tests.factories import make_user

HOUR = timedelta(hours=1)


@pytest.fixture
def ada(organisation):
    return make_user(organisation, Role.LEAD)


def tell(user, text="A scan has ended"):
    organisation = user.organisations.get()
    notify(users=[user], kind="scan_finished", organisation=organisation, text=text, url="/")


def hours_with_a_digest(start, hours, *, tell_at):
    """What a tick every half hour sends, as UTC hours since the start."""
    sent = []
    with time_machine.travel(start, tick=False) as clock:
        for step in range(hours * 2):
            for user in tell_at.get(step / 2, ()):
                tell(user)
            if bundle_digests():
                sent.append(step / 2)
            clock.shift(1800)
    return sent


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "expected"),
    [("UTC", 8), ("Asia/Tokyo", 23), ("America/New_York", 13), ("Asia/Kathmandu", 2.5)],
)
def test_it_comes_at_the_persons_hour(ada, zone, expected):
    set_digest(ada, time_zone=zone, hour=8)
    # 5:45 ahead of Greenwich, 8:00 is 2:15 UTC; the next tick of these is at half past.
    found = hours_with_a_digest("2026-11-21T00:00:00Z", 24, tell_at={0: [ada]})
    assert found == [expected]


@pytest.mark.django_db
def test_a_day_that_brought_nothing_has_none_and_every_other_has_one(ada):
    found = hours_with_a_digest(
        "2026-11-21T00:00:00Z", 96, tell_at={1: [ada], 2: [ada], 9: [ada], 60: [ada]}
    )
    assert found == [8, 32, 80]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "hour", "expected"),
    [
        # Clocks go from 2:00 to 3:00 on 28 March: half past one UTC, then an hour earlier.
        ("2027-03-27T00:00:00Z", 2, [1, 25, 48]),
        # From 3:00 back to 2:00 on 31 October: the first of the two, then an hour later.
        ("2027-10-30T00:00:00Z", 2, [0, 24, 49]),
    ],
)
def test_a_day_of_23_or_25_hours_has_one(ada, start, hour, expected):
    set_digest(ada, time_zone="Europe/Berlin", hour=hour)
    often = {number + 0.5: [ada] for number in range(0, 72, 3)}
    with time_machine.travel(datetime.fromisoformat(start) - HOUR, tick=False):
        tell(ada)
    assert hours_with_a_digest(start, 72, tell_at=often) == expected


@pytest.mark.django_db
def test_a_changed_hour_brings_no_second_one_that_day(ada):
    with time_machine.travel("2026-11-21T07:00:00Z", tick=False) as clock:
        tell(ada)
        clock.shift(HOUR)
        assert bundle_digests() == 1
        tell(ada)
        set_digest(ada, time_zone="UTC", hour=12)
        clock.shift(4 * HOUR)
        assert bundle_digests() == 0
        clock.shift(24 * HOUR)
        assert bundle_digests() == 1


@pytest.mark.django_db
def test_a_server_that_was_away_at_the_hour_sends_it_when_it_is_back(ada):
    with time_machine.travel("2026-11-21T07:00:00Z", tick=False) as clock:
        tell(ada)
        clock.shift(12 * HOUR)
        assert bundle_digests() == 1
        assert bundle_digests() == 0


@pytest.mark.django_db
def test_it_tells_all_and_one_click_ends_all_of_it(ada, client):
    with time_machine.travel("2026-11-21T07:00:00Z", tick=False) as clock:
        tell(ada, "First scan")
        tell(ada, "Second scan")
        clock.shift(HOUR)
        bundle_digests()
        mailing = Mailing.objects.get()
        send_mailing(str(mailing.pk))
        mailing.refresh_from_db()
        assert mailing.state == JobState.COMPLETE
        (sent,) = mail.outbox
        assert sent.subject == "Your day: 2 notifications"
        assert "First scan" in sent.body
        assert "Stop the daily digest" in sent.body
        link = sent.extra_headers["List-Unsubscribe"][1:-1]
        assert client.post(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    wishes = wishes_of(ada)
    assert {wish.by_mail for wish in wishes.values()} == {ByMail.AT_ONCE, ByMail.NEVER}
    assert wishes[Kind.SCAN_FINISHED].by_mail == ByMail.NEVER


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Santiago", "Asia/Beirut"])
@pytest.mark.parametrize("hour", [0, 2, 23])
def test_every_day_of_a_year_has_each_hour_once(name, hour):
    """The last two zones change their clocks at midnight."""
    zone = ZoneInfo(name)
    now, seen = datetime(2027, 1, 2, tzinfo=ZoneInfo("UTC")), []
    for _step in range(365 * 24):
        moment = last_time(hour, zone, now)
        assert timedelta(0) <= now - moment < timedelta(hours=25)
        if not seen or seen[-1] != moment.date():
            seen.append(moment.date())
        now += HOUR
    assert seen == [seen[0] + timedelta(days=number) for number in range(len(seen))]


def test_zones_are_places():
    names = zone_names()
    assert names[0] == "UTC"
    assert "Europe/Berlin" in names
    assert not {name for name in names if name.startswith(("Etc/", "US/"))}
