"""Milestones stay as they were; documents tell what changed between two of them."""

import json

import pytest

from pillars.prefill import Suggested
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.comparing import compare_documents
from reviewapp.reviews.domain.milestones import InvalidName, free_name, save_milestone
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import SignificantEvent

from .factories import (
    answer_of,
    decide,
    make_fact,
    make_finding,
    make_lens,
    make_part,
    make_review,
    make_run,
    make_suggestions,
    small_lens,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(workload):
    return make_review(workload, make_lens(small_lens(questions=1), alias="small"))


def save(review, decision, question_id="backups", by=None):
    answer = answer_of(review, question_id)
    return save_answer(answer_id=answer.pk, read_version=answer.version, decision=decision, by=by)


def question_in(document, question_id="backups"):
    return next(
        question
        for lens in document["lenses"]
        for pillar in lens["pillars"]
        for question in pillar["questions"]
        if question["id"] == question_id
    )


def choice_in(document, choice_id):
    return next(c for c in question_in(document)["choices"] if c["id"] == choice_id)


def test_the_document_holds_profile_answers_and_evidence(workload, review, editor):
    SignificantEvent.objects.create(workload=workload, name="Launch", date="2026-05-01")
    run = make_run(workload, state="partial", calls=7)
    part = make_part(run)
    make_part(run, "backup", "denied", "AccessDenied")
    fact = make_fact(part, "rds.instance", "orders")
    make_finding(run, "x", fact=fact, resource=fact.resource)
    make_finding(run, "x", "pass")
    make_suggestions(
        review, {"tested": Suggested.NOT_MET, "copies": Suggested.MET}, run=run, checks=("x",)
    )
    save(review, decide("tested", notes="We tried."), by=editor.user)

    document = review_document(workload)

    assert json.loads(json.dumps(document)) == document
    assert document["workload"]["events"] == [{"name": "Launch", "date": "2026-05-01"}]
    assert document["run"]["coverage"]["unread"][0]["reason"] == "AccessDenied"
    assert document["totals"] == {
        "unanswered": 1,
        "high": 0,
        "medium": 1,
        "none": 0,
        "not_applicable": 0,
        "total": 2,
    }
    (lens,) = document["lenses"]
    assert (lens["alias"], lens["version"], lens["counts"]) == ("small", 1, document["totals"])
    question = question_in(document)
    assert (question["risk"], question["notes"], question["disagrees"]) == (
        "MEDIUM",
        "We tried.",
        True,
    )
    assert question["updated_by"] == editor.user.name
    tested, copies = choice_in(document, "tested"), choice_in(document, "copies")
    assert (tested["suggestion"], tested["disagrees"], copies["disagrees"]) == (
        "not_met",
        True,
        True,
    )
    (finding,) = tested["findings"]
    assert (finding["resource"], finding["tags"]) == (fact.resource, {"team": "pay"})
    none = choice_in(document, "backups_no")
    assert (none["is_none"], none["suggestion"], none["findings"]) == (True, None, [])
    assert tested["improvement"] == {"text": "Do tested.", "url": "https://example.com/plan"}


def test_the_document_bounds_its_findings_and_starts_with_failures(workload, review):
    run = make_run(workload)
    for number in range(60):
        make_finding(run, "x", "unknown" if number < 30 else "fail")
    make_suggestions(review, {"tested": Suggested.NOT_MET}, run=run, checks=("x",))
    found = choice_in(review_document(workload), "tested")["findings"]
    assert [f["verdict"] for f in found] == ["fail"] * 30 + ["unknown"] * 20


@pytest.mark.parametrize("many", [1, 3])
def test_the_document_takes_the_same_queries_whatever_the_size(
    workload, many, django_assert_num_queries
):
    review = make_review(workload, make_lens(small_lens(questions=many)))
    run = make_run(workload)
    for _ in range(many):
        make_finding(run, "x")
        make_part(run, f"service-{_}", "denied")
    make_suggestions(review, {"tested": Suggested.NOT_MET}, run=run, checks=("x",))
    review_document(workload)
    with django_assert_num_queries(15):
        review_document(workload)


def test_a_milestone_never_changes(workload, review, editor):
    save(review, decide("tested", notes="then"))
    milestone = save_milestone(workload=workload, name="  Before   launch ", by=editor.user)
    save(review, decide("backups_no", notes="now"))
    workload.name = "Renamed"
    workload.save()

    kept = Milestone.objects.get(pk=milestone.pk)
    assert kept.name == "Before launch"
    assert (kept.medium, kept.unanswered, kept.high, kept.number) == (1, 1, 0, 1)
    assert question_in(kept.document)["notes"] == "then"
    assert kept.document["workload"]["name"] == "Checkout"
    assert question_in(review_document(workload))["notes"] == "now"


def test_names_are_checked_and_unique_ignoring_case_and_spaces(workload, review):
    save_milestone(workload=workload, name="Before launch")
    for name in ("ab", "x" * 101, "before  LAUNCH", "Beforelaunch"):
        with pytest.raises(InvalidName):
            save_milestone(workload=workload, name=name)
    assert free_name(workload, "Before launch") == "Before launch (2)"
    second = save_milestone(workload=workload, name="Before launch (2)")
    assert second.number == 2


def test_what_changed_between_two_documents(workload, review):
    run = make_run(workload)
    gone = make_finding(run, "x", resource_name="gone")
    stays = make_finding(run, "x", resource_name="stays")
    make_suggestions(review, {"tested": Suggested.NOT_MET}, run=run, checks=("x",))
    save(review, decide("copies"))
    before = review_document(workload)

    later = make_run(workload)
    fields = {"resource": stays.resource, "resource_name": "stays"}
    make_finding(later, "x", **fields)
    new = make_finding(later, "x", resource_name="new")
    review.suggestions.all().delete()
    make_suggestions(review, {"tested": Suggested.MET}, run=later, checks=("x",))
    save(review, decide("tested", "automatic", notes="Better."))
    save(review, decide(not_applicable=True), "question_1")
    changes = compare_documents(before, review_document(workload))

    assert [(c["question"], c["before"], c["after"]) for c in changes["risks"]] == [
        ("backups", "HIGH", "NONE"),
        ("question_1", "UNANSWERED", "NOT_APPLICABLE"),
    ]
    assert [(c["choice"], c["before"], c["after"]) for c in changes["suggestions"]] == [
        ("tested", "not_met", "met")
    ]
    backups, other = changes["answers"]
    assert backups["ticked"] == ["Practice automatic", "Practice tested"]
    assert (backups["unticked"], backups["notes_changed"]) == (["Practice copies"], True)
    assert other["not_applicable"] == {"before": False, "after": True}
    assert [f["resource"] for f in changes["findings"]["new"]] == [new.resource]
    assert [f["resource"] for f in changes["findings"]["gone"]] == [gone.resource]
    assert changes["totals"]["before"]["high"] == 1
    assert changes["questions"] == {"added": [], "removed": []}


def test_nothing_changed(workload, review):
    document = review_document(workload)
    changes = compare_documents(document, document)
    assert changes["risks"] == changes["suggestions"] == changes["answers"] == []
    assert changes["findings"] == {"new": [], "gone": [], "cut": False}


def milestones_url(workload, rest=""):
    return f"/workloads/{workload.pk}/milestones/{rest}"


def test_saving_and_opening_a_milestone_in_the_browser(editor, workload, review):
    save(review, decide("tested", notes="<i>then</i>"))
    response = editor.post(milestones_url(workload, "new/"), {"name": "Before launch"})
    milestone = Milestone.objects.get()
    assert response["Location"] == milestones_url(workload, f"{milestone.pk}/")
    assert milestone.created_by == editor.user

    save(review, decide("backups_no", notes="now"))
    html = editor.get(response["Location"]).content.decode()
    assert "&lt;i&gt;then&lt;/i&gt;" in html
    assert ">now<" not in html
    assert "Before launch" in editor.get(milestones_url(workload)).content.decode()


def test_a_question_of_a_milestone_is_a_page_and_a_fragment_of_the_same_choices(
    editor, workload, review
):
    save(review, decide("tested", notes="<i>then</i>"))
    milestone = save_milestone(workload=workload, name="Before launch")
    save(review, decide("backups_no", notes="now"))
    page = milestones_url(workload, f"{milestone.pk}/")
    address = f"{page}review/{review.slug}/backups/"
    assert f'hx-get="{address}"' in editor.get(page).content.decode()
    whole = editor.get(address).content.decode()
    part = editor.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "&lt;i&gt;then&lt;/i&gt;" in whole
    assert ">now<" not in whole
    assert part.strip() in whole
    titles = [choice["title"] for choice in question_in(milestone.document)["choices"]]
    assert [title for title in titles if title not in part] == []
    assert part.count("In place:") == 1
    for gone in (f"{page}review/{review.slug}/nothing/", f"{page}review/other/backups/"):
        assert editor.get(gone).status_code == 404


def test_the_frozen_profile_is_told_in_words(editor, workload, review):
    type(workload).objects.filter(pk=workload.pk).update(
        environment="PREPRODUCTION", criticality="mission_critical"
    )
    milestone = save_milestone(workload=workload, name="Before launch")
    html = editor.get(milestones_url(workload, f"{milestone.pk}/")).content.decode()
    assert "<dd>Pre-production</dd>" in html
    assert "<dd>Mission critical</dd>" in html


@pytest.mark.parametrize("name", ["", "ab", "x" * 101, "before LAUNCH", "a\x00b c"])
def test_a_name_that_cannot_be_is_said_beside_the_field(editor, workload, review, name):
    save_milestone(workload=workload, name="Before launch")
    response = editor.post(milestones_url(workload, "new/"), {"name": name})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert Milestone.objects.count() == 1


def test_who_may(viewer, stranger, workload, review):
    milestone = save_milestone(workload=workload, name="Before launch")
    assert viewer.get(milestones_url(workload, f"{milestone.pk}/")).status_code == 200
    assert viewer.get(milestones_url(workload, "new/")).status_code == 403
    assert viewer.post(milestones_url(workload, "new/"), {"name": "Mine"}).status_code == 403
    for rest in ("", "new/", f"{milestone.pk}/"):
        assert stranger.get(milestones_url(workload, rest)).status_code == 404


def test_a_milestone_of_another_workload_is_not_here(editor, organisation, workload, review):
    from tests.factories import make_workload

    other = make_workload(organisation)
    milestone = save_milestone(workload=workload, name="Before launch")
    assert editor.get(milestones_url(other, f"{milestone.pk}/")).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    editor, workload, review, many, django_assert_num_queries
):
    for number in range(many):
        save_milestone(workload=workload, name=f"Number {number}", by=editor.user)
    with django_assert_num_queries(8):
        editor.get(milestones_url(workload))
