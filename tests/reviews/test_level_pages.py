"""Levels of practices where people review: the question, the overview, the list of practices."""

import re

import pytest

from pillars.levels import Level
from pillars.prefill import Suggested
from reviewapp.lenses.domain.levels import set_level
from reviewapp.lenses.models import Lens
from reviewapp.reviews.domain.reviews import start_review
from tests.factories import make_workload

from .factories import levelled_lens, make_lens, make_review, make_run, make_suggestions
from .test_question_page import oob, send, url_of

pytestmark = pytest.mark.django_db

REASON = "Our platform does this for every workload."
LEVELLED = ["must", "should", "may"]
OTHERS = ["first_1", "second_1", "first_2", "second_2"]


@pytest.fixture
def review(workload):
    return make_review(workload, make_lens(levelled_lens(), organisation=workload.organisation))


def page(browser, review):
    return browser.get(url_of(review, "asked")).content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def chips(html):
    """The level beside each practice, as it is read out."""
    found = re.findall(r'<span class="level level--[^"]*">.*?</svg>(.*?)</span>', html, re.DOTALL)
    return [words(each).strip() for each in found]


def test_every_practice_shows_its_level_and_none_is_missing_before_an_answer(viewer, review):
    html = page(viewer, review)
    assert chips(html) == ["High if absent", "Medium if absent", "Low if absent"]
    assert 'mark--low"' in html
    assert "Missing now" not in html


def test_what_an_answer_lacks_is_missing_unless_it_is_excused(editor, review):
    send(editor, review, question_id="asked", selected=["may"], **{"na:should": "1"})
    html = page(editor, review)
    assert chips(html) == ["Missing: high risk", "Medium if absent", "Low if absent"]
    assert re.search(r"Missing now: 1 high ", words(html))


def test_a_save_by_itself_brings_what_is_missing_now(editor, review):
    response = send(editor, review, question_id="asked", selected=["must"])
    assert "Missing: medium risk" in oob(response, "side-2")
    assert "Missing: low risk" in oob(response, "side-3")
    assert "Missing" not in oob(response, "side-1")
    assert "1 medium 1 low" in words(oob(response, "risk-now"))


def test_the_rule_is_stated_where_levels_decide(viewer, review):
    said = words(page(viewer, review))
    assert "High while a practice of level high is missing, medium while one of level" in said
    assert "level low never moves the risk" in said
    assert "not applicable counts as satisfied" in said


