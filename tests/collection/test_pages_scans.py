"""Pages about scans: asked for, watched while they move, cancelled, looked back at."""

import pytest
from django.utils import timezone

from reviewapp.collection.domain.plan import plan_parts
from reviewapp.collection.domain.store import fail_part
from reviewapp.collection.models import PartState, Run
from reviewapp.jobs.models import JobState
from tests.aws import ACCOUNT
from tests.collection.engine import HERE, only
from tests.factories import make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE])


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, list[str]]]:
    """What goes to the broker."""
    found: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        "reviewapp.jobs.domain.current_app.send_task",
        lambda task, args: found.append((task, args)),
    )
    return found


def make_run(workload, state: str, **fields) -> Run:
    now = timezone.now()
    ended = {} if state in ("queued", "running") else {"ended_at": now}
    return Run.objects.create(workload=workload, state=state, started_at=now, **ended, **fields)


def end(run: Run, state: str) -> None:
    """Only a run under way takes what was read."""
    run.state = state
    run.save(update_fields=["state"])


def base(workload) -> str:
    return f"/workloads/{workload.pk}/scans/"


def show(browser, run: Run, part: str = "") -> str:
    return browser.get(f"{base(run.workload)}{run.pk}/{part}").content.decode()


def test_a_scan_is_queued_when_it_is_asked_for(
    editor, workload, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(f"{base(workload)}start/")
    run = Run.objects.get()
    assert response["Location"] == f"{base(workload)}{run.pk}/"
    assert (run.state, run.requested_by) == ("queued", editor.user)
    assert sent == [("reviews.scan", [str(run.pk)])]


def test_a_second_scan_leads_to_the_one_under_way(editor, workload, sent):
    run = make_run(workload, "running")
    response = editor.post(f"{base(workload)}start/", follow=True)
    assert response.redirect_chain == [(f"{base(workload)}{run.pk}/", 302)]
    assert [str(m) for m in response.context["messages"]] == [
        "A scan of this workload is under way already."
    ]
    assert Run.objects.count() == 1


def test_a_workload_without_a_region_is_not_scanned_and_the_page_says_what_to_do(editor, workload):
    workload.regions = []
    workload.save()
    page = editor.post(f"{base(workload)}start/", follow=True).content.decode()
    assert "Add at least one AWS region to the workload&#x27;s profile" in page
    assert not Run.objects.exists()


@pytest.mark.parametrize("state", ["queued", "running"])
def test_progress_asks_for_itself_while_the_run_is_active(viewer, workload, state):
    run = make_run(workload, state)
    address = f"{base(workload)}{run.pk}/progress/"
    for shown in (show(viewer, run), show(viewer, run, "progress/")):
        assert (
            f'hx-get="{address}" hx-trigger="live:scan from:body, every 6s" data-live-job="{run.pk}" hx-swap="outerHTML"'
            in shown
        )


@pytest.mark.parametrize("state", ["complete", "partial", "failed", "cancelled"])
def test_progress_is_quiet_once_the_run_has_ended(viewer, workload, state):
    run = make_run(workload, state)
    for shown in (show(viewer, run), show(viewer, run, "progress/")):
        assert "live:scan" not in shown.split('id="scan"')[1].split("</main>")[0]


def test_the_fragment_is_the_moving_part_of_the_page(editor, workload):
    run = make_run(workload, "complete")
    fragment = show(editor, run, "progress/")
    assert "<html" not in fragment
    assert fragment.strip() in show(editor, run)


def test_progress_counts_and_names_what_was_read_last(viewer, workload):
    run = make_run(
        workload,
        "running",
        progress_done=7,
        progress_total=80,
        progress_label=f"sqs in {HERE} ({ACCOUNT})",
    )
    shown = show(viewer, run, "progress/")
    assert 'value="7"' in shown
    assert 'max="80"' in shown
    assert f"Last read: sqs in {HERE} ({ACCOUNT})" in shown


def test_services_move_one_by_one(viewer, workload, monkeypatch):
    only(monkeypatch, "ec2.vpc", "sqs.queue", "s3.bucket")
    run = make_run(workload, "running")
    plan_parts(run)
    fail_part(
        run.parts.get(service="ec2"),
        "ec2:DescribeVpcs: UnauthorizedOperation: no",
        state=PartState.DENIED,
    )
    page = viewer.get(f"{base(workload)}{run.pk}/")
    assert {row["service"]: row["state"] for row in page.context["services"]} == {
        "ec2": "denied",
        "s3": "queued",
        "sqs": "queued",
    }
    assert "ec2:DescribeVpcs: UnauthorizedOperation: no" in page.content.decode()


def test_a_queued_scan_is_cancelled_at_once_and_a_running_one_is_asked_to_stop(editor, workload):
    queued = make_run(workload, "queued")
    page = editor.post(f"{base(workload)}{queued.pk}/cancel/", follow=True).content.decode()
    assert "The scan was cancelled." in page
    running = make_run(workload, "running")
    page = editor.post(f"{base(workload)}{running.pk}/cancel/", follow=True).content.decode()
    assert "Stopping…" in page
    running.refresh_from_db()
    assert (running.state, running.cancel_requested) == (JobState.RUNNING, True)


def test_an_ended_scan_is_not_cancelled(editor, workload):
    run = make_run(workload, "complete")
    response = editor.post(f"{base(workload)}{run.pk}/cancel/", follow=True)
    assert [str(m) for m in response.context["messages"]] == ["The scan had ended already."]
    run.refresh_from_db()
    assert run.state == JobState.COMPLETE


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("failed", "The role could not be assumed."),
        ("partial", "What was not read counts as unknown, never as a pass."),
        ("complete", "Everything was read."),
        ("cancelled", "The scan was cancelled."),
    ],
)
def test_an_ended_scan_says_how_it_ended(viewer, workload, state, words):
    run = make_run(workload, state, failure="The role could not be assumed." * (state == "failed"))
    assert words in show(viewer, run)
    if state == "failed":
        assert words in viewer.get(base(workload)).content.decode()


