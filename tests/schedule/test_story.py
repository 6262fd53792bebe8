"""A quarter in the life of a workload, with a real scan of an account that changed meanwhile."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from reviewapp.collection.domain import start_run
from reviewapp.people.models import Role
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.scan import scan
from reviewapp.schedule.domain import open_due
from reviewapp.workloads.domain import create_workload
from tests.aws import ACCOUNT, Aws, moto_server
from tests.collection.engine import HERE, connect, only
from tests.factories import login, make_user

START = datetime(2027, 1, 31, 9, tzinfo=UTC)
DUE = datetime(2027, 4, 30, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_the_rereview_finds_what_changed_in_the_account(organisation, monkeypatch):
    only(monkeypatch, "ec2.volume")
    with moto_server() as endpoint, time_machine.travel(START, tick=True) as clock:
        workload = create_workload(
            organisation=organisation,
            fields={
                "name": "Checkout",
                "description": "Takes orders.",
                "environment": "PRODUCTION",
                "account_ids": [ACCOUNT],
                "regions": [HERE],
                "review_owner": "kim@example.com",
            },
            lenses=["foundations"],
        )
        connect(workload, endpoint)
        scan(str(start_run(workload=workload, queue=False).pk))
        save_milestone(workload=workload, name="Winter review")

        made = (
            Aws(endpoint)
            .client("ec2", region=HERE)
            .create_volume(AvailabilityZone=f"{HERE}a", Size=8)
        )
        clock.move_to(DUE + timedelta(minutes=1))
        assert open_due() == 1
        found = workload.rereviews.get()
        scan(str(found.run_id))

        found.refresh_from_db()
        assert (found.state, found.since.name) == ("open", "Winter review")
        changed = {
            change["choice"]: (change["before"], change["after"])
            for change in found.changes["suggestions"]
        }
        assert changed == {
            "sec_encryption_at_rest": ("unknown", "not_met"),
            "cost_unused_deleted": ("unknown", "not_met"),
        }
        new = {
            finding["resource"].rsplit("/", 1)[-1] for finding in found.changes["findings"]["new"]
        }
        assert new == {made["VolumeId"]}

        (sent,) = mail.outbox
        assert sent.to == ["kim@example.com"]
        assert sent.subject == "Re-review of Checkout: 2 changes"
        viewer = login(make_user(organisation, Role.VIEWER))
        page = viewer.get(re.search(r"http://127\.0\.0\.1:8000(\S+)", sent.body)[1])
        assert made["VolumeId"] in page.content.decode()

        workload.refresh_from_db()
        assert workload.schedule.next_due.date() == date(2027, 7, 31)
