"""Times on pages are those of the reader's zone, and say which."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(organisation) -> str:
    workload = make_workload(organisation)
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    run = workload.runs.create(state="complete", stage="done", started_at=at, ended_at=at)
    return f"/workloads/{workload.pk}/scans/{run.pk}/"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe%2FBerlin", "2 Jul 2026, 00:30:00 CEST"),
        ("Asia/Kolkata", "2 Jul 2026, 04:00:00 IST"),
        ("", "1 Jul 2026, 22:30:00 UTC"),
        ("Middle/Earth", "1 Jul 2026, 22:30:00 UTC"),
        ("../../etc/passwd", "1 Jul 2026, 22:30:00 UTC"),
    ],
)
def test_the_browser_says_where_it_is(viewer, page, zone, shown):
    viewer.cookies["zone"] = zone
    assert shown in viewer.get(page).content.decode()


def test_what_a_person_chose_comes_before_the_browser(viewer, page):
    viewer.cookies["zone"] = "Asia/Kolkata"
    session = viewer.session
    session["zone"] = "Europe/Berlin"
    session.save()
    assert "2 Jul 2026, 00:30:00 CEST" in viewer.get(page).content.decode()
