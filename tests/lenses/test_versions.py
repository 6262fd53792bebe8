"""Versions of a lens in the browser, and the difference of any two."""

import json
from copy import deepcopy

import pytest

from reviewapp.lenses.domain.builtin import builtin_documents
from reviewapp.lenses.domain.publishing import publish
from reviewapp.lenses.domain.sharing import accept_share, make_share
from reviewapp.lenses.models import Lens
from tests.factories import make_organisation, make_workload
from tests.reviews.factories import choice, make_review, plain_question, small_lens

pytestmark = pytest.mark.django_db


def later():
    """Of `small_lens`: one question new, one gone, one with another title, rule and choices."""
    document = deepcopy(small_lens(questions=3))
    backups = document["pillars"][0]["questions"][0]
    backups["title"] = "How do you bring data back?"
    backups["riskRules"][0]["condition"] = "automatic || tested"
    backups.pop("workloadRules")
    backups["choices"] = [backups["choices"][0], backups["choices"][1], choice("drilled")]
    backups["choices"][0]["title"] = "Practice automatic, daily"
    document["pillars"][1]["questions"].pop(0)
    return document


@pytest.fixture
def lens(organisation):
    first = publish(organisation=organisation, document=small_lens(), name="First")
    publish(organisation=organisation, document=later(), lens=first.lens, note="Drills.")
    return first.lens


def page(browser, lens, rest):
    response = browser.get(f"/lenses/{lens.pk}/{rest}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_what_changed_and_how_many_reviews_of_ours(viewer, workload, lens):
    first, _ = lens.versions.order_by("number")
    make_review(workload, first)
    elsewhere = make_organisation()
    accept_share(share=make_share(lens=lens)[0], organisation=elsewhere, by=None)
    make_review(make_workload(elsewhere), lens.versions.get(number=2))
    html = page(viewer, lens, "versions/")
    assert "First" in html
    assert "Drills." in html
    rows = [part.split("</tr>")[0] for part in html.split("<tr>")[2:]]
    in_use = [row.split('data-label="Your reviews">')[1].split("<")[0] for row in rows]
    assert in_use == ["1", "0"]


def test_a_version_and_its_file(viewer, lens):
    html = page(viewer, lens, "versions/1/")
    assert "How do you get data back?" in html
    assert "A later version is" in html
    response = viewer.get(f"/lenses/{lens.pk}/versions/1/export/")
    assert json.loads(response.content) == small_lens()
    assert response["Content-Disposition"] == 'attachment; filename="small-lens-1.0.json"'
    assert viewer.get(f"/lenses/{lens.pk}/versions/3/").status_code == 404
    assert json.loads(viewer.get(f"/lenses/{lens.pk}/export/").content) == later()


def test_the_difference_of_the_last_two(viewer, lens):
    html = page(viewer, lens, "compare/")
    counts = html.split("compare__counts")[1].split("</table>")[0]
    numbers = [part.split("<")[0] for part in counts.split('<td class="num">')[1:]]
    # Pillars, questions, choices: new, updated, deleted.
    assert numbers == ["0", "2", "0", "1", "1", "1", "4", "1", "5"]
    assert "How do you do number 3?" in html
    assert "How do you do number 1?" in html
    assert "<del>get</del>" in html
    assert "<ins>bring</ins>" in html
    assert "<del>automatic &amp;&amp; tested → NO_RISK</del>" in html
    assert "<ins>automatic || tested → NO_RISK</ins>" in html
    assert "<ins>automatic, daily</ins>" in html.replace("automatic,</ins> <ins>", "automatic, ")
    assert "Practice drilled" in html
    assert "Practice copies" in html


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("NEW", ["number 3"], ["number 1", "bring data"]),
        ("DELETED", ["number 1"], ["number 3", "bring data"]),
        ("UPDATED", ["bring data"], []),
    ],
)
def test_the_difference_is_filtered(viewer, lens, show, there, not_there):
    html = page(viewer, lens, f"compare/?show={show}")
    titles = "".join(part.split("</h3>")[0] for part in html.split('<h3 class="card__title"')[1:])
    for words in there:
        assert words in titles
    for words in not_there:
        assert words not in titles


def test_any_two_either_way(viewer, lens):
    back = page(viewer, lens, "compare/?before=2&after=1")
    assert "<ins>get</ins>" in back
    assert "No difference" in page(viewer, lens, "compare/?before=1&after=1")
    assert "No difference" in page(viewer, lens, "compare/?after=1")
    # What no version is called is as if nothing had been asked.
    assert "<ins>bring</ins>" in page(viewer, lens, "compare/?before=x&after=99")


def test_a_difference_of_words_is_called_minor(viewer, organisation, lens):
    document = later()
    document["pillars"][0]["name"] = "Reliable"
    publish(organisation=organisation, document=document, lens=lens, major=False)
    html = page(viewer, lens, "compare/")
    assert "Words alone changed" in html
    assert "<ins>Reliable</ins>" in html


def test_long_texts_are_compared_without_marks(viewer, organisation, lens):
    document = later()
    words = [f"word{number}" for number in range(5_000)]
    for turn in (words, words[::-1]):
        document["description"] = " ".join(turn)
        publish(organisation=organisation, document=document, lens=lens)
    html = page(viewer, lens, "compare/")
    assert "<ins>" not in html
    assert html.count("word4999") == 2


def test_many_changed_questions_are_paged(viewer, organisation):
    def big(word):
        document = small_lens(questions=1)
        asked = []
        for number in range(1, 46):
            question = plain_question(number)
            question["title"] = f"{word} {number}"
            asked.append(question)
        document["pillars"][1]["questions"] = asked
        return document

    lens = publish(organisation=organisation, document=big("Before")).lens
    publish(organisation=organisation, document=big("After"), lens=lens)
    first = page(viewer, lens, "compare/")
    assert "45 questions" in first
    assert first.count('<h3 class="card__title"') == 20
    last = page(viewer, lens, "compare/?before=1&after=2&page=3")
    assert last.count('<h3 class="card__title"') == 5


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_take_the_same_queries_whatever_there_is(
    viewer, organisation, many, django_assert_num_queries
):
    lens = publish(organisation=organisation, document=small_lens()).lens
    for number in range(many):
        publish(organisation=organisation, document=small_lens(questions=3 + number), lens=lens)
    with django_assert_num_queries(10):
        page(viewer, lens, "versions/")
    page(viewer, lens, "compare/")
    with django_assert_num_queries(9):
        page(viewer, lens, "compare/")


def test_versions_of_the_framework_are_there_for_all(stranger):
    lens = Lens.objects.get(alias="framework")
    assert "with the product" in page(stranger, lens, "versions/")
    exported = stranger.get(f"/lenses/{lens.pk}/versions/1/export/")
    assert json.loads(exported.content) == dict(builtin_documents())["framework"]
    shown = page(stranger, lens, "versions/1/")
    assert "57 questions" in shown
    assert "307 choices" in shown
