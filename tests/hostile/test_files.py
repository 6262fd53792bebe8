"""What somebody wrote stands as text in files that leave the product."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string

from reviewapp.audit.exporting import as_csv as audit_csv
from reviewapp.audit.exporting import as_json as audit_json
from reviewapp.audit.models import Entry
from reviewapp.collection.models import Run
from reviewapp.inventory.exporting import as_csv as inventory_csv
from reviewapp.inventory.exporting import as_json as inventory_json
from reviewapp.inventory.filters import filter_from
from reviewapp.inventory.queries import resources_of, scans_of
from reviewapp.meetings.models import Meeting
from reviewapp.meetings.writing import html_of
from reviewapp.reports.models import Format
from reviewapp.workloads.models import Workload
from tests.access.addresses import address
from tests.access.world import World
from tests.reports.factories import print_report, rendered, text_of

from .asking import ask
from .forms import TYPED
from .markers import WORKED
from .reading import numbers_in, read_page

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
STARTS = tuple("=+-@\t\r\n＝＋－＠")
NAMED = {"attachment", "inline"}


@pytest.fixture
def workload(world) -> Workload:
    return Workload.objects.get(pk=world.ids["workload_id"])


def tables(workload: Workload) -> Iterator[tuple[str, str]]:
    yield "report", rendered(workload, Format.CSV).data.decode("utf-8-sig")
    yield "inventory", "".join(inventory_csv(_facts(workload)))
    yield "audit", "".join(audit_csv(Entry.objects.all()))


def documents(workload: Workload) -> Iterator[tuple[str, str]]:
    run = Run.objects.get(workload=workload)
    yield "report", rendered(workload, Format.JSON).data.decode()
    yield "inventory", "".join(inventory_json(_facts(workload), workload, run))
    yield "audit", "".join(audit_json(Entry.objects.all()))


def _facts(workload: Workload) -> Any:
    return resources_of(scans_of(workload.runs.all()), filter_from({}), ())


def test_no_cell_is_a_formula(workload):
    for name, text in tables(workload):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert numbers_in(text), name
        assert [c for c in cells if c.startswith(STARTS) and not NUMBER.fullmatch(c)] == [], name
        assert not WORKED.search(text), name


def test_json_gives_back_what_was_written(workload):
    for name, text in documents(workload):
        told = json.dumps(json.loads(text), ensure_ascii=False)
        assert numbers_in(told), name
        assert "<img src=x onerror=h4x()>" in told, name


def test_a_printed_review_shows_texts_and_leads_nowhere_else(workload):
    reader = print_report(workload)

    text = text_of(reader)
    assert "<imgsrc=xonerror=h4x()>" in "".join(text.split())
    assert not WORKED.search(text)
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    assert [link for link in _links(reader) if not link.startswith(("http://", "https://"))] == []


def _links(reader: Any) -> list[str]:
    """Addresses, and the kinds of everything else that a link does besides leading to a page."""
    found = []
    for page in reader.pages:
        for each in page.get("/Annots", []):
            action = each.get_object().get("/A", {})
            kind = action.get("/S", "/GoTo")
            found += [str(action["/URI"])] if kind == "/URI" else [kind] * (kind != "/GoTo")
    return found


def test_minutes_show_texts_as_text(world):
    page = read_page(html_of(Meeting.objects.get(pk=world.ids["meeting_id"])))

    # Its styles are read from the disk.
    assert [each for each in page.wrong if "static:///css/" not in each] == []
    assert page.shown


@pytest.mark.parametrize(
    "name",
    [
        "reports:download",
        "workloads:diagram",
        "reviews:item_file",
        "comments:attachment",
        "collection:role_download",
        "collection:rollout_download",
        "lenses:export",
        "lenses:version_export",
        "reviews:milestone_file",
    ],
)
def test_a_file_has_one_name_and_its_own_type(world: World, name: str) -> None:
    response = ask(world.browsers["owner"], "get", address(name, world.ids))

    told = response.headers["Content-Disposition"]
    assert response.status_code == 200
    assert told.partition(";")[0] in NAMED
    assert not {"\r", "\n", "\0"} & set(told)
    assert told.count("filename") == 1
    assert re.fullmatch(r"""\w+; filename(="(?:[^"\\]|\\.)*"|\*=utf-8''[^"\s;]+)""", told)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_s_words_are_no_template() -> None:
    """The one place where texts of people and templates of ours meet, asked directly."""
    said = render_to_string("web/_field_notes.html", {"field": {"help_text": TYPED}})
    assert read_page(said).wrong == []
