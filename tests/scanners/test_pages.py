"""The pages: what stands where, what a form refuses, and that they stay as quick with more."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pillars.scanners.model import Message, Report, Tool
from reviewapp.scanners.domain import keep_read
from reviewapp.scanners.models import ImportedReport
from tests.factories import ACCOUNT, REGION
from tests.reviews.factories import make_lens, make_review, make_run

from .factories import UNKNOWN_RULE, prowler, row, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def workload(workload):
    workload.account_ids, workload.regions = [ACCOUNT], [REGION]
    workload.save()
    return workload


def url(workload, rest=""):
    return f"/workloads/{workload.pk}/scanners/{rest}"


def text(response) -> str:
    return response.content.decode()


def test_the_list_tells_what_counts_and_how_old_it_is(editor, workload):
    assert "Nothing of another tool yet" in text(editor.get(url(workload)))
    take(workload, row(at="2026-01-05T00:00:00"), row(UNKNOWN_RULE))
    page = text(editor.get(url(workload)))
    assert "prowler.csv" in page
    assert "Too old to count" in page
    assert "1 not mapped to any practice" in page


def test_a_failed_import_says_why_in_the_list(editor, workload):
    take(workload, content=b'{"a": 1}')
    assert "not a file of any tool" in text(editor.get(url(workload)))


def test_a_file_is_uploaded_and_queued(editor, workload):
    upload = SimpleUploadedFile("scan.csv", prowler(row()))
    response = editor.post(url(workload, "import/"), {"file": upload, "text": "", "tool": ""})
    assert response.status_code == 302
    report = ImportedReport.objects.get(workload=workload)
    assert (report.file_name, report.state, report.imported_by) == (
        "scan.csv",
        "queued",
        editor.user,
    )
    again = SimpleUploadedFile("again.csv", prowler(row()))
    response = editor.post(url(workload, "import/"), {"file": again})
    assert response.url == url(workload, f"{report.pk}/")
    assert editor.post(url(workload, f"{report.pk}/cancel/")).status_code == 302
    report.refresh_from_db()
    assert report.state == "cancelled"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, or paste its text below."),
        ({"text": "what is this"}, "neither JSON nor CSV"),
        ({"text": '{"SchemaVersion": '}, "Line 1"),
        ({"text": prowler(row()).decode(), "tool": "config"}, "Choose Prowler"),
        ({"text": "x" * 2_000_001}, "too long to paste"),
        ({"file": SimpleUploadedFile("a.json", b"")}, "The file is empty"),
        ({"text": "{}", "tool": "nonsense"}, "nonsense"),
    ],
)
def test_a_form_refuses_beside_the_field_and_loses_nothing(editor, workload, sent, words):
    response = editor.post(url(workload, "import/"), sent)
    assert response.status_code == 422
    assert words in text(response)
    if 0 < len(sent.get("text", "")) < 100:
        assert sent["text"].replace('"', "&quot;") in text(response)
    assert not ImportedReport.objects.exists()


def test_pasted_text_is_taken(editor, workload):
    response = editor.post(url(workload, "import/"), {"text": prowler(row()).decode()})
    assert response.status_code == 302
    assert ImportedReport.objects.get().file_name == "Pasted text"


def test_a_report_shows_its_findings_with_their_practices(viewer, workload):
    report = take(workload, row(), row(UNKNOWN_RULE, name="lone"), row(account="444455556666"))
    page = text(viewer.get(url(workload, f"{report.pk}/")))
    assert "orders is not backed up." in page
    assert "Heard by" in page
    assert "REL09-BP03" in page
    assert "Not mapped to any practice" in page
    assert "of other accounts or regions, or outside the scope: kept, not counted" in page
    assert "Delete" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("verdict=fail", ["orders"]),
        ("verdict=pass", ["users"]),
        ("mapped=no", ["lone"]),
        ("q=USERS", ["users"]),
        ("severity=low", []),
        ("verdict=nonsense&q=%00", ["orders", "users", "lone"]),
    ],
)
def test_filters_narrow_what_is_shown(viewer, workload, query, shown):
    report = take(
        workload, row(), row(status="PASS", name="users"), row(UNKNOWN_RULE, "MANUAL", name="lone")
    )
    page = text(viewer.get(url(workload, f"{report.pk}/?{query}")))
    for name in ("orders", "users", "lone"):
        assert (f":db:{name}</p>" in page) is (name in shown)


def test_a_page_takes_as_many_queries_with_more(viewer, workload, django_assert_max_num_queries):
    few = take(workload, row())
    many = take(workload, *(row(name=f"db-{number}") for number in range(120)))
    taken = []
    for report in (few, many):
        with django_assert_max_num_queries(20) as captured:
            viewer.get(url(workload, f"{report.pk}/"))
        taken.append(len(captured))
    # The second has further pages to link, which is no query.
    assert taken[0] == taken[1]


def test_deleting_asks_first(editor, workload):
    report = take(workload, row())
    assert "Delete this report of Prowler?" in text(
        editor.get(url(workload, f"{report.pk}/delete/"))
    )
    editor.post(url(workload, f"{report.pk}/delete/"))
    assert not ImportedReport.objects.exists()


def test_the_evidence_names_tool_rule_and_file(viewer, workload):
    review = make_review(workload, make_lens())
    take(workload, row(), row(name="users"), row(name="carts"), row(name="mails"))
    page = text(viewer.get(f"/workloads/{workload.pk}/review/{review.slug}/backups/"))
    assert "Databases have backups" in page
    assert "rds_instance_backup_enabled" in page
    assert "file prowler.csv imported" in page
    assert "All 4 findings of the rule" in page
    assert "4 findings refute it" in page


def test_what_a_scan_read_of_a_tool_stands_with_the_rest(viewer, workload):
    run = make_run(workload, state="complete")
    said = Report(Tool.GUARDDUTY, "", (), (Message("eu-west-1", "AWS refused the call."),))
    (report,) = keep_read(run, [said])
    assert "Read during a scan" in text(viewer.get(url(workload)))
    page = text(viewer.get(url(workload, f"{report.pk}/")))
    assert "AWS refused the call." in page
    assert "It found nothing" in page


def test_what_is_about_another_account_is_not_said_to_count(viewer, workload):
    report = take(workload, row(account="444455556666"))
    said = text(viewer.get(url(workload)))
    assert "Outside the workload" in said
    assert ">Counts<" not in said
    assert "add them to the workload" in text(viewer.get(url(workload, f"{report.pk}/")))
    take(workload, row(), row(account="444455556666"))
    assert "but for 1 of 2 that is outside" in text(viewer.get(url(workload)))