def test_words_of_aws_are_no_markup(viewer, workload):
    run = make_run(workload, "failed", failure="<script>alert(1)</script>")
    assert "<script>alert" not in show(viewer, run)
    assert "&lt;script&gt;alert" in show(viewer, run)


def test_viewers_watch_and_have_no_buttons(viewer, editor, workload):
    run = make_run(workload, "running")
    assert "/cancel/" in show(editor, run)
    assert "/cancel/" not in show(viewer, run)
    assert "/scans/start/" not in viewer.get(base(workload)).content.decode()


def test_unread_parts_come_in_pages(viewer, workload):
    run = make_run(workload, "running")
    plan_parts(run)
    for part in run.parts.all()[:30]:
        fail_part(part, "gone")
    end(run, "partial")
    first = viewer.get(f"{base(workload)}{run.pk}/").context["page_obj"]
    assert (len(first), first.paginator.count) == (25, 30)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_scans_are_listed_at_one_cost(viewer, editor, workload, django_assert_num_queries, count):
    for _ in range(count):
        make_run(workload, "complete", requested_by=editor.user)
    with django_assert_num_queries(9):
        page = viewer.get(base(workload))
    assert len(page.context["page_obj"]) == min(count, 25)


@pytest.mark.parametrize("regions", [[HERE], [HERE, "eu-west-1", "eu-central-1"]])
def test_a_scan_page_costs_the_same_however_much_was_read(
    viewer, workload, django_assert_num_queries, regions
):
    workload.regions = regions
    workload.save()
    run = make_run(workload, "running")
    plan_parts(run)
    for part in run.parts.filter(service__in=["ec2", "s3"]):
        fail_part(part, "gone")
    end(run, "partial")
    with django_assert_num_queries(10):
        show(viewer, run)
