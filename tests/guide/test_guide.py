"""A lead is led to the first decided question, from wherever they are."""

import pytest

from reviewapp.guide.progress import Step, progress_of
from reviewapp.people.models import Role
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.workloads.domain import create_workload
from reviewapp.workloads.models import Workload
from tests.factories import login, make_user

pytestmark = pytest.mark.django_db

LED = "To your first review"


def shown(browser) -> str:
    return browser.get("/").content.decode()


@pytest.fixture
def described(organisation) -> Workload:
    return create_workload(
        organisation=organisation,
        fields={"name": "Checkout", "description": "Takes orders.", "environment": "PRODUCTION"},
        lenses=["foundations"],
    )


def now(browser) -> Step | None:
    return progress_of(browser.user.memberships.get()).now


def test_the_steps_follow_what_there_is(editor, organisation):
    assert now(editor) is Step.WORKLOAD
    assert "/workloads/new/" in shown(editor)
    workload = create_workload(
        organisation=organisation,
        fields={"name": "Checkout", "description": "Takes orders.", "environment": "PRODUCTION"},
        lenses=[],
    )
    assert now(editor) is Step.CONNECT
    workload.connections.create(kind="role", account_id="111122223333", external_id="x")
    assert now(editor) is Step.LENS


def test_after_a_scan_the_review_is_next(editor, described):
    described.connections.create(kind="role", account_id="111122223333", external_id="x")
    assert now(editor) is Step.SCAN
    described.last_scan_at = described.created_at
    described.save(update_fields=["last_scan_at"])
    assert now(editor) is Step.REVIEW
    assert f"/workloads/{described.pk}/review/" in shown(editor)


def test_the_first_answer_ends_it_even_where_nothing_was_scanned(editor, described):
    answer = described.reviews.get().answers.first()
    save_answer(
        answer_id=answer.pk, read_version=0, decision=Decision(not_applicable=True), by=None
    )
    assert now(editor) is None
    assert LED not in shown(editor)


def test_it_is_put_away_and_taken_out_again(editor, described):
    assert LED in shown(editor)
    editor.post("/start/away/")
    assert LED not in shown(editor)
    assert LED in editor.get("/start/").content.decode()
    editor.post("/start/away/", {"back": "1"})
    assert LED in shown(editor)


def test_whoever_sets_up_nothing_is_not_led(organisation, described, viewer):
    for browser in (viewer, login(make_user(organisation, Role.CONTRIBUTOR))):
        assert LED not in shown(browser)


def test_a_simulated_account_is_offered_only_where_there_is_one(editor, organisation, settings):
    assert "simulated" not in shown(editor)
    assert editor.post("/start/simulated/").status_code == 404
    settings.DEMO_ENDPOINT = "http://127.0.0.1:9"
    assert "Use the simulated account" in shown(editor)
    for name in ("Simulated shop", "Simulated shop 2"):
        response = editor.post("/start/simulated/")
        workload = organisation.workloads.get(name=name)
        assert response["Location"] == f"/workloads/{workload.pk}/scans/"
        assert workload.runs.get().state == "queued"
        assert workload.connections.get().endpoint_url == "http://127.0.0.1:9"


def test_the_guide_costs_two_queries(editor, described, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        from reviewapp.guide.progress import is_led

        membership = editor.user.memberships.select_related("organisation").get()
        assert is_led(membership)
    with django_assert_max_num_queries(1):
        progress_of(membership)
