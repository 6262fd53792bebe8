"""A guest reads one review for a while, and nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from reviewapp.audit.models import Entry
from reviewapp.comments.domain.writing import Draft, begin_thread
from reviewapp.guests.domain import make_link, revoke_link
from reviewapp.people.models import Role
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.reviews.domain.evidence_items import NewItem, Upload, attach
from reviewapp.workloads.domain import create_workload
from tests.comments.factories import question_subject
from tests.factories import make_user
from tests.reviews.factories import make_finding

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def reviewed(organisation):
    workload = create_workload(
        organisation=organisation,
        fields={"name": "Checkout", "description": "Takes orders.", "environment": "PRODUCTION"},
        lenses=["foundations"],
    )
    return workload.reviews.get()


def decide(review, **decision):
    answer = review.answers.first()
    save_answer(
        answer_id=answer.pk,
        read_version=answer.version,
        decision=Decision(not_applicable=True, **decision),
        by=None,
    )
    return answer


def opened(review, **asked) -> tuple[Client, str, object]:
    """A browser that followed a new link, and the address that it came to."""
    values = {"name": "KPMG", "days": 7, "with_evidence": False, **asked}
    link, token = make_link(review=review, by=None, **values)
    browser = Client()
    response = browser.get(f"/guest/open/{token}/")
    assert response.status_code == 302
    assert token not in response["Location"]
    return browser, response["Location"], link


def test_a_guest_reads_the_review_with_their_name_across_it(organisation, reviewed):
    answer = decide(reviewed, notes=f"Nothing here. {HOSTILE}")
    subject = question_subject(reviewed, answer.question_id)
    draft = Draft("Nobody outside reads this.", uuid4())
    member = make_user(organisation, Role.COMMENTER)
    begin_thread(workload=reviewed.workload, subject=subject, draft=draft, by=member)
    browser, page, _link = opened(reviewed, name=f"Auditor {HOSTILE}", with_evidence=True)
    text = browser.get(page).content.decode()
    assert "Checkout" in text
    assert "Nothing here." in text
    assert text.count("Auditor &lt;script&gt;") > 50
    assert HOSTILE not in text
    assert "Nobody outside reads this." not in text


def test_a_guest_reaches_nothing_else(reviewed):
    browser, page, _link = opened(reviewed)
    for address in ("/", f"/workloads/{reviewed.workload_id}/", "/organisation/"):
        assert browser.get(address)["Location"].startswith("/accounts/login/")
    assert browser.post(page).status_code == 405


def test_an_address_that_somebody_copied_from_the_browser_opens_nothing(reviewed):
    _browser, page, _link = opened(reviewed)
    assert Client().get(page).status_code == 410


@pytest.mark.parametrize("token", ["x", "AAAA:BBBB", "a" * 5000])
def test_a_token_that_nobody_signed_opens_nothing(db, token):
    response = Client().get(f"/guest/open/{token}/")
    assert response.status_code == 410
    assert "does not work" in response.content.decode()


def test_an_ended_link_ends_what_is_being_read(reviewed, owner):
    browser, page, link = opened(reviewed)
    assert browser.get(page).status_code == 200
    assert revoke_link(link, by=owner.user)
    response = browser.get(page)
    assert response.status_code == 410
    assert "Checkout" not in response.content.decode()


def test_a_link_works_until_its_day(reviewed):
    browser, page, _link = opened(reviewed, days=1)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert browser.get(page).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert browser.get(page).status_code == 410


@pytest.mark.parametrize("shown", [True, False])
def test_evidence_is_shown_only_where_the_link_says_so(reviewed, shown):
    answer = decide(reviewed)
    upload = Upload("restore.txt", "text/plain", b"Restored.")
    item = attach(answer_id=answer.pk, item=NewItem("Restore log", upload=upload), by=None)
    browser, page, _link = opened(reviewed, with_evidence=shown)
    file = browser.get(f"{page}files/{item.file_id}/")
    assert ("Restore log" in browser.get(page).content.decode()) is shown
    assert file.status_code == (200 if shown else 404)
    if shown:
        assert b"".join(file) == b"Restored."


def test_no_file_of_another_workload_is_opened(reviewed, organisation):
    other = create_workload(
        organisation=organisation,
        fields={"name": "Search", "description": "Finds.", "environment": "PRODUCTION"},
        lenses=["foundations"],
    )
    answer = decide(other.reviews.get())
    upload = Upload("secret.txt", "text/plain", b"Not for guests.")
    item = attach(answer_id=answer.pk, item=NewItem("Secret", upload=upload), by=None)
    browser, page, _link = opened(reviewed, with_evidence=True)
    assert browser.get(f"{page}files/{item.file_id}/").status_code == 404


def test_a_lead_makes_and_ends_links_on_the_page(reviewed, editor):
    page = f"/workloads/{reviewed.workload_id}/guests/"
    form = {"name": " KPMG\n audit ", "review": reviewed.pk, "days": "14"}
    text = editor.post(page, form).content.decode()
    link = reviewed.guest_links.get()
    assert link.name == "KPMG audit"
    assert "http://testserver/guest/open/" in text
    assert "/guest/open/" not in editor.get(page).content.decode()
    editor.post(f"{page}{link.pk}/end/")
    assert not reviewed.guest_links.get().stands
    made, ended = Entry.objects.filter(action__startswith="guest.").order_by("pk")
    assert (made.action, ended.action) == ("guest.invited", "guest.revoked")
    assert "/guest/open/" not in str(made.after)


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 101), ("days", "0"), ("review", "nothing")]
)
def test_what_is_wrong_stands_beside_its_field(reviewed, editor, field, value):
    page = f"/workloads/{reviewed.workload_id}/guests/"
    form = {"name": "KPMG", "review": reviewed.pk, "days": "14", field: value}
    response = editor.post(page, form)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not reviewed.guest_links.exists()


def test_findings_stay_out_of_a_link_without_evidence(reviewed):
    run = reviewed.workload.runs.create(state="complete", stage="done")
    make_finding(run, "ebs-volumes-encrypted")
    reviewed.prefilled_from = run
    reviewed.save()
    browser, page, _link = opened(reviewed)
    assert "evidence__resource" not in browser.get(page).content.decode()
