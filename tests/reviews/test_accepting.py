"""Accepting what the evidence says, and never over what people decided."""

import pytest

from pillars.prefill import Suggested
from reviewapp.reviews.domain.accepting import accept_pillar, accept_question
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail
from reviewapp.reviews.domain.writing import StaleAnswer

from .factories import answer_of, decide, make_review, make_suggestions

pytestmark = pytest.mark.django_db

MET, NOT_MET = Suggested.MET, Suggested.NOT_MET
SUPPORTED, UNKNOWN = Suggested.SUPPORTED, Suggested.UNKNOWN
MIXED = {"automatic": MET, "tested": UNKNOWN, "copies": NOT_MET}
REFUTED = {"automatic": NOT_MET, "tested": NOT_MET, "copies": NOT_MET}


@pytest.fixture
def review(workload):
    return make_review(workload)


@pytest.fixture
def person(editor):
    return editor.user


def save(review, decision, question_id="backups"):
    answer = answer_of(review, question_id)
    return save_answer(answer_id=answer.pk, read_version=answer.version, decision=decision, by=None)


def accept(review, person, choice_id="", version=None):
    answer = answer_of(review)
    return accept_question(
        answer_id=answer.pk,
        read_version=answer.version if version is None else version,
        by=person,
        choice_id=choice_id,
    )


def test_met_is_ticked_and_the_rest_left_alone(review, person):
    make_suggestions(review, MIXED)
    answer = accept(review, person)

    assert answer.selected == ["automatic"]
    assert answer.risk == "HIGH"
    (change,) = answer.changes.all()
    assert (change.origin, change.by) == ("suggestion", person)
    assert change.why
    assert not answer.by_person


def test_unknown_and_supported_are_never_a_pass(review, person):
    make_suggestions(review, {"automatic": UNKNOWN, "tested": SUPPORTED})
    answer = accept(review, person)
    assert (answer.version, answer.selected, answer.risk) == (0, [], "UNANSWERED")


def test_none_of_these_only_where_everything_is_refuted(review, person):
    make_suggestions(review, REFUTED)
    assert accept(review, person).selected == ["backups_no"]


def test_one_open_choice_keeps_the_question_unanswered(review, person):
    make_suggestions(review, {**REFUTED, "tested": SUPPORTED})
    answer = accept(review, person)
    assert (answer.version, answer.selected) == (0, [])


def test_one_choice_alone(review, person):
    make_suggestions(review, {"automatic": MET, "copies": MET, "tested": NOT_MET})
    assert accept(review, person, "copies").selected == ["copies"]


def test_a_ticked_choice_that_is_refuted_is_unticked_when_asked(review, person):
    save(review, decide("tested", "copies"))
    make_suggestions(review, MIXED)
    assert answer_of(review).disagrees

    answer = accept(review, person, "copies")

    assert answer.selected == ["tested"]
    assert answer.by_person
    assert answer.disagrees  # `automatic` is met and still not ticked
    assert not accept(review, person, "automatic").disagrees


def test_a_choice_a_person_excused_is_left_alone_by_the_question_button(review, person):
    excused = {"automatic": ChoiceDetail(not_applicable=True, reason="OTHER", notes="no")}
    save(review, decide("tested", choice_details=excused))
    make_suggestions(review, MIXED)

    assert accept(review, person).version == 1

    answer = accept(review, person, "automatic")
    assert answer.selected == ["automatic", "tested"]
    assert answer.choice_details["automatic"] == {
        "not_applicable": False,
        "reason": "NONE",
        "notes": "no",
    }


def test_a_question_marked_not_applicable_stays_so(review, person):
    save(review, decide(not_applicable=True, reason="OUT_OF_SCOPE"))
    make_suggestions(review, MIXED)
    answer = accept(review, person)
    assert (answer.risk, answer.version) == ("NOT_APPLICABLE", 1)


def test_accepting_over_a_newer_answer_is_refused(review, person):
    make_suggestions(review, MIXED)
    save(review, decide("tested"))
    with pytest.raises(StaleAnswer):
        accept(review, person, version=0)
    assert answer_of(review).selected == ["tested"]


def test_a_pillar_takes_only_what_no_person_decided(review, person):
    save(review, decide("first_1"), "question_1")
    make_suggestions(review, {"second_1": MET}, question_id="question_1")
    make_suggestions(review, {"first_2": MET, "second_2": MET}, question_id="question_2")
    make_suggestions(review, MIXED)

    done = accept_pillar(review=review, pillar_id="security", by=person)
    assert (done.changed, done.kept) == (1, 1)

    assert answer_of(review, "question_1").selected == ["first_1"]
    assert answer_of(review, "question_2").selected == ["first_2", "second_2"]
    assert answer_of(review).version == 0
    review.refresh_from_db()
    assert (review.none, review.medium, review.unanswered) == (1, 1, 1)


def test_a_pillar_may_be_accepted_again_after_another_scan(review, person):
    run = make_suggestions(review, {"first_1": MET}, question_id="question_1")
    accept_pillar(review=review, pillar_id="security", by=person)
    review.suggestions.all().delete()
    make_suggestions(review, {"second_1": MET}, question_id="question_1", run=run)

    assert accept_pillar(review=review, pillar_id="security", by=person).changed == 1
    assert answer_of(review, "question_1").selected == ["first_1", "second_1"]


def test_evidence_against_a_decision_is_marked_and_not_applied(review):
    save(review, decide("copies", "tested"))
    make_suggestions(review, MIXED)
    answer = answer_of(review)
    assert answer.disagrees
    assert answer.selected == ["tested", "copies"]


@pytest.mark.parametrize(
    ("verdicts", "risk"),
    [
        ({}, "UNANSWERED"),
        ({"tested": SUPPORTED}, "UNANSWERED"),
        ({"tested": MET}, "UNANSWERED"),
        ({"tested": MET, "automatic": MET}, "NONE"),
        ({"tested": MET, "automatic": NOT_MET}, "MEDIUM"),
        ({"automatic": NOT_MET}, "MEDIUM"),
        ({"tested": NOT_MET}, "HIGH"),
        (REFUTED, "HIGH"),
    ],
)
def test_what_the_evidence_alone_comes_to(review, verdicts, risk):
    make_suggestions(review, verdicts)
    assert answer_of(review).suggested_risk == risk
