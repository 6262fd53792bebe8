"""The log's pages: who sees what of it, filters, pages, files that read back."""

import csv
import io
import json
import re
import warnings
from html import unescape

import pytest
from django.urls import reverse

from reviewapp.audit.domain.sealing import link_of
from reviewapp.audit.filters import wanted_from
from reviewapp.audit.models import Entry
from reviewapp.isolation.scopes import tenant
from reviewapp.trail.pages import PER_PAGE, changes_of
from tests.audit.chains import chained, say, say_many, settle
from tests.factories import make_user, make_workload

LOG = reverse("trail:organisation")


@pytest.fixture(autouse=True)
def signing_in_is_told_elsewhere(monkeypatch):
    """Tests sign in whenever they like; here that would be an entry among those looked at."""
    monkeypatch.setattr("reviewapp.signin.receivers.record_session", lambda *_: None)


def numbers(client, **query):
    settle()
    page = client.get(LOG, query)
    assert page.status_code == 200
    return [row.entry.number for row in page.context["rows"]]


@pytest.fixture
def story(organisation):
    """Four entries of two people on two workloads and of the organisation itself."""
    ada = make_user(organisation, email="ada@example.com", name="Ada")
    grace = make_user(organisation, email="grace@example.com", name="Grace")
    shop, bank = (make_workload(organisation, name) for name in ("Shop", "Bank"))
    say(organisation, "SEC 1", by=ada, action="answer.changed", workload=shop)
    say(organisation, "SEC 2", by=grace, action="answer.changed", workload=bank)
    say(organisation, "1111", by=ada, action="connection.created", workload=bank)
    say(organisation, "Linus", by=grace)
    settle()
    return {"shop": shop, "bank": bank}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"person": "ada@example.com"}, [3, 1]),
        ({"person": "GRACE"}, [4, 2]),
        ({"group": "answer"}, [2, 1]),
        ({"group": "ans"}, [4, 3, 2, 1]),
        ({"q": "sec"}, [2, 1]),
        ({"q": "bank"}, [3, 2]),
        ({"q": "sec", "person": "ada"}, [1]),
        ({"workload": "shop"}, [1]),
        ({"workload": "nonsense"}, [4, 3, 2, 1]),
        ({"since": "2000-01-01"}, [4, 3, 2, 1]),
        ({"since": "2100-01-01"}, []),
        ({"until": "2000-01-01"}, []),
        ({"until": "tomorrow"}, [4, 3, 2, 1]),
        ({"q": "\0", "before": "x", "after": "99999999999999999999999"}, [4, 3, 2, 1]),
        ({"before": "3"}, [2, 1]),
        ({"after": "3"}, [4]),
    ],
)
def test_filters(story, owner, query, found):
    if query.get("workload") in story:
        query = {"workload": str(story[query["workload"]].pk)}
    assert numbers(owner, **query) == found


def test_days_are_both_included(story, owner):
    day = Entry.objects.first().at.date().isoformat()
    assert numbers(owner, since=day, until=day) == [4, 3, 2, 1]


def test_a_workload_has_its_own_part_whatever_the_address_asks_for(story, owner):
    bank = reverse("trail:workload", args=[story["bank"].pk])
    page = owner.get(bank, {"workload": str(story["shop"].pk)})
    assert [row.entry.number for row in page.context["rows"]] == [3, 2]


def test_another_organisation_sees_nothing_of_it(story, stranger):
    assert numbers(stranger) == []


def test_pages_go_back_and_forth(organisation, owner):
    say_many(organisation, PER_PAGE * 2 + 3)
    first = owner.get(LOG).context
    second = owner.get(f"{LOG}?{first['older']}").context
    third = owner.get(f"{LOG}?{second['older']}").context
    shown = [[row.entry.number for row in page["rows"]] for page in (first, second, third)]
    assert [(len(each), each[0]) for each in shown] == [(50, 103), (50, 53), (3, 3)]
    assert (first["newer"], third["older"]) == ("", "")
    back = owner.get(f"{LOG}?{third['newer']}").context
    assert [row.entry.number for row in back["rows"]] == shown[1]
    assert owner.get(f"{LOG}?{back['newer']}").context["newer"] == ""


def test_the_number_of_queries_does_not_grow(organisation, owner, django_assert_num_queries):
    say_many(organisation, 1)
    few = queries_of(owner)
    say_many(organisation, PER_PAGE)
    assert queries_of(owner) == few


