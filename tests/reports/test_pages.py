"""The pages of reports: ask, watch, download, who may."""

import re

import pytest
from django.urls import reverse

from reviewapp.files.domain import store_file
from reviewapp.files.models import StoredFile
from reviewapp.reports.models import Format, Report
from reviewapp.reports.writing import write_report
from reviewapp.reviews.domain.milestones import save_milestone
from tests.factories import make_workload
from tests.reviews.factories import make_review

from .factories import make_reviewed, read

pytestmark = pytest.mark.django_db


def url(name, workload, report=None):
    ids = {"report_id": report.pk} if report else {}
    return reverse(f"reports:{name}", kwargs={"workload_id": workload.pk, **ids})


def make_written(workload, kind=Format.JSON, **fields):
    report = Report.objects.create(workload=workload, format=kind, **fields)
    write_report(str(report.pk))
    report.refresh_from_db()
    return report


def test_asking_makes_a_queued_report(editor, workload):
    answer = editor.post(url("create", workload), {"format": "pdf", "milestone": ""})

    assert (answer.status_code, answer["Location"]) == (302, url("list", workload))
    (report,) = Report.objects.all()
    assert (report.format, report.state, report.milestone) == ("pdf", "queued", None)
    assert report.requested_by == editor.user
    page = editor.get(url("list", workload)).content.decode()
    assert "Queued" in page
    assert f'hx-get="{url("progress", workload)}?page=1"' in page


def test_asking_for_a_milestone(viewer, workload):
    milestone = save_milestone(workload=workload, name="Before the sale")
    page = viewer.get(url("list", workload), {"milestone": milestone.pk}).content.decode()
    assert f'<option value="{milestone.pk}" selected>' in page

    viewer.post(url("create", workload), {"format": "csv", "milestone": milestone.pk})

    assert Report.objects.get().milestone == milestone
    assert "Milestone “Before the sale”" in viewer.get(url("list", workload)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "docx"),
        ("format", ""),
        ("milestone", "x"),
        ("milestone", "4b4525c4-421b-48a1-a677-77f4fce1189d"),
    ],
)
def test_a_wrong_choice_is_said_beside_its_field(editor, workload, field, value):
    data = {"format": "pdf", "milestone": "", field: value}

    answer = editor.post(url("create", workload), data)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert "field--error" in answer.content.decode()
    assert not Report.objects.exists()


def test_another_workloads_milestone_cannot_be_reported(editor, workload, organisation):
    other = save_milestone(workload=make_workload(organisation), name="Theirs")

    answer = editor.post(url("create", workload), {"format": "pdf", "milestone": other.pk})

    assert answer.status_code == 422


def test_an_odd_milestone_in_the_address_is_no_error(editor, workload):
    assert editor.get(url("list", workload), {"milestone": "no-uuid"}).status_code == 200


