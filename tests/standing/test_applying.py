"""What templates write into a workload's answers."""

from datetime import date

import pytest

from pillars.prefill import Suggested
from reviewapp.reviews.domain.accepting import accept_pillar, accept_question
from reviewapp.reviews.domain.answers import history_of, save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail
from reviewapp.reviews.domain.removing import put_lens_back, take_lens_off
from reviewapp.standing.domain.applying import apply_templates
from reviewapp.standing.domain.claims import WHOLE, Claim
from reviewapp.standing.domain.templates import retire
from reviewapp.standing.domain.uses import UseGone, detach, follow_again, move
from reviewapp.standing.models import TemplateUse
from tests.factories import make_user, make_workload
from tests.reviews.factories import (
    answer_of,
    decide,
    make_lens,
    make_review,
    make_suggestions,
    small_lens,
)

from .factories import make_template, say_and_publish, slot, use, use_of

pytestmark = pytest.mark.django_db

IN, NOT, NA = "in_place", "not_in_place", "not_applicable"


@pytest.fixture
def version(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def review(workload, version):
    return make_review(workload, version)


@pytest.fixture
def person(organisation):
    return make_user(organisation, "lead")


def save(review, *selected, question="backups", by=None, **more):
    answer = answer_of(review, question)
    return save_answer(
        answer_id=answer.pk,
        read_version=answer.version,
        decision=decide(*selected, **more),
        by=by,
    )


def test_a_template_fills_an_open_answer_and_says_so(organisation, workload, review, version):
    said = {"backups": {"automatic": Claim(IN, note="By the platform."), "tested": IN}}
    template = make_template(organisation, version, said, name="Backups")

    applied = use(template, workload)

    answer = answer_of(review)
    assert applied.changed == 1
    assert answer.selected == ["automatic", "tested"]
    assert answer.choice_details["automatic"]["notes"] == "By the platform."
    assert (answer.origin, answer.origin_note) == ("template", "Template “Backups”, version 1.")
    assert (answer.risk, answer.by_person) == ("NONE", False)
    change = history_of(answer).get()
    assert (change.origin, change.why, change.risk_after) == (
        "template",
        answer.origin_note,
        "NONE",
    )
    review.refresh_from_db()
    workload.refresh_from_db()
    assert (review.none, workload.questions_answered) == (1, 1)


def test_evidence_goes_into_the_note(organisation, workload, review, version):
    claim = Claim(
        IN,
        note="All trails end in one account.",
        evidence="Trail org-trail",
        url="https://example.com/trail",
        checked_on=date(2026, 5, 3),
    )
    use(make_template(organisation, version, {"backups": {"tested": claim}}), workload)

    assert answer_of(review).choice_details["tested"]["notes"] == (
        "All trails end in one account.\n\n"
        "Evidence: Trail org-trail https://example.com/trail (checked on 3 May 2026)"
    )


def test_a_new_version_reaches_what_nobody_touched(organisation, workload, review, version):
    template = make_template(organisation, version, {"backups": {"automatic": IN, "tested": IN}})
    use(template, workload)

    say_and_publish(template, version, {"backups": {"tested": IN, "copies": IN}})
    assert use_of(template, workload).version == 1
    apply_templates(workload.pk, by=None)

    answer = answer_of(review)
    assert answer.selected == ["tested", "copies"]
    assert answer.origin_note.endswith("version 2.")
    assert use_of(template, workload).version == 2


def test_applying_again_changes_nothing(organisation, workload, review, version):
    use(
        make_template(organisation, version, {"backups": {"tested": Claim(IN, note="x")}}), workload
    )
    before = answer_of(review).version

    assert apply_templates(workload.pk, by=None).changed == 0
    assert answer_of(review).version == before


def test_what_a_person_changed_since_stays(organisation, workload, review, version, person):
    template = make_template(organisation, version, {"backups": {"automatic": IN, "tested": IN}})
    use(template, workload)
    save(review, "tested", by=person)

    say_and_publish(template, version, {"backups": {"automatic": IN, "tested": NOT, "copies": IN}})
    applied = apply_templates(workload.pk, by=None)

    # `automatic` was taken off by hand, `tested` stands as the template left it; of `copies` the
    # template says something for the first time, and a person has decided the question.
    assert answer_of(review).selected == []
    assert answer_of(review).by_person
    assert applied.kept == 2


def test_an_answer_that_was_decided_before_is_not_overwritten(
    organisation, workload, review, version, person
):
    save(review, "tested", by=person, choice_details={"copies": ChoiceDetail(notes="Mine.")})
    before = answer_of(review).version
    template = make_template(
        organisation, version, {"backups": {"automatic": IN, "copies": Claim(NA, note="Ours.")}}
    )

    applied = use(template, workload)

    assert (applied.changed, applied.kept) == (0, 2)
    assert answer_of(review).version == before


def test_a_conflict_is_the_templates_where_somebody_gives_it(
    organisation, workload, review, version, person
):
    save(review, "tested", by=person)
    template = make_template(organisation, version, {"backups": {"automatic": IN, "copies": IN}})
    takes = {slot(review, "automatic"): answer_of(review).version}

    use(template, workload, takes={workload.pk: takes})

    assert answer_of(review).selected == ["automatic", "tested"]
    assert answer_of(review).by_person
    assert use_of(template, workload).takes == []


def test_a_conflict_is_not_given_away_for_an_answer_that_was_not_looked_at(
    organisation, workload, review, version, person
):
    save(review, "tested", by=person)
    template = make_template(organisation, version, {"backups": {"automatic": IN}})
    seen = answer_of(review).version
    save(review, "copies", by=person)

    applied = use(template, workload, takes={workload.pk: {slot(review, "automatic"): seen}})

    assert (applied.changed, applied.kept) == (0, 1)


def test_a_choice_can_be_given_back(organisation, workload, review, version, person):
    template = make_template(organisation, version, {"backups": {"automatic": IN, "tested": IN}})
    use(template, workload)
    save(review, "tested", by=person)

    takes = {slot(review, "automatic"): answer_of(review).version}
    follow_again(workload=workload, takes=takes, by=person)
    assert answer_of(review).selected == ["automatic", "tested"]

    say_and_publish(template, version, {"backups": {"automatic": NOT, "tested": IN}})
    apply_templates(workload.pk, by=None)
    assert answer_of(review).selected == ["tested"]


def test_a_whole_question_can_be_out(organisation, workload, review, version):
    claim = Claim(NA, reason="OUT_OF_SCOPE", note="The platform does it.")
    use(make_template(organisation, version, {"question_1": {WHOLE: claim}}), workload)

    answer = answer_of(review, "question_1")
    assert (answer.risk, answer.reason, answer.notes) == (
        "NOT_APPLICABLE",
        "OUT_OF_SCOPE",
        "The platform does it.",
    )


def test_evidence_against_a_claim_shows_as_disagreement_and_may_still_decide(
    organisation, workload, review, version, person
):
    template = make_template(organisation, version, {"backups": {"tested": IN, "copies": IN}})
    make_suggestions(review, {"tested": Suggested.NOT_MET})
    use(template, workload)
    answer = answer_of(review)
    assert answer.selected == ["tested", "copies"]
    assert answer.disagrees

    accepted = accept_pillar(review=review, pillar_id="reliability", by=person)
    assert accepted.changed == 1
    assert answer_of(review).selected == ["copies"]

    say_and_publish(template, version, {"backups": {"tested": IN, "copies": IN, "automatic": IN}})
    applied = apply_templates(workload.pk, by=None)
    assert answer_of(review).selected == ["automatic", "copies"]
    assert applied.kept == 1


def test_accepted_evidence_is_a_decision_of_what_it_spoke_of_alone(
    organisation, workload, review, version, person
):
    make_suggestions(review, {"automatic": Suggested.MET, "tested": Suggested.NOT_MET})
    accept_question(answer_id=answer_of(review).pk, read_version=0, by=person)
    template = make_template(
        organisation, version, {"backups": {"automatic": NOT, "tested": IN, "copies": IN}}
    )

    applied = use(template, workload)

    assert answer_of(review).selected == ["automatic", "copies"]
    assert applied.kept == 2


def test_of_two_templates_the_first_counts(organisation, workload, review, version):
    first = make_template(organisation, version, {"backups": {"tested": IN}})
    second = make_template(organisation, version, {"backups": {"tested": NOT, "copies": IN}})
    use(first, workload)
    use(second, workload)
    assert answer_of(review).selected == ["tested", "copies"]

    move(workload=workload, use_id=use_of(second, workload).pk, up=True, by=None)
    assert answer_of(review).selected == ["copies"]
    move(workload=workload, use_id=use_of(second, workload).pk, up=False, by=None)
    assert answer_of(review).selected == ["tested", "copies"]


def test_a_template_that_goes_quiet_gives_way_to_the_next(organisation, workload, review, version):
    first = make_template(organisation, version, {"backups": {"tested": IN}})
    use(first, workload)
    use(make_template(organisation, version, {"backups": {"tested": Claim(NA, "OTHER")}}), workload)

    say_and_publish(first, version, {"backups": {}})
    apply_templates(workload.pk, by=None)

    answer = answer_of(review)
    assert answer.selected == []
    assert answer.choice_details["tested"]["not_applicable"]


def test_detached_answers_stay_and_say_where_they_came_from(
    organisation, workload, review, version, person
):
    template = make_template(organisation, version, {"backups": {"tested": IN}}, name="Backups")
    use(template, workload)

    detach(workload=workload, use_id=use_of(template, workload).pk, by=person)

    answer = answer_of(review)
    assert answer.selected == ["tested"]
    assert answer.origin == "template"
    assert answer.origin_note == (
        "Template “Backups”, version 1, which is off this workload now; the answer stays."
    )
    assert answer.updated_by == person
    assert not TemplateUse.objects.exists()
    say_and_publish(template, version, {"backups": {"tested": NOT}})
    apply_templates(workload.pk, by=None)
    assert answer_of(review).selected == ["tested"]
    with pytest.raises(UseGone):
        detach(workload=workload, use_id=template.pk, by=person)


def test_what_another_template_says_too_goes_over_to_it(organisation, workload, review, version):
    first = make_template(organisation, version, {"backups": {"tested": IN, "copies": IN}})
    second = make_template(organisation, version, {"backups": {"tested": NOT}})
    use(first, workload)
    use(second, workload)

    detach(workload=workload, use_id=use_of(first, workload).pk, by=None)

    assert answer_of(review).selected == ["copies"]
    say_and_publish(second, version, {"backups": {"tested": IN, "copies": NOT}})
    apply_templates(workload.pk, by=None)
    assert answer_of(review).selected == ["tested"]


def test_a_deleted_template_lets_go(organisation, workload, review, version):
    template = make_template(organisation, version, {"backups": {"tested": IN}}, name="Gone")
    use(template, workload)

    retire(template=template, by=None)
    apply_templates(workload.pk, by=None)

    assert answer_of(review).selected == ["tested"]
    assert "off this workload" in answer_of(review).origin_note
    assert not TemplateUse.objects.exists()


def test_what_the_workload_has_no_place_for_is_left_out(organisation, workload, review, version):
    other = make_lens(small_lens(questions=3), organisation=organisation)
    template = make_template(
        organisation, other, {"question_3": {"first_3": IN}, "question_1": {"first_1": IN}}
    )
    assert use(template, workload).changed == 0

    make_review(workload, other)
    assert use_of(template, workload).due
    assert apply_templates(workload.pk, by=None).changed == 2


def test_a_lens_that_comes_back_is_merged_with_what_was_left(
    organisation, workload, review, version, person
):
    template = make_template(organisation, version, {"backups": {"tested": IN, "copies": IN}})
    use(template, workload)
    save(review, "tested", by=person)
    take_lens_off(workload=workload, review_id=review.pk, by=person)
    say_and_publish(template, version, {"backups": {"tested": NOT, "copies": IN}})
    apply_templates(workload.pk, by=None)

    put_lens_back(workload=workload, review_id=review.pk)
    assert use_of(template, workload).due
    applied = apply_templates(workload.pk, by=None)

    assert (applied.changed, applied.kept) == (1, 1)
    assert answer_of(review).selected == []


def test_the_queries_do_not_grow_with_the_questions(
    organisation, workload, django_assert_max_num_queries
):
    version = make_lens(small_lens(questions=20), organisation=organisation)
    make_review(workload, version)
    said = {f"question_{n}": {f"first_{n}": IN} for n in range(1, 21)}
    use(make_template(organisation, version, said), workload)

    with django_assert_max_num_queries(14):
        assert apply_templates(workload.pk, by=None).changed == 0


def test_another_organisations_workload_is_left_out(organisation, version, stranger):
    elsewhere = make_workload(stranger.user.organisations.get())
    template = make_template(organisation, version, {"backups": {"tested": IN}})
    use(template, elsewhere)
    assert not TemplateUse.objects.exists()
