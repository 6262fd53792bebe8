"""The language of pages, scripts, mails, jobs and live parts: the reader's, and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from reviewapp.people.models import User
from reviewapp.web.texts import version_of

GERMAN = {"accept-language": "de-CH,de;q=0.9,en;q=0.5"}
SIGN_IN = "/accounts/login/"
LANGUAGE = "/language/"


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