def test_asking_twice_says_so(editor, workload):
    for _ in range(2):
        answer = editor.post(
            url("create", workload), {"format": "pdf", "milestone": ""}, follow=True
        )

    assert Report.objects.count() == 1
    assert "This report is being written already." in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        (Format.PDF, "application/pdf", b"%PDF-1.7"),
        (Format.JSON, "application/json", b'{\n  "schema"'),
        (Format.CSV, "text/csv; charset=utf-8", b'\xef\xbb\xbf"workload"'),
    ],
)
def test_downloads(viewer, workload, kind, content_type, start):
    make_reviewed(workload)
    report = make_written(workload, kind)

    answer = viewer.get(url("download", workload, report))

    assert answer.status_code == 200
    assert answer["Content-Type"] == content_type
    pattern = rf'attachment; filename="checkout-live-\d{{4}}-\d\d-\d\d\.{kind.value}"'
    assert re.fullmatch(pattern, answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(start)
    if kind == Format.PDF:
        assert len(read(answer.content).pages) == report.pages


def test_the_list_polls_only_while_something_is_written(editor, workload):
    make_review(workload)
    report = make_written(workload)
    assert "hx-get" not in editor.get(url("progress", workload)).content.decode()

    Report.objects.filter(pk=report.pk).update(
        state="running", progress_done=1, progress_total=3, progress_label="Laying out page 7"
    )
    fragment = editor.get(url("progress", workload)).content.decode()

    assert "hx-get" in fragment
    assert "Laying out page 7" in fragment
    assert "<html" not in fragment


def test_a_failure_is_told(editor, workload):
    Report.objects.create(workload=workload, state="failed", failure="The disk <b>broke</b>.")

    assert (
        "The disk &lt;b&gt;broke&lt;/b&gt;." in editor.get(url("list", workload)).content.decode()
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_takes_the_same_queries_for_any_number(
    editor, workload, number, django_assert_num_queries
):
    make_review(workload)
    milestone = save_milestone(workload=workload, name="One")
    for index in range(number):
        stored = store_file(
            organisation_id=workload.organisation_id,
            name="a.pdf",
            content_type="application/pdf",
            content=b"abc",
        )
        Report.objects.create(
            workload=workload,
            milestone=milestone if index % 2 else None,
            requested_by=editor.user,
            file=stored,
            state="complete",
        )

    with django_assert_num_queries(9):
        answer = editor.get(url("list", workload))

    assert len(answer.context["page_obj"].object_list) == min(number, 25)


def test_the_list_leaves_files_and_documents_in_the_database(
    editor, workload, django_assert_num_queries
):
    make_review(workload)
    make_written(workload, milestone=save_milestone(workload=workload, name="One"))

    with django_assert_num_queries(9) as queries:
        editor.get(url("list", workload))

    sql = " ".join(query["sql"] for query in queries.captured_queries)
    assert '"content"' not in sql
    assert '"document"' not in sql


def test_delete_asks_first_and_removes_the_file(editor, workload):
    make_review(workload)
    report = make_written(workload)

    assert (
        "Delete this JSON report?" in editor.get(url("delete", workload, report)).content.decode()
    )
    assert Report.objects.exists()
    answer = editor.post(url("delete", workload, report))

    assert answer["Location"] == url("list", workload)
    assert not Report.objects.exists()
    assert not StoredFile.objects.exists()


def test_cancel(editor, workload):
    report = Report.objects.create(workload=workload)

    editor.post(url("cancel", workload, report))

    report.refresh_from_db()
    assert report.state == "cancelled"
    answer = editor.post(url("cancel", workload, report), follow=True)
    assert "had ended already" in answer.content.decode()


def test_a_report_without_a_file_cannot_be_downloaded(editor, workload):
    report = Report.objects.create(workload=workload)

    assert editor.get(url("download", workload, report)).status_code == 404


ROLES = ("anonymous", "stranger", "viewer", "editor", "owner")
# Name and method, then what each of these gets. A wrong method is refused before anything else.
MATRIX = [
    ("list", "get", (302, 404, 200, 200, 200)),
    ("list", "post", (405, 405, 405, 405, 405)),
    ("progress", "get", (302, 404, 200, 200, 200)),
    ("create", "get", (405, 405, 405, 405, 405)),
    ("create", "post", (302, 404, 302, 302, 302)),
    ("download", "get", (302, 404, 200, 200, 200)),
    ("cancel", "post", (302, 404, 403, 302, 302)),
    ("delete", "get", (302, 404, 403, 200, 200)),
    ("delete", "post", (302, 404, 403, 302, 302)),
]
WITH_REPORT = ("download", "cancel", "delete")


@pytest.mark.parametrize(("name", "method", "expected"), MATRIX)
def test_who_may(request, workload, name, method, expected):
    make_review(workload)
    data = {"format": "csv", "milestone": ""} if name == "create" else {}
    got = []
    for role in ROLES:
        report = make_written(workload) if name in WITH_REPORT else None
        client = request.getfixturevalue(role)
        got.append(getattr(client, method)(url(name, workload, report), data).status_code)

    assert tuple(got) == expected


def test_who_may_not_write_changes_nothing(anonymous, stranger, viewer, workload):
    make_review(workload)
    report = make_written(workload)

    for client in (anonymous, stranger, viewer):
        client.post(url("delete", workload, report))
    for client in (anonymous, stranger):
        client.post(url("create", workload), {"format": "csv", "milestone": ""})

    assert list(Report.objects.all()) == [report]


@pytest.mark.parametrize("name", WITH_REPORT)
def test_a_report_is_reached_through_its_own_workload_only(owner, workload, organisation, name):
    make_review(workload)
    report = make_written(workload)
    other = make_workload(organisation)
    method = owner.post if name == "cancel" else owner.get

    assert method(url(name, other, report)).status_code == 404
