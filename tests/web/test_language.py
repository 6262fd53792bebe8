"""The language of pages, scripts, mails, jobs and live parts: the reader's, and nobody else's."""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, override

from reviewapp.jobs.models import JobState
from reviewapp.jobs.working import do_job
from reviewapp.live.hub import Hub, Reader
from reviewapp.live.presence import Here
from reviewapp.notices.domain import bundle_waiting, notify
from reviewapp.notices.mail import send_mailing
from reviewapp.notices.models import Kind, Mailing, Notice
from reviewapp.people.domain.languages import choose_language
from reviewapp.people.models import Role, User
from reviewapp.reports.models import Report
from reviewapp.reviews.pages.question import find_place
from reviewapp.reviews.pages.standing import standing_parts
from reviewapp.reviews.pushing import Pushing
from reviewapp.web.texts import version_of
from reviewapp.workloads.domain import create_workload
from tests.factories import PASSWORD, make_organisation, make_user

FAMILIAR = re.compile(r"\b(du|dein\w*|dir|dich|gib|wähle)\b", re.IGNORECASE)
OF_ALLAUTH = ("account/", "mfa/", "usersessions/", "templates/account/messages/")
GERMAN = {"accept-language": "de-CH,de;q=0.9,en;q=0.5"}
SIGN_IN = "/accounts/login/"
LANGUAGE = "/language/"


def german(organisation) -> User:
    user = make_user(organisation, Role.VIEWER)
    choose_language(user, "de")
    return user


def lang(response) -> str:
    return response.content.decode().split('<html lang="', 1)[1].split('"', 1)[0]


def test_a_german_browser_gets_german_pages(db):
    response = Client(headers=GERMAN).get(SIGN_IN)

    assert lang(response) == "de"
    assert response["Content-Language"] == "de"
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in response["Vary"].split(",")}
    assert lang(Client(headers={"accept-language": "fr"}).get(SIGN_IN)) == "en"


def test_a_missing_page_speaks_the_language_too(db):
    response = Client(headers=GERMAN).get("/nowhere/at/all/")

    assert response.status_code == 404
    assert lang(response) == "de"


def test_whoever_is_not_signed_in_chooses_for_the_browser(anonymous):
    response = anonymous.post(LANGUAGE, {"language": "de", "next": f"{SIGN_IN}?next=/a/"})

    assert response["Location"] == f"{SIGN_IN}?next=/a/"
    assert lang(anonymous.get(SIGN_IN)) == "de"

    anonymous.post(LANGUAGE, {"language": ""})
    assert lang(anonymous.get(SIGN_IN)) == "en"


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:0", ""])
def test_a_choice_leads_to_no_other_site(anonymous, where):
    response = anonymous.post(LANGUAGE, {"language": "de", "next": where})

    assert response["Location"] == reverse("dashboard")


def test_a_persons_choice_wins_over_the_browser_and_goes_with_them(owner):
    owner.post(LANGUAGE, {"language": "de"})
    elsewhere = Client(headers={"accept-language": "en"})
    elsewhere.force_login(owner.user)

    assert lang(elsewhere.get(reverse("mfa_index"))) == "de"

    elsewhere.post(LANGUAGE, {"language": "tlh"})
    assert User.objects.get(pk=owner.user.pk).language == ""
    assert lang(elsewhere.get(reverse("mfa_index"))) == "en"


def test_texts_of_scripts_are_kept_by_their_version(anonymous):
    page = Client(headers=GERMAN).get(SIGN_IN).content.decode()
    address = reverse("web:texts", args=["de", version_of("de")])
    response = anonymous.get(address)

    assert f'src="{address}" defer' in page
    assert "Wird gespeichert" in response.content.decode()
    assert "immutable" in response["Cache-Control"]
    assert "no-store" in anonymous.get(reverse("web:texts", args=["de", "older"]))["Cache-Control"]
    assert anonymous.get(reverse("web:texts", args=["tlh", "older"])).status_code == 404


