"""Reviews judged by an organisation's own levels: at once where written, the rest by a task."""

from copy import deepcopy

import pytest
from django.utils import timezone

from pillars.levels import Level
from pillars.prefill import Suggested
from pillars.risk import Risk
from reviewapp.jobs.models import JobState
from reviewapp.lenses.domain.levels import end_level, judge_again, last_rejudging, set_level
from reviewapp.lenses.models import Rejudging
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.accepting import accept_question
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.comparing import compare_documents
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.domain.reviews import reassess_workload
from reviewapp.reviews.models import AnswerChange
from reviewapp.reviews.rejudging import judge_organisation
from reviewapp.reviews.scan_report import scan_report
from reviewapp.schedule.models import ReReview
from tests.factories import make_organisation, make_workload

from .factories import (
    answer_of,
    decide,
    levelled_lens,
    make_lens,
    make_review,
    make_suggestions,
)

pytestmark = pytest.mark.django_db

REASON = "Our platform does this for every workload."


@pytest.fixture
def review(workload):
    return make_review(workload, make_lens(levelled_lens(), organisation=workload.organisation))


def own(organisation, practice="OWN-must", level=Level.LOW):
    return set_level(
        organisation=organisation, practice=practice, level=level, reason=REASON, by=None
    )


def save(review, *selected):
    answer = answer_of(review, "asked")
    return save_answer(
        answer_id=answer.pk, read_version=answer.version, decision=decide(*selected), by=None
    )


def risk(review):
    return answer_of(review, "asked").risk


def work(organisation):
    """What the worker does of it."""
    return judge_organisation(str(last_rejudging(organisation).pk))


def test_a_save_is_judged_by_own_levels(review, organisation):
    save(review, "should")
    assert risk(review) == Risk.HIGH
    own(organisation)
    save(review, "should", "may")
    assert risk(review) == Risk.NONE
    own(organisation, "OWN-may", Level.HIGH)
    save(review, "must", "should")
    assert risk(review) == Risk.HIGH
    assert "Practice may" in answer_of(review, "asked").risk_because


def test_accepted_evidence_is_judged_by_own_levels(review, organisation):
    own(organisation)
    make_suggestions(review, {"should": Suggested.MET}, question_id="asked")
    accept_question(answer_id=answer_of(review, "asked").pk, read_version=0, by=None)
    assert risk(review) == Risk.NONE


def test_the_task_judges_all_reviews_again_and_writes_no_history(review, workload, organisation):
    save(review, "should")
    other = make_review(make_workload(organisation), review.version)
    save(other, "must")
    before = answer_of(review, "asked")
    history = AnswerChange.objects.count()

    own(organisation)
    assert risk(review) == Risk.HIGH
    done = work(organisation)

    after = answer_of(review, "asked")
    assert after.risk == Risk.NONE
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert risk(other) == Risk.MEDIUM
    assert AnswerChange.objects.count() == history
    workload.refresh_from_db()
    review.refresh_from_db()
    assert (review.high, review.none, workload.high_risks) == (0, 1, 0)
    done.refresh_from_db()
    assert (done.state, done.progress_done, done.progress_total) == (JobState.COMPLETE, 2, 2)


def test_what_the_evidence_alone_comes_to_is_judged_again_too(review, organisation):
    make_suggestions(review, {"must": Suggested.NOT_MET}, question_id="asked")
    assert answer_of(review, "asked").suggested_risk == Risk.HIGH
    own(organisation)
    work(organisation)
    assert answer_of(review, "asked").suggested_risk == Risk.UNANSWERED
    end_level(organisation=organisation, practice="OWN-must", by=None)
    work(organisation)
    assert answer_of(review, "asked").suggested_risk == Risk.HIGH


def test_judging_twice_gives_the_same(review, organisation):
    save(review, "should")
    own(organisation)
    job = last_rejudging(organisation)
    work(organisation)
    assert judge_organisation(str(job.pk)) is None
    assert reassess_workload(review.workload_id) == 0
    Rejudging.objects.update(state=JobState.QUEUED)
    assert judge_organisation(str(job.pk)).state == JobState.COMPLETE
    assert risk(review) == Risk.NONE