def test_a_question_with_rules_of_its_own_says_so(viewer, workload):
    document = levelled_lens()
    rules = [{"condition": "may", "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}]
    document["pillars"][0]["questions"][0]["riskRules"] = rules
    review = make_review(workload, make_lens(document, organisation=workload.organisation))
    html = page(viewer, review)
    assert len(chips(html)) == 3
    assert "has risk rules of its own" in html
    assert "<code>may</code>: no risk" in html
    assert "High while a practice" not in html


def test_a_lens_without_levels_shows_nothing_of_them(viewer, workload):
    review = make_review(workload)
    for html in (
        viewer.get(url_of(review)).content.decode(),
        viewer.get(url_of(review).replace("backups/", "")).content.decode(),
    ):
        assert "level--" not in html
        assert "level-rule" not in html
        assert "Practices missing" not in html


def test_an_own_level_stands_beside_the_published_one_with_its_reason(viewer, review):
    set_level(
        organisation=review.workload.organisation,
        practice="OWN-must",
        level=Level.MEDIUM,
        reason=REASON,
        by=None,
    )
    html = page(viewer, review)
    assert chips(html) == ["Medium if absent", "Medium if absent", "Low if absent"]
    assert f"Own level: medium, published high. Reason: {REASON}" in words(html)
    listed = words(viewer.get(practices_url(review)).content.decode())
    assert f"Own level, published high: {REASON}" in listed


def test_why_effort_and_trade_off_are_there_to_unfold(viewer, workload):
    document = levelled_lens()
    more = {"why": "Or else it burns.", "effort": "high", "tradeOff": "Cost: twice the disks."}
    document["pillars"][0]["questions"][0]["choices"][0].update(more)
    review = make_review(workload, make_lens(document, organisation=workload.organisation))
    said = words(page(viewer, review))
    assert "Why it matters : Practice must Or else it burns." in said
    assert "Effort High Trade-off Cost: twice the disks." in said
    assert said.count("Why it matters") == 1


def practices_url(review, query=""):
    return f"/workloads/{review.workload_id}/practices/{review.version.lens.alias}/{query}"


def titles(browser, review, query=""):
    html = browser.get(practices_url(review, query)).content.decode()
    return re.findall(r'<th scope="row"><a href="[^"]*">Practice (\w+)</a>', html)


def test_practices_are_filtered_by_what_one_asks(editor, review):
    make_suggestions(
        review,
        {"must": Suggested.MET, "should": Suggested.NOT_MET, "may": Suggested.UNKNOWN},
        question_id="asked",
    )
    assert titles(editor, review) == LEVELLED + OTHERS
    assert titles(editor, review, "?state=unanswered") == LEVELLED + OTHERS
    send(editor, review, question_id="asked", selected=["should"], **{"na:may": "1"})

    assert titles(editor, review, "?state=missing") == ["must"]
    assert titles(editor, review, "?state=in_place") == ["should"]
    assert titles(editor, review, "?state=not_applicable") == ["may"]
    assert titles(editor, review, "?level=MEDIUM") == ["should"]
    assert titles(editor, review, "?level=MEDIUM&state=missing") == []
    assert titles(editor, review, "?evidence=met") == ["must"]
    assert titles(editor, review, "?evidence=disagrees") == ["must", "should"]
    assert titles(editor, review, "?q=own-MAY") == ["may"]
    assert titles(editor, review, "?pillar=reliability") == LEVELLED
    assert titles(editor, review, "?pillar=security") == OTHERS
    assert titles(editor, review, "?level=NONE") == OTHERS
    nonsense = "?pillar=none&level=X&state=X&evidence=X&page=99"
    assert titles(editor, review, nonsense) == LEVELLED + OTHERS


def test_a_question_that_does_not_apply_excuses_its_practices(editor, review):
    send(editor, review, question_id="asked", not_applicable="1")
    assert len(titles(editor, review, "?state=not_applicable")) == 3


def test_the_overview_leads_from_each_level_to_what_is_missing(editor, review):
    send(editor, review, question_id="asked", selected=["should"])
    address = f"/workloads/{review.workload_id}/review/{review.version.lens.alias}/"
    html = editor.get(address).content.decode()
    said = words(html)
    assert "1 of 1 high in Reliability 0 of 1 medium in Reliability 1 of 1 low in" in said
    links = re.findall(r'class="level-links__one" href="[^"?]*\?([^"]*)"', html)
    query = next(each for each in links if "pillar=reliability" in each).replace("&amp;", "&")
    assert titles(editor, review, f"?{query}") == ["must"]


def test_shortcuts_count_what_their_list_holds(editor, review):
    send(editor, review, question_id="asked", selected=["should"])
    html = editor.get(practices_url(review, "?state=missing&level=LOW")).content.decode()
    nav = re.search(r'<nav class="pills" aria-label="Show">.*?</nav>', html, re.DOTALL).group(0)
    counts = "All 7 Missing, high 1 Missing, medium 0 Missing, low 1 Evidence disagrees 0"
    assert words(nav).split() == counts.split()
    assert re.search(r'aria-current="true">.*?Missing, low', nav, re.DOTALL)


@pytest.fixture
def both(organisation):
    """The built-in lenses on one workload: 18 questions and 57."""
    workload = make_workload(organisation, "Both")
    aliases = ("foundations", "framework")
    reviews = {
        alias: start_review(workload=workload, lens=Lens.objects.get(alias=alias))
        for alias in aliases
    }
    run = make_run(workload)
    for review in reviews.values():
        review.suggestions.all().delete()
        answer = review.answers.first()
        question = answer.question_id
        make_suggestions(review, {"any": Suggested.MET}, question_id=question, run=run)
    return reviews


@pytest.mark.parametrize("path", ["review", "practices"])
def test_the_framework_takes_the_queries_of_foundations(
    viewer, both, path, django_assert_num_queries, django_assert_max_num_queries
):
    def ask(alias):
        url = f"/workloads/{both[alias].workload_id}/{path}/{alias}/"
        assert viewer.get(url).status_code == 200

    ask("foundations")
    ask("framework")
    with django_assert_max_num_queries(23) as small:
        ask("foundations")
    with django_assert_num_queries(len(small)):
        ask("framework")


def test_the_biggest_question_takes_the_queries_of_the_smallest(
    viewer, both, django_assert_num_queries, django_assert_max_num_queries
):
    review = both["framework"]
    document = review.version.document
    questions = [each for pillar in document["pillars"] for each in pillar["questions"]]
    by_size = sorted(questions, key=lambda each: len(each["choices"]))
    small, big = by_size[0]["id"], by_size[-1]["id"]

    def ask(question_id):
        assert viewer.get(url_of(review, question_id)).status_code == 200

    ask(small)
    with django_assert_max_num_queries(22) as few:
        ask(small)
    with django_assert_num_queries(len(few)):
        ask(big)


def test_all_307_practices_are_in_the_list_page_by_page(viewer, both):
    review = both["framework"]
    html = viewer.get(practices_url(review)).content.decode()
    assert "1–50 of 307 practices" in html
    last = viewer.get(practices_url(review, "?page=7")).content.decode()
    assert last.count('<th scope="row">') == 7
    assert "SEC01-BP01" in viewer.get(practices_url(review, "?q=SEC01-BP01")).content.decode()


def test_another_organisation_finds_no_list(stranger, review):
    assert stranger.get(practices_url(review)).status_code == 404
