"""Lists of workloads: search, filters, order, pages, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_workload

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "workloads"}


@pytest.fixture
def portfolio(organisation) -> None:
    make_workload(
        organisation,
        "Checkout",
        description="Takes reservations.",
        high_risks=3,
        questions_answered=5,
        business_owner="Kim Shop",
    )
    make_workload(
        organisation,
        "Search",
        account_ids=["999988887777"],
        environment="PREPRODUCTION",
        medium_risks=2,
        questions_answered=5,
        criticality="low",
        last_scan_at=timezone.now(),
    )
    make_workload(organisation, "Archive of 100% all_things", questions_answered=9)
    make_workload(organisation, "Idle", review_owner="idle@example.com")
    make_workload(organisation, "Gone", archived_at=timezone.now())


def names(browser, **query: str) -> list[str]:
    return [each.name for each in browser.get("/workloads/", query).context["page_obj"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("check", ["Checkout"]),
        ("RESERV", ["Checkout"]),
        ("kim", ["Checkout"]),
        ("999988887777", ["Search"]),
        ("9999888877770000", []),
        ("idle@", ["Idle"]),
        ("100%", ["Archive of 100% all_things"]),
        ("all_t", ["Archive of 100% all_things"]),
        ("%", ["Archive of 100% all_things"]),
        ("nothing of the kind", []),
        ("che\x00ck", ["Checkout"]),
        ("'; drop table", []),
    ],
)
def test_search_looks_into_names_words_owners_and_accounts(viewer, portfolio, text, found):
    assert names(viewer, q=text) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"environment": "PREPRODUCTION"}, ["Search"]),
        ({"criticality": "low"}, ["Search"]),
        ({"risk": "high"}, ["Checkout"]),
        ({"risk": "medium"}, ["Search"]),
        ({"risk": "none"}, ["Archive of 100% all_things"]),
        ({"risk": "unanswered"}, ["Idle"]),
        ({"archived": "1"}, ["Gone"]),
        ({"risk": "high", "environment": "PREPRODUCTION"}, []),
    ],
)
def test_filters_narrow_the_list(viewer, portfolio, query, found):
    assert names(viewer, **query) == found


@pytest.mark.parametrize(
    "query",
    [
        {"environment": "MARS", "criticality": "'", "risk": "x", "order": "password"},
        {"page": "abc"},
        {"page": "-1"},
        {"page": "99999999999999999999"},
        {"q": "x" * 5000},
    ],
)
def test_any_address_of_the_list_works(viewer, portfolio, query):
    assert viewer.get("/workloads/", query).status_code == 200
    assert viewer.get("/", query).status_code == 200


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("risk", "Checkout"),
        ("name", "Archive of 100% all_things"),
        ("updated", "Idle"),
        ("scanned", "Search"),
    ],
)
def test_the_order_is_what_was_asked_for(viewer, portfolio, order, first):
    assert names(viewer, order=order)[0] == first


def test_the_filter_stays_in_the_addresses_of_other_pages(viewer, organisation):
    for number in range(30):
        make_workload(organisation, f"Shop {number:02}")
    page = viewer.get("/workloads/", {"q": "shop", "order": "name"})
    assert len(page.context["page_obj"]) == 25
    assert "q=shop" in page.content.decode().split("page=2")[0].rsplit("href=", 1)[1]
    second = viewer.get("/workloads/", {"q": "shop", "order": "name", "page": "2"})
    assert [each.name for each in second.context["page_obj"]] == [
        f"Shop {number}" for number in range(25, 30)
    ]


def test_htmx_gets_the_list_alone_and_a_plain_browser_the_page(viewer, portfolio):
    part = viewer.get("/workloads/", {"q": "check"}, headers=HTMX).content.decode()
    page = viewer.get("/workloads/", {"q": "check"}).content.decode()
    assert part.lstrip().startswith('<div id="workloads"')
    assert "<html" not in part
    assert "<html" in page
    assert part.strip() in page


def test_the_dashboard_sums_what_is_in_the_lists(viewer, portfolio):
    assert viewer.get("/").context["totals"] == {
        "workloads": 4,
        "with_high": 1,
        "high": 3,
        "medium": 2,
        "answered": 19,
        "questions": 0,
    }


@pytest.mark.parametrize(
    ("role", "words"),
    [("viewer", "When a lead reviewer adds one"), ("editor", "New workload")],
)
def test_an_empty_list_says_what_to_do(request, role, words):
    assert words in request.getfixturevalue(role).get("/workloads/").content.decode()


def test_a_search_without_result_says_so(viewer, portfolio):
    assert "Nothing matches" in viewer.get("/workloads/?q=zzz").content.decode()


def test_strangers_see_only_their_own(stranger, portfolio):
    assert names(stranger) == []
    assert stranger.get("/").context["totals"]["workloads"] == 0


@pytest.mark.parametrize("address", ["/", "/workloads/"])
def test_a_list_costs_the_same_however_long_it_is(viewer, organisation, address):
    unit = organisation.units.create(name="Payments")
    viewer.get(address)  # notes where the session was used last
    costs = set()
    for count in (1, 3, 24):
        for number in range(count):
            name = f"Shop {count}.{number}"
            make_workload(organisation, name, unit=unit, high_risks=number)
        with CaptureQueriesContext(connection) as asked:
            assert len(viewer.get(address).context["page_obj"]) > count // 2
        costs.add(len(asked))
    assert len(costs) == 1
    assert max(costs) < 13


@pytest.mark.parametrize("count", [1, 3])
def test_a_workload_page_costs_the_same_however_much_hangs_on_it(
    viewer, workload, django_assert_num_queries, count
):
    for number in range(count):
        workload.events.create(name=f"Event {number}", date=timezone.now().date())
        workload.runs.create(state="complete")
    with django_assert_num_queries(11):
        viewer.get(f"/workloads/{workload.pk}/")
