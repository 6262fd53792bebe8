"""The search page and the palette, as they are asked for."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.people.access import reaches
from reviewapp.people.models import Role
from reviewapp.reviews.models import Answer
from reviewapp.search.domain.keeping import keep_review
from reviewapp.search.models import Entry
from reviewapp.search.places import ORGANISATION, WORKLOAD
from reviewapp.search.queries import FIRST, PAGE
from tests.access.table import TABLE
from tests.factories import login, make_user, make_workload

pytestmark = pytest.mark.django_db

OPTION = re.compile(r'data-url="([^"]+)"')


def test_without_a_word_the_page_says_how_to_search(owner):
    page = owner.get("/search/")
    assert page.status_code == 200
    assert "How to search" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("x" * 201, "That is 201 characters long. Search for at most 200"),
        ("--- ''", "There is no letter and no digit in it."),
        ("a\x00b", "There is no letter and no digit in it."),
    ],
)
def test_what_cannot_be_searched_for_is_said_beside_the_field(owner, typed, words):
    page = owner.get("/search/", {"q": typed})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()


def test_markup_is_text_on_the_page_and_in_the_palette(owner, organisation):
    make_workload(
        organisation, "<b>Pizza</b>", notes="<script>alert('pepperoni')</script> & <i>more</i>"
    )
    page = owner.get("/search/", {"q": "<script> pepperoni"}).content.decode()
    assert "&lt;<mark>script</mark>&gt;alert(&#x27;<mark>pepperoni</mark>&#x27;)" in page
    assert "&lt;b&gt;Pizza&lt;/b&gt;" in page
    offered = owner.get("/search/palette/", {"q": "<b>pizza"}).content.decode()
    for html in (page, offered):
        assert "<script>alert" not in html
        assert "<b>" not in html
        assert "<i>" not in html


def test_many_are_paged_within_a_kind_and_begun_without(owner, organisation):
    for number in range(PAGE + 5):
        make_workload(organisation, f"Pizza {number:02}")
    first = owner.get("/search/", {"q": "pizza"})
    assert first.context["total"] == PAGE + 5
    assert len(first.context["groups"][0].hits) == FIRST
    assert f"Show all {PAGE + 5}" in first.content.decode()
    pages = [
        owner.get("/search/", {"q": "pizza", "kind": "workload", "page": page})
        for page in ("1", "2", "99", "x")
    ]
    names = [[hit.name for hit in page.context["groups"][0].hits] for page in pages]
    assert len(names[0]) == PAGE
    assert len(names[1]) == 5
    assert not set(names[0]) & set(names[1])
    assert names[2] == names[1]
    assert names[3] == names[0]


def test_a_word_of_very_much_is_bounded_and_hides_no_other_kind(owner, organisation, monkeypatch):
    monkeypatch.setattr("reviewapp.search.queries.MOST", 4)
    monkeypatch.setattr("reviewapp.search.pages.MOST", 4)
    made = [make_workload(organisation, f"Pizza {number}") for number in range(6)]
    for kind in ("finding", "resource"):
        Entry.objects.bulk_create(
            Entry(
                organisation=organisation,
                workload=made[number],
                kind=kind,
                key=str(number),
                title="pizza",
                head="pizza",
                where={"finding": 1, "fact": 1},
                at=made[0].created_at,
            )
            for number in range(3)
        )
    page = owner.get("/search/", {"q": "pizza"})
    assert {each.value: each.count for each in page.context["kinds"]} == {
        "": 10,
        "workload": 4,
        "finding": 3,
        "resource": 3,
    }
    assert "at most 4 of a kind are shown" in page.content.decode()
    narrowed = owner.get("/search/", {"q": "pizza", "workload": str(made[5].pk)})
    assert narrowed.context["total"] == 1, "looked for anew where the bound was met"
    few = owner.get("/search/", {"q": "pizza", "kind": "finding"})
    assert "at most" not in few.content.decode()


def test_facets_narrow_and_count(owner, review, organisation):
    other = make_workload(organisation, "Checkout two")
    Answer.objects.filter(review=review).update(
        version=1, updated_at=other.created_at, notes="checkout"
    )
    keep_review(review.pk)
    page = owner.get("/search/", {"q": "checkout"})
    assert [(each.value, each.count) for each in page.context["kinds"]] == [
        ("", 5),
        ("workload", 2),
        ("answer", 3),
    ]
    narrowed = owner.get("/search/", {"q": "checkout", "workload": str(other.pk)})
    assert [(each.value, each.count) for each in narrowed.context["kinds"]] == [
        ("", 1),
        ("workload", 1),
    ]
    assert [each.label for each in narrowed.context["workloads"]] == ["Checkout two", "Checkout"]
    nothing = owner.get("/search/", {"q": "checkout two", "kind": "answer"})
    assert "Look through everything" in nothing.content.decode()


def test_the_queries_do_not_grow(owner, organisation):
    def queries(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert owner.get(url).status_code == 200
        return len(seen)

    make_workload(organisation, "Pizza one")
    addresses = ("/search/?q=pizza", "/search/palette/?q=pizza")
    before = [queries(url) for url in addresses]
    for number in range(12):
        make_workload(organisation, f"Pizza {number}")
    assert [queries(url) for url in addresses] == before


@pytest.mark.parametrize("place", [*ORGANISATION, *WORKLOAD], ids=lambda place: place.name)
def test_the_palette_offers_a_page_to_those_who_may_open_it(place):
    """As the matrix of access says, which holds the pages themselves to it."""
    row = TABLE[place.name]
    opened = row.filled(row.get, of_workload=place in WORKLOAD, writes=False)
    for role in Role:
        outcome = opened[role.value]
        assert reaches(role, place.role) == (outcome in {200, "redirect"}), role
    assert place.home == row.home or place in ORGANISATION


def test_the_palette_offers_members_less_than_owners(organisation, workload, owner):
    at = f"/workloads/{workload.pk}/"
    member = login(make_user(organisation, Role.MEMBER))
    more, less = (
        OPTION.findall(client.get("/search/palette/", {"at": at}).content.decode())
        for client in (owner, member)
    )
    assert "/organisation/audit/" in more
    assert f"/workloads/{workload.pk}/audit/" in more
    assert set(less) < set(more)
    assert not [url for url in less if "/organisation/audit/" in url or str(workload.pk) in url]


def test_the_palette_finds_questions_of_the_review_one_is_at(owner, workload, review):
    at = f"/workloads/{workload.pk}/review/{review.slug}/backups/"
    found = owner.get("/search/palette/", {"q": "number 1", "at": at}).content.decode()
    assert f"/workloads/{workload.pk}/review/{review.slug}/question_1/" in OPTION.findall(found)
    elsewhere = owner.get("/search/palette/", {"q": "number 1", "at": "/nowhere/"})
    assert "question_1" not in elsewhere.content.decode()
