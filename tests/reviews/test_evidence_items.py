"""Evidence that people attach: files, links and notes, how long they hold, and where they show."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from reviewapp.files.models import StoredFile
from reviewapp.reports.content import content_of
from reviewapp.reports.csv_file import as_csv
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.copying import of_review, proposals
from reviewapp.reviews.domain.evidence_items import (
    MOST_ITEMS,
    InvalidItem,
    NewItem,
    Upload,
    attach,
    remove_item,
    renew_item,
)
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.domain.proposing import write_proposals
from reviewapp.reviews.models import Answer, EvidenceItem, LensReview, Origin
from reviewapp.reviews.pages import choices
from reviewapp.schedule.tasks import tick
from tests.factories import make_workload
from tests.reports.factories import answer
from tests.reviews.factories import answer_of, make_lens, make_review
from tests.reviews.test_true_types import PDF

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
POLICY = Upload("policy.pdf", "application/pdf", PDF)


@pytest.fixture
def review(workload, organisation):
    return make_review(workload, make_lens(organisation=organisation))


@pytest.fixture
def clock():
    """Before anybody signs in: sessions end too."""
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def url_of(review, rest=""):
    alias = review.version.lens.alias
    return f"/workloads/{review.workload_id}/review/{alias}/backups/{rest}"


def attached(review, title="Backup policy", **more) -> EvidenceItem:
    item = NewItem(title=title, **({"text": "We do."} | more if "upload" not in more else more))
    return attach(answer_id=answer_of(review, "backups").pk, item=item, by=None)


def pdf(name="policy.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="text/html")


def test_a_file_is_attached_and_served_so_that_nothing_in_it_acts(editor, viewer, review):
    sent = {"choice": "tested", "upload": pdf("../policy.pdf"), "title": "", "url": "", "text": ""}
    done = editor.post(url_of(review, "attached/"), sent)
    assert done["Location"] == f"{url_of(review)}#items"
    item = EvidenceItem.objects.get()
    assert (item.kind, item.title, item.choice_id) == ("file", "policy.pdf", "tested")
    assert (item.added_by, item.file_type) == (editor.user, "application/pdf")
    page = viewer.get(url_of(review)).content.decode()
    assert "policy.pdf" in page
    served = viewer.get(url_of(review, f"attached/{item.pk}/file/"))
    assert served.content == PDF
    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Disposition"] == 'attachment; filename="policy.pdf"'
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    assert "default-src 'none'" in served["Content-Security-Policy"]


def test_a_link_is_shown_without_telling_where_it_was_followed_from(editor, review):
    sent = {"url": "https://wiki.example.com/dr?a=1&b=2", "title": "Rehearsal"}
    html = editor.post(url_of(review, "attached/"), sent, headers=HTMX).content.decode()
    assert 'href="https://wiki.example.com/dr?a=1&amp;b=2" rel="noopener noreferrer"' in html
    assert 'id="risk-now"' in html
    assert EvidenceItem.objects.get().kind == "link"


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({}, "upload", "Give one of the three"),
        ({"url": "https://a.example", "text": "x"}, "text", "Give one of the three"),
        ({"url": "javascript:alert(1)"}, "url", "Only addresses that start"),
        ({"url": "//a.example/x"}, "url", "Only addresses that start"),
        ({"url": "https://me:secret@a.example/"}, "url", "Only addresses that start"),
        ({"url": "https://a.example/ x"}, "url", "Only addresses that start"),
        ({"text": "x", "valid_until": "2020-01-01"}, "valid_until", "This day is over"),
        ({"text": "x", "choice": "elsewhere"}, "choice", "Select a valid choice"),
        ({"upload": SimpleUploadedFile("a.png", b"<svg/>")}, "upload", "other markup"),
    ],
)
def test_what_cannot_be_attached_says_why_beside_the_field(editor, review, sent, field, words):
    page = editor.post(url_of(review, "attached/"), sent)
    assert page.status_code == 422
    assert words in page.context["item_form"].errors[field][0]
    assert not EvidenceItem.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(editor, review, settings):
    settings.EVIDENCE_LIMIT_BYTES = len(PDF) - 1
    page = editor.post(url_of(review, "attached/"), {"upload": pdf()}, headers=HTMX)
    assert page.status_code == 422
    assert "The file is larger than" in page.content.decode()


def test_markup_in_what_people_wrote_is_shown_as_text(editor, review):
    attached(review, title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    html = editor.get(url_of(review)).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<img src=x" not in html


def test_two_people_at_once_both_stay_and_there_is_an_end(review):
    first, second = attached(review, "One"), attached(review, "Two")
    assert list(EvidenceItem.objects.order_by("title")) == [first, second]
    row = answer_of(review, "backups")
    EvidenceItem.objects.bulk_create(
        EvidenceItem(answer=row, kind="note", title=str(n)) for n in range(MOST_ITEMS - 2)
    )
    with pytest.raises(InvalidItem):
        attached(review, "One too many")


def test_what_is_removed_stays_in_the_history_and_its_bytes_go(editor, review):
    item = attached(review, upload=POLICY)
    page = url_of(review, f"attached/{item.pk}/")
    editor.post(f"{page}remove/")
    item.refresh_from_db()
    assert (item.removed_by, item.file_id, item.file_name) == (editor.user, None, "policy.pdf")
    assert not StoredFile.objects.exists()
    assert editor.get(f"{page}file/").status_code == 404
    history = editor.get(url_of(review, "attached/")).content.decode()
    assert f"Removed by {editor.user}" in history
    assert remove_item(item, by=None) is False


def test_past_its_day_an_answer_is_stale_until_somebody_renews_it(clock, editor, review):
    organisation = review.workload.organisation
    review.workload.review_owner = "ada@example.com"
    review.workload.save()
    item = attached(review, valid_until=date(2027, 3, 1))
    attached(review, "For ever")
    tick()
    assert not Answer.objects.filter(stale=True).exists()
    clock.shift(timedelta(days=1))
    tick()
    tick()
    row = answer_of(review, "backups")
    assert row.stale
    (told,) = mail.outbox
    assert told.to == ["ada@example.com"]
    assert "Backup policy, valid until 1 Mar 2027" in told.body
    assert url_of(review) in told.body
    client = type(editor)()
    client.force_login(editor.user)
    page = client.get(url_of(review), {"show": "stale"}).content.decode()
    assert "Stale: evidence that people attached is past its date." in page
    assert (
        'show=stale" aria-current="true">Stale <span class="count" data-part="filter-stale">1</span>'
        in page
    )
    overview = client.get(f"/workloads/{review.workload_id}/review/{review.slug}/")
    assert (
        'Stale <span class="count" data-part="filter-stale">1</span>' in overview.content.decode()
    )
    again = client.post(url_of(review, f"attached/{item.pk}/renew/"), {"valid_until": "2027-09-01"})
    assert again["Location"] == f"{url_of(review)}#items"
    new = EvidenceItem.objects.get(valid_until=date(2027, 9, 1))
    item.refresh_from_db()
    assert (item.replaced_by, item.removed_by) == (new, editor.user)
    assert not answer_of(review, "backups").stale
    assert organisation.workloads.count() == 1


def test_a_renewal_of_what_is_gone_is_refused(review):
    item = attached(review, upload=POLICY, valid_until=date(2099, 1, 1))
    new = renew_item(item, valid_until=date(2100, 1, 1), by=None)
    assert new.file_id == item.file_id
    with pytest.raises(InvalidItem):
        renew_item(item, valid_until=date(2101, 1, 1), by=None)
    remove_item(new, by=None)
    assert not StoredFile.objects.exists()


def test_a_milestone_freezes_the_list_and_keeps_the_file(editor, viewer, review):
    item = attached(review, upload=POLICY, choice_id="tested")
    milestone = save_milestone(workload=review.workload, name="Before the audit")
    remove_item(item, by=None)
    (frozen,) = _question(milestone.document)["attached"]
    assert (frozen["title"], frozen["choice"], frozen["file"]["name"]) == (
        "Backup policy",
        "tested",
        "policy.pdf",
    )
    assert _question(review_document(review.workload))["attached"] == []
    url = f"/workloads/{review.workload_id}/milestones/{milestone.pk}/"
    assert "Backup policy" in viewer.get(url).content.decode()
    assert viewer.get(f"{url}files/{frozen['file']['id']}/").content == PDF
    other = StoredFile.objects.create(name="x", content_type="text/plain", size=1, content=b"x")
    assert viewer.get(f"{url}files/{other.pk}/").status_code == 404
    other.delete()
    milestone.delete()
    assert not StoredFile.objects.exists()


def test_the_evidence_of_a_closed_review_stands_as_its_answers_do(editor, review):
    item = attached(review, valid_until=date(2027, 3, 1))
    LensReview.objects.filter(pk=review.pk).update(closed_at=NOW)
    words = "This review is closed, so nothing changes. A lead can open it again."

    said = {"title": "Rehearsal", "kind": "note", "text": "We restored it.", "choice": ""}
    refused = editor.post(url_of(review, "attached/"), said)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "We restored it." in refused.content.decode()
    for way in ("remove", "renew"):
        where = url_of(review, f"attached/{item.pk}/{way}/")
        answered = editor.post(where, {"valid_until": "2028-03-01"}, headers=HTMX)
        assert words in answered.content.decode()
    assert [each.pk for each in EvidenceItem.objects.filter(removed_at=None)] == [item.pk]


def test_a_deleted_workload_takes_its_files_along(review):
    attached(review, upload=POLICY)
    save_milestone(workload=review.workload, name="First")
    review.workload.delete()
    assert not StoredFile.objects.exists()


def test_a_copied_answer_brings_its_evidence_and_where_it_is_from(review, organisation):
    there = make_review(make_workload(organisation, "Search"), review.version)
    answer(there, "backups", "tested")
    source = attached(there, upload=POLICY, choice_id="tested")
    attached(there, "Gone since", choice_id="")
    for _ in range(2):
        chosen = proposals(review, of_review(there))
        read = {each.question_id: each.answer.version for each in chosen}
        write_proposals(
            review=review, proposals=chosen, read_versions=read, by=None, origin=Origin.COPY
        )
        answer(
            review, "backups", "automatic"
        )  # somebody decides otherwise; then it is copied again
    copies = EvidenceItem.objects.filter(answer__review=review)
    assert {each.title for each in copies} == {"Backup policy", "Gone since"}
    assert copies.count() == 2
    copy = copies.get(choice_id="tested")
    assert (copy.copied_from, copy.file_id) == (source.pk, source.file_id)
    assert copy.origin_note.startswith("Copied from “Search”")
    remove_item(source, by=None)
    assert StoredFile.objects.filter(pk=copy.file_id).exists()


def test_reports_say_what_is_attached(clock, review):
    attached(review, "=HYPERLINK(1)", choice_id="tested", valid_until=date(2027, 3, 1))
    attached(review, "Runbook", url="https://wiki.example.com/run", text="")
    clock.shift(timedelta(days=2))
    tick()
    document = json.loads(json.dumps(review_document(review.workload)))
    stale = {each["title"]: each["stale"] for each in _question(document)["attached"]}
    assert stale == {"=HYPERLINK(1)": True, "Runbook": False}
    table = as_csv(content_of(review.workload))
    assert "=HYPERLINK" not in table.replace("'=HYPERLINK", "")
    assert "past its date" in table
    assert "Runbook (https://wiki.example.com/run)" in table


def test_what_no_call_can_show_says_so_and_where_to_attach(monkeypatch, editor, review):
    words = "No call can show this. Ask: When was the last restore?"
    monkeypatch.setattr(choices, "spoken_for", lambda: frozenset({"REL09-BP04"}))
    assert words not in editor.get(url_of(review)).content.decode()
    monkeypatch.setattr(choices, "spoken_for", frozenset)
    html = editor.get(url_of(review)).content.decode()
    assert words in html
    assert "attached/?choice=tested#attach" in html
    form = editor.get(url_of(review, "attached/?choice=tested")).context["item_form"]
    assert form["choice"].value() == "tested"


def _question(document: dict) -> dict:
    return document["lenses"][0]["pillars"][0]["questions"][0]
