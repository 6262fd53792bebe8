"""The number at the bell on pages that are open."""

import pytest

from reviewapp.notices.domain import notify
from tests.factories import make_workload

pytestmark = pytest.mark.django_db


def events(browser, workload, after):
    path = f"/workloads/{workload.pk}/live/poll/"
    found = browser.get(path, {"tab": "0" * 16, "after": after}).json()
    return found["last"], [(each["topic"], each.get("person")) for each in found["events"]]


def test_pages_of_the_workload_hear_for_whom_to_count_again(
    organisation, viewer, owner, django_capture_on_commit_callbacks
):
    workload = make_workload(organisation)
    start, _none = events(viewer, workload, "0-0")
    with django_capture_on_commit_callbacks(execute=True):
        notify(
            users=[viewer.user, owner.user],
            kind="scan_finished",
            organisation=organisation,
            text="The scan is complete.",
            url="/",
            workload_id=workload.pk,
        )
    _last, told = events(viewer, workload, start)
    assert sorted(told) == sorted([("notice", viewer.user.pk), ("notice", owner.user.pk)])
    assert f'data-live-person="{viewer.user.pk}"' in viewer.get("/").content.decode()