def queries_of(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(LOG).status_code == 200
    return len(queries)


def test_an_entry_unfolds_to_from_and_to(organisation, owner):
    say(organisation, "<b>Ada</b>", before={"role": "viewer"}, after={"role": "owner"}, why="Asked")
    settle()
    html = " ".join(owner.get(LOG).content.decode().split())
    text = unescape(re.sub(r"<[^>]+>", "", html))
    assert "Member added: <b>Ada</b>" in text
    assert "from viewer" in text
    assert "to owner" in text
    assert "Asked" in text
    assert Entry.objects.get().hash in text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, None, []),
        ({"role": "a"}, {"role": "b"}, [("Role", "a", "b")]),
        (None, {"kind": "", "on": True}, [("Kind", None, "nothing"), ("On", None, "yes")]),
        ("x", ["a", 1], [("Value", "x", "a, 1")]),
        ({"n": None}, {"n": {"k": 1}}, [("N", None, '{"k": 1}')]),
    ],
)
def test_changes_field_by_field(before, after, told):
    changes = changes_of(Entry(before=before, after=after))
    assert [(each.name, each.before, each.after) for each in changes] == told


def test_a_long_text_says_how_long_it_was(organisation):
    say(organisation, before={"notes": ""}, after={"notes": "x" * 900})
    (change,) = changes_of(chained(organisation)[0])
    assert change.after.startswith("x" * 200 + "… (900 characters, SHA-256 ")


def downloaded(client, url, **query):
    """Taken after the request, when the connection shows nobody's rows any more."""
    response = client.get(url, query)
    assert response.status_code == 200
    with tenant(None), warnings.catch_warnings(action="ignore"):
        return b"".join(response).decode()


def of_organisation(file_type):
    return reverse("trail:organisation_file", args=[file_type])


def test_csv_reads_back_and_holds_no_formula(organisation, owner):
    say(organisation, '=HYPERLINK("http://x")', before={"a": "ü\n"}, after=None, why="-1")
    say(organisation, "other", action="answer.changed")
    settle()
    (row,) = csv.DictReader(io.StringIO(downloaded(owner, of_organisation("csv"), group="member")))
    entry = chained(organisation)[0]
    assert (row["number"], row["subject"], row["why"]) == ("1", '\'=HYPERLINK("http://x")', "'-1")
    assert json.loads(row["before"]) == {"a": "ü\n"}
    assert (row["after"], row["hash"]) == ("", entry.hash)


def test_json_reads_back_with_all_that_the_hashes_are_made_of(organisation, owner):
    say_many(organisation, 3)
    told = json.loads(downloaded(owner, of_organisation("json")))
    entries = told["entries"]
    assert [each["number"] for each in entries] == [3, 2, 1]
    assert told["head"]["hash"] == entries[0]["hash"]
    for each in entries:
        links = (organisation.pk, each["number"], each["previous"], each["digest"])
        assert link_of(*links) == each["hash"]


def test_taking_the_log_is_an_entry_and_not_in_the_file(story, organisation, owner):
    told = json.loads(downloaded(owner, of_organisation("json"), person="ada"))
    assert [each["number"] for each in told["entries"]] == [3, 1]
    assert told["filter"] == {"person": "ada"}
    last = chained(organisation)[-1]
    assert (last.action, last.by_mail) == ("audit.exported", owner.user.email)
    assert last.after == {"filter": {"person": "ada"}, "upto": 4}


def test_a_workloads_file_holds_its_part(story, owner):
    url = reverse("trail:workload_file", args=[story["bank"].pk, "json"])
    told = json.loads(downloaded(owner, url, workload=str(story["shop"].pk)))
    assert [each["subject"] for each in told["entries"]] == ["1111", "SEC 2"]


def test_another_kind_of_file_is_not_there(owner):
    assert owner.get(reverse("trail:organisation_file", args=["xml"])).status_code == 404


def test_htmx_gets_the_log_alone(story, owner):
    page = owner.get(LOG, headers={"HX-Request": "true"})
    assert page.templates[0].name == "trail/_log.html"


def test_the_filter_of_an_address_keeps_what_is_known():
    wanted = wanted_from({"person": " x ", "group": "nothing", "since": "2026-13-01"})
    assert wanted.said() == {"person": "x"}
