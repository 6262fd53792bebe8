"""Priorities in a review: filter, counts, marks with their reasons, the way from one to the next."""

import re

import pytest

from pillars.priorities import Asked, Option, Profile
from reviewapp.priorities.domain.answering import save_answers, stop_using
from reviewapp.priorities.domain.profiles import create_profile
from reviewapp.priorities.queries import profile_in_use
from reviewapp.reviews.domain.answers import save_answer
from tests.reviews.factories import answer_of, decide, make_lens, make_review, small_lens

from .factories import answered, house_profile, rule

pytestmark = pytest.mark.django_db

FILTER = re.compile(r'href="([^"]*)"([^>]*)>Prioritised <span class="count"[^>]*>(\d+)</span>')


@pytest.fixture
def review(workload):
    return make_review(workload)


@pytest.fixture
def first(organisation, workload, review):
    """`backups` is prioritised with 4 points, `question_1` with 3 and `question_2` not."""
    profile = house_profile(organisation, review.version)
    return answered(workload, profile, crit="high", goals=["fast"])


def url_of(review, question_id="", show=""):
    tail = f"{question_id}/" if question_id else ""
    url = f"/workloads/{review.workload_id}/review/{review.slug}/{tail}"
    return f"{url}?show={show}" if show else url


def text_of(client, url):
    return client.get(url).content.decode()


def way(html, words):
    found = re.search(rf'href="([^"]*)"[^>]*>{words}</a>', html)
    return found and found.group(1)


def titles(html):
    """The questions that the page lists."""
    return re.findall(r"How do you (?:get data back|do number \d)", html)


def list_of(html):
    """The list of questions beside a question."""
    return re.search(r'id="question-nav".*?</nav>', html, re.DOTALL).group(0)


def decide_on(review, question_id, *selected):
    answer = answer_of(review, question_id)
    save_answer(
        answer_id=answer.pk, read_version=answer.version, decision=decide(*selected), by=None
    )


def test_without_a_profile_there_is_no_filter_no_mark_and_no_way(viewer, review):
    for url in (url_of(review), url_of(review, "backups")):
        html = text_of(viewer, url)
        assert "rioritised" not in html
        assert "Unanswered <span" in html
    assert "Say what comes first" in text_of(viewer, url_of(review))
    # An old address lists everything again.
    assert len(titles(text_of(viewer, url_of(review, show="prioritised")))) == 3
    assert "question_2/" in list_of(text_of(viewer, url_of(review, "backups", "prioritised")))


def test_the_overview_counts_filters_and_says_why(viewer, review, first):
    html = text_of(viewer, url_of(review))
    assert FILTER.search(html).groups() == (url_of(review, show="prioritised"), "", "2")
    assert "2 of 3 questions come first; 2 of them unanswered, 0 high risk" in html
    assert "Prioritised: Very much</span>" in html
    assert "Prioritised: Very much; Speed</span>" in html

    kept = text_of(viewer, url_of(review, show="prioritised"))
    assert titles(kept) == ["How do you get data back", "How do you do number 1"]
    assert 'aria-current="true"' in FILTER.search(kept).group(2)


def test_an_answer_moves_the_counts_and_takes_nothing_out_of_the_list(viewer, review, first):
    decide_on(review, "backups", "automatic")
    html = text_of(viewer, url_of(review, show="prioritised"))
    assert "1 of them unanswered, 1 high risk" in html
    assert "How do you get data back" in titles(html)


def test_the_page_of_a_question_says_which_answers_put_it_first(viewer, review, first):
    html = text_of(viewer, url_of(review, "question_1"))
    because = re.search(r'<div class="prioritised">.*?</details>', html, re.DOTALL).group(0)
    assert "Because of “Very much”, “Speed”" in because
    assert re.findall(r'reasons__option">([^<]*)</span> .*?muted">([^<]*)<', because) == [
        ("Very much", "this question"),
        ("Speed", "Security"),
    ]
    assert "3 points from the" in because
    assert f"/workloads/{review.workload_id}/priorities/" in because
    assert 'class="prioritised"' not in text_of(viewer, url_of(review, "question_2"))


