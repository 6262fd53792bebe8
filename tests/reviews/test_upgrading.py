"""A lens review moves to a newer version and back; no answer is lost on the way."""

import pytest

from reviewapp.findings.domain import evaluate
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import Role
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.answers import QuestionGone, save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail, decision_of
from reviewapp.reviews.domain.fates import Fate
from reviewapp.reviews.domain.removing import take_lens_off
from reviewapp.reviews.domain.suggesting import store_suggestions
from reviewapp.reviews.domain.totals import ReviewGone
from reviewapp.reviews.domain.upgrading import (
    NothingToUndo,
    StaleReview,
    UnknownVersion,
    last_upgrade,
    newer_versions,
    steps_back,
    steps_to,
    undo_upgrade,
    upgrade_review,
)
from reviewapp.reviews.models import Answer, AnswerChange, LensReview, LensUpgrade, Origin
from tests.factories import make_organisation, make_user

from .factories import (
    answer_of,
    backups,
    decide,
    make_fact,
    make_lens,
    make_part,
    make_reading,
    make_review,
    make_run,
    plain_question,
    small_lens,
)
from .versions import other_words, publish, second_lens

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(organisation):
    return make_user(organisation, Role.LEAD, name="Ada")


@pytest.fixture
def first(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def review(workload, first):
    return make_review(workload, first)


@pytest.fixture
def second(first):
    return publish(first, second_lens())


def write(review, question_id, decision, by=None):
    answer = answer_of(review, question_id)
    return save_answer(answer_id=answer.pk, read_version=answer.version, decision=decision, by=by)


def answer_all(review, by=None):
    """Every kind of thing that a person may say."""
    details = {
        "copies": ChoiceDetail(notes="In the cellar."),
        "tested": ChoiceDetail(notes="In May."),
    }
    write(
        review,
        "backups",
        decide("automatic", "tested", "copies", notes="Fine.", choice_details=details),
        by,
    )
    write(review, "question_1", decide("first_1"), by)
    write(review, "question_2", decide("question_2_no", notes="Never."), by)


def upgrade(review, to, by=None):
    review = LensReview.objects.get(pk=review.pk)
    return upgrade_review(
        workload=review.workload,
        review_id=review.pk,
        read=review.version.major,
        to=to.number,
        by=by,
    )


def undo(upgraded, by=None):
    return undo_upgrade(workload=upgraded.review.workload, upgrade_id=upgraded.pk, by=by)


def fresh(review):
    return LensReview.every.get(pk=review.pk)


def steps_by_question(steps):
    return {step.question.id: step for step in steps}


def places(review):
    rows = Answer.objects.filter(review=review)
    return [(each.pillar_id, each.question_id, each.position) for each in rows]


def counts(review):
    review = fresh(review)
    return (review.high, review.medium, review.none, review.unanswered)


def last_change(review, question_id):
    return AnswerChange.objects.filter(
        answer__review=review, answer__question_id=question_id
    ).first()


def everything(review):
    """All that an undo promises to bring back, by question."""
    columns = ("pillar_id", "position", "selected", "not_applicable", "reason", "notes")
    columns += ("choice_details", "risk", "risk_because", "suggested_risk", "disagrees")
    columns += ("by_person", "origin", "origin_note")
    answers = Answer.objects.filter(review=review)
    suggestions = review.suggestions.order_by("question_id", "choice_id")
    said = ("run_id", "question_id", "choice_id", "verdict", "because", "checks", "failed")
    return {
        "version": fresh(review).version_id,
        "answers": {each.question_id: {c: getattr(each, c) for c in columns} for each in answers},
        "suggestions": list(suggestions.values_list(*said)),
        "counts": counts(review),
    }


# --- foreseeing ------------------------------------------------------------------------------


def test_the_page_is_told_of_each_answer_what_becomes_of_it(review, second):
    answer_all(review)

    steps = steps_to(review, second)

    found = {step.question.id: (step.fate, step.risk_before, step.judged.risk) for step in steps}
    assert found == {
        "question_9": (Fate.NEW, "UNANSWERED", "UNANSWERED"),
        "question_1": (Fate.KEPT, "MEDIUM", "MEDIUM"),
        "backups": (Fate.CUT, "NONE", "HIGH"),
        "question_2": (Fate.GONE, "HIGH", "HIGH"),
    }
    assert [each.title for each in steps_by_question(steps)["backups"].lost] == ["Practice copies"]


def test_foreseeing_changes_nothing(review, second):
    answer_all(review)
    before = everything(review)

    steps_to(review, second)

    assert everything(review) == before


# --- upgrading -------------------------------------------------------------------------------


def test_answers_stay_where_the_question_stays(review, second, person):
    answer_all(review)

    upgrade(review, second, person)

    kept = answer_of(review)
    assert (kept.selected, kept.notes) == (["automatic", "tested"], "Fine.")
    assert kept.choice_details == {
        "tested": {"not_applicable": False, "reason": "NONE", "notes": "In May."}
    }
    assert (kept.risk, answer_of(review, "question_1").selected) == ("HIGH", ["first_1"])
    assert fresh(review).version == second


def test_every_question_stands_where_the_new_version_has_it(review, second):
    upgrade(review, second)

    assert places(review) == [
        ("security", "question_9", 0),
        ("security", "question_1", 1),
        ("reliability", "backups", 2),
    ]


def test_a_question_that_is_gone_is_kept_aside_and_not_counted(review, second, workload):
    answer_all(review)
    assert counts(review) == (1, 1, 1, 0)

    upgrade(review, second)

    aside = Answer.every.get(review=review, question_id="question_2")
    assert (aside.retired, aside.notes, aside.risk) == (True, "Never.", "HIGH")
    assert counts(review) == (1, 1, 0, 1)
    workload.refresh_from_db()
    assert (workload.high_risks, workload.questions_total) == (1, 3)
    assert "question_2" not in str(review_document(workload))


def test_a_question_that_comes_back_has_its_answer_again(review, second, first):
    answer_all(review)
    third = publish(first, small_lens(questions=3))
    upgrade(review, second)

    upgrade(review, third)

    back = answer_of(review, "question_2")
    assert (back.retired, back.selected, back.notes) == (False, ["question_2_no"], "Never.")
    assert back.risk == "HIGH"
    assert counts(review) == (1, 1, 1, 1)


def test_the_history_says_what_was_taken_out_and_by_which_version(review, second, person):
    answer_all(review)

    upgrade(review, second, person)

    change = last_change(review, "backups")
    assert (change.origin, change.by, change.risk_before, change.risk_after) == (
        Origin.LENS_CHANGE,
        person,
        "NONE",
        "HIGH",
    )
    assert change.why == "Small lens: upgraded from version 1.0 to 2.0."
    assert change.before["selected"] == ["automatic", "tested", "copies"]
    assert change.before["choice_details"]["copies"]["notes"] == "In the cellar."
    assert change.after["selected"] == ["automatic", "tested"]


def test_an_answer_that_nothing_happens_to_has_no_new_row_of_history(review, second):
    answer_all(review)

    upgrade(review, second)

    assert answer_of(review, "question_1").version == 1
    assert answer_of(review, "question_1").changes.count() == 1


def test_a_risk_that_moves_alone_leaves_the_value_where_it_came_from(review, first, person):
    write(review, "question_1", decide("first_1"), person)
    Answer.objects.filter(review=review, question_id="question_1").update(
        origin=Origin.TEMPLATE, origin_note="Logging, for all."
    )
    document = small_lens()
    document["pillars"][1]["questions"][0]["riskRules"][1]["risk"] = "HIGH_RISK"

    upgrade(review, publish(first, document))

    answer = answer_of(review, "question_1")
    assert (answer.risk, answer.version) == ("HIGH", 2)
    assert (answer.origin, answer.origin_note) == (Origin.TEMPLATE, "Logging, for all.")
    assert last_change(review, "question_1").origin == Origin.LENS_CHANGE


def test_a_milestone_is_taken_first(review, second, person, workload):
    answer_all(review)

    done = upgrade(review, second, person)

    assert (done.milestone.name, done.milestone.created_by) == ("Before Small lens 2.0", person)
    (lens,) = done.milestone.document["lenses"]
    assert (lens["version"], lens["version_label"]) == (1, "1.0")
    assert done.milestone.document["totals"]["high"] == 1
    assert workload.milestones.count() == 1


def test_the_milestone_finds_a_free_name_also_of_a_very_long_lens(organisation, workload):
    first = make_lens(small_lens(name="Long " * 25), organisation=organisation)
    review = make_review(workload, first)
    second = publish(first, second_lens(name="Long " * 25))
    undo(upgrade(review, second))

    done = upgrade(review, second)

    names = sorted(each.name for each in workload.milestones.all())
    assert len(names) == 3
    assert all(len(name) <= 100 for name in names)
    assert done.milestone.name.endswith("… 2.0 (2)")


def test_a_newer_version_of_each_major_is_offered(organisation, review, first, second):
    publish(first, other_words(second_lens(), "How do you get it back?"), major=False)
    publish(first, small_lens(questions=5))

    offers = newer_versions([review], organisation)

    assert [version.label for version in offers[review.pk]] == ["3.0", "2.1"]


def test_one_may_go_past_a_version(review, first, second):
    third = publish(first, small_lens(questions=3))

    upgrade(review, third)

    assert fresh(review).version == third


@pytest.mark.parametrize("number", [0, 1, 3])
def test_only_a_newer_version_of_the_lens_is_taken(review, second, number):
    with pytest.raises(UnknownVersion):
        upgrade_review(workload=review.workload, review_id=review.pk, read=1, to=number, by=None)
    assert fresh(review).version.number == 1
    assert not review.workload.milestones.exists()


def test_a_lens_that_the_organisation_does_not_see_any_more_offers_nothing(review, second, first):
    first.lens.organisation = make_organisation("Others")
    first.lens.save()

    assert newer_versions([review], review.workload.organisation) == {}
    with pytest.raises(UnknownVersion):
        upgrade(review, second)


def test_who_saw_another_version_is_told_of_it(review, second):
    upgrade(review, second)

    with pytest.raises(StaleReview) as refused:
        upgrade_review(workload=review.workload, review_id=review.pk, read=1, to=2, by=None)

    assert refused.value.current == second
    assert LensUpgrade.objects.count() == 1


def test_a_lens_off_the_workload_is_not_upgraded(review, second):
    take_lens_off(workload=review.workload, review_id=review.pk, by=None)

    with pytest.raises(ReviewGone):
        upgrade_review(workload=review.workload, review_id=review.pk, read=1, to=2, by=None)


def test_the_framework_lens_gains_a_practice(workload):
    """A built-in lens whose document changed with a release."""
    from reviewapp.lenses.domain.builtin import builtin_document
    from reviewapp.lenses.models import Lens

    lens = Lens.objects.get(alias="framework")
    review = make_review(workload, lens.versions.get())
    document = builtin_document("framework")
    question = document["pillars"][1]["questions"][0]
    practices = [each["id"] for each in question["choices"] if not each["id"].endswith("_no")]
    write(review, question["id"], decide(*practices))
    assert answer_of(review, question["id"]).risk == "NONE"
    gained = {
        **question["choices"][0],
        "id": "sec_gained",
        "title": "A practice that nobody had before",
        "riskIfAbsent": "HIGH",
    }
    question["choices"].insert(0, gained)
    for rule in question["riskRules"]:
        if rule["condition"] != "default":
            rule["condition"] = f"sec_gained && ({rule['condition']})"

    done = upgrade(review, publish(lens.versions.get(), document))

    answer = answer_of(review, question["id"])
    assert (answer.selected, answer.risk) == (practices, "HIGH")
    assert fresh(review).total == 57
    undo(done)
    assert (answer_of(review, question["id"]).risk, fresh(review).version.number) == ("NONE", 1)


# --- suggestions -----------------------------------------------------------------------------


def scanned(workload):
    """A run in which one database is not encrypted."""
    run = make_run(workload)
    part = make_part(run, "rds")
    make_reading(part, "rds.instance")
    make_fact(part, "rds.instance", "orders", StorageEncrypted=False)
    store_suggestions(run, evaluate(run))
    return run


def with_evidence(document, choice_id, *keys):
    for pillar in document["pillars"]:
        for question in pillar["questions"]:
            for each in question["choices"]:
                if each["id"] == choice_id:
                    each["evidence"] = list(keys)
    return document


def test_suggestions_are_those_of_the_new_version_from_the_last_scan(review, first, workload):
    run = scanned(workload)
    write(review, "question_1", decide("first_1", "second_1"))
    new = with_evidence(second_lens(), "first_1", "SEC08-BP02")

    upgrade(review, publish(first, new))

    said = {(each.question_id, each.choice_id): each for each in review.suggestions.all()}
    assert ("backups", "copies") not in said
    assert {key for key in said if key[0] == "question_2"} == set()
    assert said["question_1", "first_1"].verdict == "not_met"
    assert {each.run_id for each in said.values()} == {run.pk}
    assert answer_of(review, "question_1").disagrees
    assert answer_of(review, "question_1").suggested_risk == "HIGH"


# --- undo ------------------------------------------------------------------------------------


def test_undo_brings_back_everything(review, second, workload, person):
    scanned(workload)
    answer_all(review, person)
    before = everything(review)

    undo(upgrade(review, second, person), person)

    assert everything(review) == before


def test_undo_brings_back_what_was_aside_and_puts_aside_what_came(review, second, first):
    answer_all(review)
    third = publish(first, small_lens(questions=3))
    upgrade(review, second)
    before = everything(review)
    done = upgrade(review, third)
    write(review, "question_3", decide("first_3", notes="New."))

    undo(done)

    assert everything(review) == before
    aside = {
        each.question_id: each.notes for each in Answer.every.filter(review=review, retired=True)
    }
    assert aside == {"question_2": "Never.", "question_3": "New."}


def test_upgrading_again_gives_back_what_people_answered_there(review, second):
    done = upgrade(review, second)
    write(review, "question_9", decide("first_9", "second_9"))
    undo(done)

    upgrade(review, second)

    assert answer_of(review, "question_9").risk == "NONE"


def test_undo_goes_back_version_by_version(review, second, first):
    third = publish(first, small_lens(questions=3))
    one = upgrade(review, second)
    two = upgrade(review, third)
    with pytest.raises(NothingToUndo):
        undo(one)

    undo(two)
    undo(one)

    assert (fresh(review).version, last_upgrade(review)) == (first, None)
    with pytest.raises(NothingToUndo):
        undo(one)


def test_an_undo_says_what_it_overwrites_and_keeps_it(review, second, person, workload):
    answer_all(review)
    done = upgrade(review, second)
    write(review, "backups", decide("drilled", notes="Changed since."), person)
    write(review, "question_9", decide("first_9", notes="Only there."), person)

    found = steps_by_question(steps_back(done, fresh(review)))
    assert {key for key, step in found.items() if step.changed} == {"backups", "question_9"}
    assert [each.title for each in found["backups"].lost] == ["Practice drilled"]
    _, milestone = undo(done, person)

    back = answer_of(review)
    assert (back.notes, back.risk) == ("Fine.", "NONE")
    assert "Changed since." in str(milestone.document)
    assert "Only there." in str(milestone.document)
    assert milestone.name == "Before going back to Small lens 1.0"
    change = last_change(review, "backups")
    assert (change.before["notes"], change.after["notes"]) == ("Changed since.", "Fine.")
    assert change.before["selected"] == ["drilled"]
    assert change.why == "Small lens: back from version 2.0 to 1.0."
    assert (change.origin, change.by) == (Origin.LENS_CHANGE, person)
    done.refresh_from_db()
    assert (done.undone_by, done.undone_at is not None) == (person, True)


def test_an_answer_that_nobody_changed_since_is_not_named(review, second):
    answer_all(review)
    done = upgrade(review, second)

    assert [s.question.id for s in steps_back(done, fresh(review)) if s.changed] == []


def test_undo_judges_by_the_profile_as_it_is_now(review, second, workload):
    write(review, "backups", decide("automatic", "tested"))
    assert answer_of(review).risk == "NONE"
    done = upgrade(review, second)
    workload.rpo_minutes = 15
    workload.save()

    undo(done)

    assert answer_of(review).risk == "HIGH"
    assert "recovery point objective" in answer_of(review).risk_because


def test_a_version_of_an_answer_never_comes_twice(review, second):
    """A page that was opened before sees that the answer moved on."""
    answer_all(review)
    done = upgrade(review, second)
    undo(done)

    versions = [each.version for each in answer_of(review).changes.all()]
    assert versions == [3, 2, 1]


def test_undo_ends_on_the_newest_words_of_the_old_major(review, second, first):
    done = upgrade(review, second)
    late = publish(first, small_lens())
    late.major, late.minor = 1, 1
    late.save()

    undo(done)

    assert fresh(review).version.label == "1.1"


# --- late saves ------------------------------------------------------------------------------


def test_a_save_of_a_question_that_is_gone_is_refused(review, second):
    answer_all(review)
    late = answer_of(review, "question_2")
    upgrade(review, second)

    with pytest.raises(QuestionGone) as refused:
        save_answer(answer_id=late.pk, read_version=1, decision=decide("first_2"), by=None)

    assert decision_of(refused.value.answer) == decide("question_2_no", notes="Never.")
    assert Answer.every.get(pk=late.pk).version == 1


def test_a_question_nobody_answered_is_gone_without_a_trace(review, second, workload):
    upgrade(review, second)

    assert AnswerChange.objects.count() == 0
    assert Answer.every.get(review=review, question_id="question_2").version == 0


def test_a_choice_that_moved_to_another_question_is_a_new_one_there(review, first):
    write(review, "backups", decide("automatic", "copies"))
    document = small_lens()
    moved = document["pillars"][0]["questions"][0]["choices"].pop(2)
    document["pillars"][1]["questions"][0]["choices"].insert(0, moved)
    document["pillars"][0]["questions"][0]["workloadRules"] = []

    upgrade(review, publish(first, document))

    assert answer_of(review).selected == ["automatic"]
    assert answer_of(review, "question_1").selected == []


def test_an_answer_without_any_of_its_choices_is_open_again(review, first):
    write(review, "backups", decide("copies", notes="Only these."))
    question = backups()
    question["choices"].pop(2)
    question["workloadRules"] = []
    document = small_lens()
    document["pillars"][0]["questions"] = [question, plain_question(7)]

    upgrade(review, publish(first, document))

    answer = answer_of(review)
    assert (answer.selected, answer.notes, answer.risk) == ([], "Only these.", "UNANSWERED")


@pytest.mark.parametrize("change", ["upgraded", "taken off"])
def test_proposals_for_a_lens_that_moved_meanwhile_write_nothing(review, second, change):
    from reviewapp.reviews.domain.proposing import Proposal, write_proposals

    question = lens_of(review.version).question("backups")
    read = LensReview.objects.select_related("version", "workload").get(pk=review.pk)
    wanted = Proposal(question, answer_of(review), decide("copies"), "Copied.")
    if change == "upgraded":
        upgrade(review, second)
    else:
        take_lens_off(workload=review.workload, review_id=review.pk, by=None)

    done = write_proposals(
        review=read, proposals=[wanted], read_versions={"backups": 0}, by=None, origin=Origin.COPY
    )

    assert (done.changed, done.stale) == (0, ("backups",))
    assert answer_of(review).selected == []
