"""The overview of a review, accepting a pillar from it, and how reviews begin."""

import pytest

from pillars.prefill import Suggested
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.reviews import UnknownLens, ensure_reviews
from reviewapp.workloads.domain import create_workload, update_workload

from .factories import (
    answer_of,
    decide,
    make_lens,
    make_review,
    make_run,
    make_suggestions,
    small_lens,
)

pytestmark = pytest.mark.django_db

PROFILE = {
    "name": "Payments",
    "description": "Takes payments.",
    "environment": "PRODUCTION",
    "account_ids": ["111122223333"],
    "regions": ["eu-central-1"],
}


@pytest.fixture
def review(workload):
    return make_review(workload)


def url_of(review, stage="review"):
    return f"/workloads/{review.workload_id}/{stage}/{review.version.lens.alias}/"


def test_a_new_workload_is_reviewed_with_every_built_in_lens(organisation):
    make_lens(small_lens(), alias="small")
    make_lens(small_lens(), alias="theirs", organisation=organisation)
    workload = create_workload(organisation=organisation, fields=PROFILE)

    aliases = {review.version.lens.alias for review in workload.reviews.all()}
    assert aliases == {"foundations", "framework", "small"}
    assert workload.questions_total == sum(review.total for review in workload.reviews.all())


def test_a_new_workload_may_name_its_lenses(organisation):
    make_lens(small_lens(), alias="theirs", organisation=organisation)
    workload = create_workload(organisation=organisation, fields=PROFILE, lenses=["theirs"])
    assert [review.version.lens.alias for review in workload.reviews.all()] == ["theirs"]
    with pytest.raises(UnknownLens, match="Known: foundations, framework, theirs"):
        ensure_reviews(workload, aliases=["nothing"])


def test_a_changed_profile_judges_the_answers_again(organisation):
    make_lens(small_lens(), alias="small")
    workload = create_workload(organisation=organisation, fields=PROFILE, lenses=["small"])
    answer = answer_of(workload.reviews.get())
    decision = decide("tested", "automatic")
    save_answer(answer_id=answer.pk, read_version=0, decision=decision, by=None)

    update_workload(workload=workload, read_version=1, fields={"rpo_minutes": 15})

    assert answer_of(workload.reviews.get()).risk == "HIGH"
    workload.refresh_from_db()
    assert workload.high_risks == 1


def test_one_review_is_opened_at_once(editor, review):
    response = editor.get(f"/workloads/{review.workload_id}/review/")
    assert response["Location"] == url_of(review)


def test_a_workload_without_a_lens_starts_with_the_built_in_ones(editor, viewer, workload):
    url = f"/workloads/{workload.pk}/review/"
    assert "Start with the built-in lenses" in editor.get(url).content.decode()
    assert "Start with" not in viewer.get(url).content.decode()
    assert viewer.post(url).status_code == 403
    assert editor.post(url)["Location"] == url
    html = editor.get(url).content.decode()
    assert f"{url}foundations/" in html
    assert f"{url}framework/" in html


def test_several_reviews_are_listed(editor, workload, review):
    other = make_review(workload)
    html = editor.get(f"/workloads/{workload.pk}/review/").content.decode()
    assert url_of(review) in html
    assert url_of(other) in html


def test_the_overview_lists_pillars_and_questions(editor, review):
    make_suggestions(review, {"tested": Suggested.NOT_MET})
    html = editor.get(url_of(review)).content.decode()
    assert "How do you do number 2?" in html
    assert "The evidence alone: high risk" in html
    assert "Start the review" in html


def test_the_filter_of_the_overview(editor, review):
    answer = answer_of(review)
    save_answer(answer_id=answer.pk, read_version=0, decision=decide("tested"), by=None)
    html = editor.get(url_of(review) + "?show=medium").content.decode()
    assert "How do you get data back?" in html
    assert "How do you do number 1?" not in html


def test_accepting_a_pillar(editor, review):
    make_suggestions(review, {"first_1": Suggested.MET}, question_id="question_1")
    assert "Accept the evidence for 1 question" in editor.get(url_of(review)).content.decode()

    response = editor.post(url_of(review, "accept"), {"pillar": "security"}, follow=True)

    assert answer_of(review, "question_1").selected == ["first_1"]
    html = response.content.decode()
    assert "Security: 1 question filled from the evidence." in html
    assert "Accept the evidence for" not in html
    assert "no person looked at it yet" in html


def test_accepting_says_what_it_left(editor, review):
    make_suggestions(review, {"first_1": Suggested.MET}, question_id="question_1")
    answer = answer_of(review, "question_1")
    save_answer(answer_id=answer.pk, read_version=0, decision=decide("second_1"), by=None)
    response = editor.post(url_of(review, "accept"), {"pillar": "security"}, follow=True)
    assert "1 question left as people decided." in response.content.decode()
    assert answer_of(review, "question_1").selected == ["second_1"]


def test_accepting_through_htmx_leads_back(editor, review):
    response = editor.post(
        url_of(review, "accept"), {"pillar": "security"}, headers={"HX-Request": "true"}
    )
    assert (response.status_code, response["HX-Redirect"]) == (204, url_of(review))


def test_an_unknown_pillar(editor, review):
    assert editor.post(url_of(review, "accept"), {"pillar": "nope"}).status_code == 404
    assert editor.get(url_of(review, "accept")).status_code == 405


def test_who_may(viewer, stranger, anonymous, review):
    assert viewer.get(url_of(review)).status_code == 200
    assert viewer.post(url_of(review, "accept"), {"pillar": "security"}).status_code == 403
    assert stranger.get(url_of(review)).status_code == 404
    assert stranger.post(url_of(review, "accept"), {"pillar": "security"}).status_code == 404
    assert anonymous.get(url_of(review)).status_code == 302
    assert "Accept the evidence" not in viewer.get(url_of(review)).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_overview_takes_the_same_queries_whatever_the_size(
    editor, workload, many, django_assert_num_queries
):
    review = make_review(workload, make_lens(small_lens(questions=many * 5)))
    run = make_run(workload)
    for number in range(1, many + 1):
        make_suggestions(
            review, {f"first_{number}": Suggested.MET}, question_id=f"question_{number}", run=run
        )
    editor.get(url_of(review))
    with django_assert_num_queries(22):
        editor.get(url_of(review))