def test_one_that_was_overtaken_leaves_the_work_to_the_later_one(review, organisation):
    save(review, "should")
    own(organisation)
    first = last_rejudging(organisation)
    judge_again(organisation)
    judge_organisation(str(first.pk))
    assert risk(review) == Risk.HIGH
    work(organisation)
    assert risk(review) == Risk.NONE


def test_another_organisations_reviews_are_neither_judged_nor_changed(review, organisation):
    elsewhere = make_organisation()
    there = make_review(
        make_workload(elsewhere), make_lens(levelled_lens(), organisation=elsewhere)
    )
    save(there, "should")
    own(organisation)
    assert work(organisation).progress_total == 1
    assert risk(there) == Risk.HIGH
    reassess_workload(there.workload_id)
    assert risk(there) == Risk.HIGH
    save(there, "should", "may")
    assert risk(there) == Risk.HIGH


def test_a_mistake_ends_the_judging_as_failed_with_words(review, organisation, monkeypatch):
    own(organisation)

    def broken(_workload_id):
        raise RuntimeError("no")

    monkeypatch.setattr("reviewapp.reviews.rejudging.reassess_workload", broken)
    failed = work(organisation)
    assert failed.state == JobState.FAILED
    assert "RuntimeError" in failed.failure
    assert "No answer was touched" in failed.failure


def choice_in(document, name):
    lens = next(each for each in document["lenses"] if each["name"] == "Levels")
    question = lens["pillars"][0]["questions"][0]
    return next(each for each in question["choices"] if each["id"] == name)


def level_parts(found):
    return [found[name] for name in ("level", "level_published", "level_reason")]


def test_the_document_names_both_levels_and_a_milestone_keeps_them(review, workload, organisation):
    assert level_parts(choice_in(review_document(workload), "must")) == ["HIGH", "HIGH", ""]
    own(organisation)
    milestone = save_milestone(workload=workload, name="With an own level")
    end_level(organisation=organisation, practice="OWN-must", by=None)

    assert level_parts(choice_in(review_document(workload), "must")) == ["HIGH", "HIGH", ""]
    milestone.refresh_from_db()
    assert level_parts(choice_in(milestone.document, "must")) == ["LOW", "HIGH", REASON]
    assert level_parts(choice_in(milestone.document, "asked_no")) == [None, None, ""]


def test_a_level_that_changed_is_told_between_two_documents(review, workload, organisation):
    before = review_document(workload)
    own(organisation)
    (change,) = compare_documents(before, review_document(workload))["levels"]
    assert [change[name] for name in ("choice", "practice", "before", "after", "reason")] == [
        *("must", "OWN-must", "HIGH", "LOW"),
        REASON,
    ]
    old = deepcopy(before)
    for lens in old["lenses"]:
        for pillar in lens["pillars"]:
            for question in pillar["questions"]:
                for each in question["choices"]:
                    del each["level"]
    assert compare_documents(old, review_document(workload))["levels"] == []


def test_a_rereview_shows_the_levels_that_changed(review, workload, organisation, viewer):
    milestone = save_milestone(workload=workload, name="Before")
    own(organisation)
    changes = compare_documents(milestone.document, review_document(workload))
    now = timezone.now()
    opened = ReReview.objects.create(
        workload=workload, due=now, opened_at=now, since=milestone, state="open", changes=changes
    )
    html = viewer.get(f"/workloads/{workload.pk}/rereviews/{opened.pk}/").content.decode()
    assert f"OWN-must. Own level: {REASON}" in html


def test_the_scans_json_carries_the_levels(review, organisation):
    own(organisation)
    run = make_suggestions(review, {"should": Suggested.MET}, question_id="asked")
    found = next(each for each in scan_report(run)["lenses"] if each["lens"] == review.slug)
    said = {each["choice"]: level_parts(each) for each in found["choices"]}
    assert said["must"] == ["LOW", "HIGH", REASON]
    assert said["should"] == ["MEDIUM", "MEDIUM", ""]