def test_the_list_marks_what_is_prioritised(viewer, review, first):
    html = text_of(viewer, url_of(review, "question_2"))
    marked = {
        name
        for name, item in re.findall(r'<li id="(nav-q\d)".*?>(.*?)</li>', html, re.DOTALL)
        if ", prioritised" in item
    }
    assert marked == {"nav-q0", "nav-q1"}


def test_the_filter_stays_on_the_way_through_the_questions(viewer, review, first):
    listed = list_of(text_of(viewer, url_of(review, "backups", "prioritised")))
    assert url_of(review, "question_1", "prioritised") in listed
    assert "question_2/" not in listed


def test_the_way_leads_round_the_unanswered_ones_in_their_order(viewer, review, first):
    def next_of(question):
        return way(text_of(viewer, url_of(review, question)), "Next prioritised")

    assert next_of("question_2") == url_of(review, "backups")
    # The next prioritised one is the next unanswered one: one button, both keys.
    html = text_of(viewer, url_of(review, "backups"))
    assert way(html, "Next unanswered") is None
    assert 'data-keys="n p"' in html
    assert next_of("backups") == url_of(review, "question_1")
    assert next_of("question_1") == url_of(review, "backups")
    decide_on(review, "backups", "automatic")
    assert next_of("question_2") == url_of(review, "question_1")
    assert next_of("question_1") is None
    decide_on(review, "question_1", "first_1")
    html = text_of(viewer, url_of(review, "backups"))
    assert way(html, "Next prioritised") is None
    assert way(html, "Next unanswered") == url_of(review, "question_2")


def test_a_save_sends_marks_counts_and_ways_along(editor, review, first):
    response = editor.post(
        url_of(review, "backups", "prioritised"),
        {"version": 0, "selected": ["tested"]},
        headers={"HX-Request": "true"},
    )
    html = response.content.decode()
    assert FILTER.search(html).group(3) == "2"
    assert re.search(r'id="nav-q0" hx-swap-oob="true".*?, prioritised', html, re.DOTALL)
    assert way(html, "Next prioritised") == url_of(review, "question_1", "prioritised")


def test_other_answers_prioritise_at_once(viewer, workload, review, first):
    save_answers(use=first, read_version=first.version, answers={"goals": ["fast"]}, by=None)
    assert FILTER.search(text_of(viewer, url_of(review))).group(3) == "0"
    stop_using(workload=workload)
    assert not FILTER.search(text_of(viewer, url_of(review)))


def test_a_rule_of_another_lens_does_not_count_here(viewer, organisation, workload, review):
    other = make_review(workload, make_lens(organisation=organisation))
    profile = house_profile(organisation, other.version)
    answered(workload, profile, crit="high", goals=["fast"])
    assert FILTER.search(text_of(viewer, url_of(review))).group(3) == "1"
    assert FILTER.search(text_of(viewer, url_of(other))).group(3) == "2"


def every_question(organisation, workload, version):
    rules = (rule("first", pillar="security"), rule("first", pillar="reliability"))
    asked = Asked("q", "All?", options=(Option("y", "Yes", rules), Option("n", "No")))
    profile = create_profile(organisation=organisation, name="All", profile=Profile((asked,)))
    return answered(workload, profile, q="y")


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("question", "queries"), [("", 20), ("backups", 18)])
def test_queries_do_not_grow_with_what_is_prioritised(
    viewer, organisation, workload, django_assert_num_queries, many, question, queries
):
    review = make_review(workload, make_lens(small_lens(questions=many * 5)))
    every_question(organisation, workload, review.version)
    viewer.get(url_of(review, question))
    with django_assert_num_queries(queries):
        html = text_of(viewer, url_of(review, question))
    assert FILTER.search(html).group(3) == str(many * 5 + 1)


def test_a_workload_of_another_organisation_is_not_touched(viewer, stranger, review, first):
    assert stranger.get(url_of(review, show="prioritised")).status_code == 404
    assert profile_in_use(review.workload)
