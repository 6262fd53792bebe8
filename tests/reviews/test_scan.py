"""A scan once the account is read: findings, suggestions, marks on answers, how it ends.

The parts of these runs are read already, as after a worker was lost between reading and
checking; what reads them stands under tests/collection.
"""

from dataclasses import replace

import pytest
from django.utils import timezone

from pillars.checks import all_checks
from pillars.lens.model import Lens
from reviewapp.collection.domain import start_run
from reviewapp.collection.models import PartState
from reviewapp.jobs.domain import request_cancel
from reviewapp.jobs.models import JobState
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.scan import scan
from reviewapp.reviews.signals import scan_finished

from .factories import (
    answer_of,
    choice,
    decide,
    make_fact,
    make_lens,
    make_part,
    make_reading,
    make_review,
    small_lens,
)

pytestmark = pytest.mark.django_db

CHECK = "rds-multi-az"


@pytest.fixture
def review(workload):
    """`tested` goes by the key for which databases in two zones speak; `copies` by none."""
    document = small_lens()
    question = document["pillars"][0]["questions"][0]
    question["choices"][1] = choice("tested", evidence=["foundations/rel_rds_multi_az"])
    del question["choices"][2]["practice"]
    return make_review(workload, make_lens(document, organisation=workload.organisation))


def queued(workload, *, multi_az=(), kinds=("rds.instance", "rds.cluster"), denied=()):
    """A queued run that found databases, in several zones or not."""
    run = start_run(workload=workload, queue=False)
    part = make_part(run)
    for kind in kinds:
        make_reading(part, kind)
    if denied:
        part = make_part(run, "backup", PartState.DENIED, "AccessDenied")
        for kind in denied:
            make_reading(part, kind, PartState.DENIED, "AccessDenied: no")
    for number, zones in enumerate(multi_az):
        make_fact(
            part,
            "rds.instance",
            f"orders-{number}",
            DBInstanceIdentifier=f"orders-{number}",
            DBInstanceStatus="available",
            Engine="postgres",
            MultiAZ=zones,
        )
    return run


def said(review, choice_id="tested"):
    return review.suggestions.get(question_id="backups", choice_id=choice_id)


def test_a_failing_resource_refutes_and_is_named(workload, review):
    run = scan(str(queued(workload, multi_az=[True, False]).pk))

    assert (run.state, run.stage, run.failure) == (JobState.COMPLETE, "done", "")
    suggestion = said(review)
    assert (suggestion.verdict, suggestion.run_id) == ("not_met", run.pk)
    assert (suggestion.passed, suggestion.failed) == (1, 1)
    assert CHECK in suggestion.checks
    failing = run.findings.get(check_id=CHECK, verdict="fail")
    assert failing.resource_name == "orders-1"
    assert failing.fact.data["MultiAZ"] is False
    assert answer_of(review).suggested_risk == "HIGH"
    review.refresh_from_db()
    assert review.prefilled_from_id == run.pk
    workload.refresh_from_db()
    assert workload.last_scan_at is not None


def test_complete_passes_prove(workload, review):
    scan(str(queued(workload, multi_az=[True, True]).pk))
    assert said(review).verdict == "met"


def test_what_was_not_read_is_unknown_and_the_run_says_so(workload, review):
    run = queued(workload, multi_az=[True], kinds=("rds.instance",), denied=("rds.cluster",))
    run = scan(str(run.pk))

    assert run.state == JobState.PARTIAL
    assert said(review).verdict != "met"
    assert run.findings.filter(check_id=CHECK, verdict="unknown").count() == 1


def test_what_no_call_can_show_is_left_to_people(workload, review):
    scan(str(queued(workload, multi_az=[True]).pk))
    suggestion = said(review, "copies")
    assert (suggestion.verdict, suggestion.checks) == ("unknown", [])
    assert "people answer it" in suggestion.because


def test_every_choice_but_none_of_these_has_a_suggestion(workload, review):
    scan(str(queued(workload).pk))
    lens: Lens = lens_of(review.version)
    wanted = {(q.id, c.id) for q in lens.questions for c in q.choices if not c.is_none}
    assert set(review.suggestions.values_list("question_id", "choice_id")) == wanted


