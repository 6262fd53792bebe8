"""Answers to Foundations offered in the Framework, and the other way round."""

import pytest

from pillars.correspondence import Relation, correspondences
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.crossing import offers_for
from reviewapp.reviews.domain.decisions import ChoiceDetail, Decision
from reviewapp.reviews.domain.reviews import ensure_reviews
from reviewapp.reviews.models import Answer, Origin

pytestmark = pytest.mark.django_db


def pair(relation):
    """A correspondence whose framework question has a second practice."""
    return next(each for each in correspondences() if each.relation is relation)


@pytest.fixture
def both(workload):
    found = {each.version.lens.alias: each for each in ensure_reviews(workload)}
    return found["foundations"], found["framework"]


def decide(review, question, *selected, **more):
    found = Answer.objects.get(review=review, question_id=question)
    return save_answer(
        answer_id=found.pk,
        read_version=found.version,
        decision=Decision(selected=frozenset(selected), **more),
        by=None,
    )


def target(review, place):
    return Answer.objects.get(review=review, question_id=place.question)


def page(review, question):
    return f"/workloads/{review.workload_id}/review/{review.slug}/{question}/"


def test_a_same_practice_is_offered_and_taken_over(editor, both):
    foundations, framework = both
    link = pair(Relation.SAME)
    decide(foundations, link.one.question, link.one.choice)

    url = page(framework, link.other.question)
    html = editor.get(url).content.decode()
    assert f'value="offer:{link.other.choice}"' in html
    response = editor.post(url, {"version": "0", "accept": f"offer:{link.other.choice}"})
    assert response.status_code == 302

    taken = target(framework, link.other)
    assert taken.selected == [link.other.choice]
    assert (taken.origin, taken.by_person) == (Origin.OTHER_LENS, True)
    assert taken.origin_note.startswith("Foundations: “")
    assert f'value="offer:{link.other.choice}"' not in editor.get(url).content.decode()


def test_a_hint_is_shown_and_cannot_be_taken_over(editor, both):
    foundations, framework = both
    link = pair(Relation.OVERLAP)
    decide(foundations, link.one.question, link.one.choice)
    url = page(framework, link.other.question)
    html = editor.get(url).content.decode()
    assert "which hints at this" in html
    assert f'value="offer:{link.other.choice}"' not in html
    editor.post(url, {"version": "0", "accept": f"offer:{link.other.choice}"})
    assert target(framework, link.other).version == 0


def test_what_is_typed_is_saved_with_the_offer(editor, both):
    foundations, framework = both
    link = pair(Relation.SAME)
    decide(foundations, link.one.question, link.one.choice)
    sent = {"version": "0", "notes": "Typed.", "accept": f"offer:{link.other.choice}"}
    editor.post(page(framework, link.other.question), sent)
    taken = target(framework, link.other)
    assert (taken.notes, taken.version) == ("Typed.", 2)


def test_marks_reload_the_page_that_cannot_be_sent_them(editor, both):
    foundations, framework = both
    link = pair(Relation.SAME)
    other = next(
        each
        for each in Answer.objects.filter(review=foundations)
        if each.question_id == link.one.question
    )
    save_answer(
        answer_id=other.pk,
        read_version=0,
        decision=Decision(
            choice_details={link.one.choice: ChoiceDetail(True, "OUT_OF_SCOPE", "No.")}
        ),
        by=None,
    )
    response = editor.post(
        page(framework, link.other.question),
        {"version": "0", "accept": f"offer:{link.other.choice}"},
        headers={"HX-Request": "true"},
    )
    assert response["HX-Refresh"] == "true"
    assert target(framework, link.other).choice_details[link.other.choice]["not_applicable"]


def test_a_stale_page_takes_nothing_over(editor, both):
    foundations, framework = both
    link = pair(Relation.SAME)
    decide(foundations, link.one.question, link.one.choice)
    decide(framework, link.other.question, notes="Meanwhile.")
    sent = {"version": "0", "accept": f"offer:{link.other.choice}"}
    response = editor.post(page(framework, link.other.question), sent)
    assert response.status_code == 409
    assert target(framework, link.other).selected == []


def test_all_firm_offers_on_one_page(editor, both):
    foundations, framework = both
    links = [each for each in correspondences() if each.relation in (Relation.SAME, Relation.WIDER)]
    ticked = {}
    for each in links:
        ticked.setdefault(each.one.question, set()).add(each.one.choice)
    for question, choices in ticked.items():
        decide(foundations, question, *choices)
    url = f"/workloads/{framework.workload_id}/offers/framework/"
    html = editor.get(url).content.decode()
    wanted = {each.other.question for each in links}
    assert all(f'value="{each}"' in html for each in wanted)

    sent = {"take": sorted(wanted), **{f"version:{each}": "0" for each in wanted}}
    assert editor.post(url, sent).status_code == 302
    for each in links:
        assert each.other.choice in target(framework, each.other).selected
    assert "Nothing to take over" in editor.get(url).content.decode()


def test_one_lens_alone_is_offered_nothing(editor, workload):
    (foundations,) = ensure_reviews(workload, aliases=["foundations"])
    assert offers_for(foundations, [foundations]) == {}
    assert editor.get(f"/workloads/{workload.pk}/offers/foundations/").status_code == 200


def test_offers_cost_one_query(editor, both, django_assert_num_queries):
    foundations, framework = both
    link = pair(Relation.SAME)
    decide(foundations, link.one.question, link.one.choice)
    with django_assert_num_queries(1):
        found = offers_for(framework, both)
    assert link.other.choice in found[link.other.question]