def test_mails_to_whoever_chose_nothing_are_in_the_language_of_their_last_sign_in(organisation):
    user = make_user(organisation, Role.VIEWER, password=PASSWORD)
    Client(headers=GERMAN).post(SIGN_IN, {"login": user.email, "password": PASSWORD})

    assert User.objects.get(pk=user.pk).reading_language == "de"


def test_no_text_of_signing_in_is_familiar():
    """allauth's German says “du”; what a newer version of it adds has to be said anew."""
    folder = Path(allauth.__file__).parent / "locale" / "de" / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        used = [each.id for each in read_po(file) if _is_used(each.locations)]
    with override("de"):
        familiar = [text for text in used if FAMILIAR.search(gettext(text))]

    assert len(used) > 50
    assert not familiar


def _is_used(locations) -> bool:
    return any(path.startswith(OF_ALLAUTH) for path, _line in locations)


def test_each_gets_notice_and_mail_in_their_own_language(organisation):
    ada, ben = german(organisation), make_user(organisation, Role.VIEWER)
    reader_of = partial(gettext, "Viewer")
    notify(
        users=[ada, ben], kind=Kind.MENTIONED, organisation=organisation, text=reader_of, url="/"
    )
    bundle_waiting(now=timezone.now() + timedelta(seconds=61))
    for mailing in Mailing.objects.filter(state=JobState.QUEUED):
        send_mailing(str(mailing.pk))

    mails = {each.to[0]: each for each in mail.outbox}
    assert {each.user: each.text for each in Notice.objects.all()} == {ada: "Lesend", ben: "Viewer"}
    assert (mails[ada.email].subject, mails[ben.email].subject) == ("Lesend", "Viewer")
    assert "Wählen, was Sie per E-Mail erfahren" in mails[ada.email].body
    assert "Choose what you are told by mail" in mails[ben.email].body


def test_a_mail_about_a_password_is_in_the_language_that_its_person_chose(organisation):
    ada = german(organisation)
    Client(headers={"accept-language": "en"}).post(
        reverse("account_reset_password"), {"email": ada.email}
    )

    assert mail.outbox[0].subject == "Neues Passwort setzen"


def test_an_invitation_is_in_the_language_of_whoever_has_an_account(organisation, owner):
    ada = german(make_organisation())
    for address in (ada.email, "new@example.com"):
        owner.post(reverse("people:invitation_create"), {"addresses": address, "role": "viewer"})

    assert [each.subject for each in mail.outbox] == [
        "Sie sind eingeladen: Meridian",
        "You are invited to Meridian",
    ]


def test_a_job_fails_in_the_words_of_whoever_asked_for_it(organisation, workload):
    words = gettext_lazy("Failed")

    def ended(by: User | None) -> str:
        report = Report.objects.create(workload=workload, format="pdf", requested_by=by)
        job = do_job(Report, str(report.pk), lambda _report: 1 / 0, mistake=words)  # type: ignore
        assert job is not None
        assert job.state == JobState.FAILED
        return job.failure

    with override("de"):  # of whatever the worker did before
        assert [ended(german(organisation)), ended(None)] == ["Gescheitert", "Failed"]


def test_a_live_part_goes_to_each_in_the_language_of_their_page(organisation, owner):
    workload = create_workload(
        organisation=organisation,
        fields={"name": "Checkout"},
        lenses=["foundations"],
        by=owner.user,
    )
    place = find_place(workload, "foundations")
    key = (str(workload.pk), "foundations")
    hub, pushing = Hub(), Pushing()
    readers = {code: _reader(hub, key[0], code) for code in ("de", "en")}
    for code in hub.languages(key[0]):
        with override(code):
            pushing._give(hub, key, code, standing_parts(place))

    said = {code: reader.queue.get_nowait().message for code, reader in readers.items()}
    assert all(reader.queue.empty() for reader in readers.values())
    assert {code for code, text in said.items() if "unbeantwortet" in text} == {"de"}
    assert {code for code, text in said.items() if ">unanswered<" in text} == {"en"}


def _reader(hub: Hub, workload: str, language: str) -> Reader:
    here = Here(user=1, name="Ada", initials="A", tab="tab")
    reader = Reader(workload, "session", here, language=language)
    hub.readers[workload][reader] = None
    return reader