def test_a_scan_changes_no_decision_and_marks_where_it_disagrees(workload, review, editor):
    answer = answer_of(review)
    save_answer(answer_id=answer.pk, read_version=0, decision=decide("tested"), by=editor.user)

    scan(str(queued(workload, multi_az=[False]).pk))

    after = answer_of(review)
    assert (after.version, after.selected, after.risk) == (1, ["tested"], "MEDIUM")
    assert after.disagrees
    scan(str(queued(workload, multi_az=[True]).pk))
    assert not answer_of(review).disagrees
    assert answer_of(review).changes.count() == 1


def test_a_run_taken_up_again_has_each_finding_once(workload, review):
    run = queued(workload, multi_az=[True, False])
    scan(str(run.pk))
    count = run.findings.count()
    type(run).objects.filter(pk=run.pk).update(state=JobState.QUEUED)

    assert scan(str(run.pk)).state == JobState.COMPLETE
    assert run.findings.count() == count
    assert review.suggestions.filter(question_id="backups").count() == 3


def test_a_later_scan_replaces_the_suggestions(workload, review):
    scan(str(queued(workload, multi_az=[False]).pk))
    second = scan(str(queued(workload, multi_az=[True]).pk))
    assert said(review).verdict == "met"
    assert set(review.suggestions.values_list("run_id", flat=True)) == {second.pk}


def test_an_ended_or_held_run_is_left_alone(workload, review):
    run = queued(workload, multi_az=[True])
    scan(str(run.pk))
    assert scan(str(run.pk)) is None

    held = queued(workload)
    type(held).objects.filter(pk=held.pk).update(
        state=JobState.RUNNING, lease_until=timezone.now() + timezone.timedelta(minutes=1)
    )
    assert scan(str(held.pk)) is None
    assert scan("00000000-0000-0000-0000-000000000000") is None


def test_a_check_that_breaks_costs_itself_and_not_the_scan(workload, review, monkeypatch, caplog):
    def explode(_snapshot):
        raise ZeroDivisionError("inner detail")

    broken = [
        replace(check, function=explode) if check.id == CHECK else check for check in all_checks()
    ]
    monkeypatch.setattr("reviewapp.findings.domain.evaluating.all_checks", lambda: broken)
    run = scan(str(queued(workload, multi_az=[True]).pk))

    assert run.state == JobState.COMPLETE
    assert said(review).verdict == "unknown"
    finding = run.findings.get(check_id=CHECK)
    assert (finding.verdict, "inner detail" in finding.reason) == ("unknown", False)
    assert "inner detail" in caplog.text


def test_a_mistake_of_ours_ends_the_run_in_words(workload, review, monkeypatch, caplog):
    def explode(_run):
        raise RuntimeError("inner detail")

    monkeypatch.setattr("reviewapp.reviews.scan.evaluate", explode)
    run = queued(workload)
    ended = scan(str(run.pk))

    ended.refresh_from_db()
    assert ended.state == JobState.FAILED
    assert "RuntimeError" in ended.failure
    assert "inner detail" not in ended.failure
    assert "inner detail" in caplog.text


def test_a_cancelled_run_keeps_the_suggestions_before_it(workload, review):
    first = scan(str(queued(workload, multi_az=[True]).pk))
    run = queued(workload, multi_az=[False])
    type(run).objects.filter(pk=run.pk).update(cancel_requested=True)

    ended = scan(str(run.pk))

    assert ended.state == JobState.CANCELLED
    assert said(review).run_id == first.pk
    assert not request_cancel(ended)


def test_others_hear_of_the_end(workload, review):
    heard = []

    def listen(*, run, **_signal):
        heard.append((run.pk, run.state))

    scan_finished.connect(listen)
    try:
        run = scan(str(queued(workload).pk))
    finally:
        scan_finished.disconnect(listen)
    assert heard == [(run.pk, JobState.COMPLETE)]


@pytest.mark.parametrize("many", [1, 3])
def test_loading_facts_takes_one_query_each(workload, many, django_assert_num_queries):
    from reviewapp.findings.domain import load_snapshot

    run = queued(workload, multi_az=[True] * many)
    with django_assert_num_queries(5):  # their number, readings, scope, events, facts
        snapshot = load_snapshot(run)
        found = list(snapshot.of("rds.instance"))
    assert len(found) == many
    assert snapshot.workload.production
    assert found[0].key == run.facts.first().pk
