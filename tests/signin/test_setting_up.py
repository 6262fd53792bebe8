"""An owner sets the organisation's own sign-in up; the mail that leads members to it."""

import json

import pytest
from django.core import mail, serializers

from reviewapp.audit.models import Entry
from reviewapp.people.models import Role
from reviewapp.signin.models import IdentityProvider
from reviewapp.signin.sealing import unseal
from tests.factories import make_organisation, make_user
from tests.people.visitors import new_visitor

from .issuers import SECRET, make_provider, running_issuer

pytestmark = pytest.mark.django_db
SECURITY = "/organisation/security/"
FORM = f"{SECURITY}sign-in/"
SENT = {
    "name": "Meridian ID",
    "slug": "Meridian",
    "issuer": "https://id.example/.well-known/openid-configuration",
    "client_id": "pillars",
    "secret": SECRET,
    "domains": "@Meridian.example, mail.meridian.example",
    "newcomer_role": "viewer",
    "active": "on",
}


def test_it_is_set_up_changed_and_removed(owner, organisation):
    assert str(organisation.pk) in owner.get(FORM).content.decode()
    assert owner.post(FORM, SENT)["Location"] == SECURITY
    made = IdentityProvider.objects.get()
    assert (made.slug, made.issuer) == ("meridian", "https://id.example")
    assert made.domains == ["meridian.example", "mail.meridian.example"]
    owner.post(FORM, {**SENT, "name": "Renamed", "secret": ""})
    made.refresh_from_db()
    assert (made.name, unseal(made.sealed_secret)) == ("Renamed", SECRET)
    assert new_visitor().get("/signin/at/meridian/").status_code == 200
    owner.post(f"{FORM}remove/")
    assert not IdentityProvider.objects.exists()


def test_the_secret_is_shown_nowhere(owner, organisation):
    owner.post(FORM, SENT)
    entries = list(Entry.objects.filter(organisation_id=organisation.pk))
    assert "provider.created" in {each.action for each in entries}
    shown = [owner.get(path).content.decode() for path in (SECURITY, FORM)]
    shown.append(serializers.serialize("json", [*IdentityProvider.objects.all(), *entries]))
    assert not any(SECRET in text or SECRET in json.dumps(text) for text in shown)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issuer": "not an address"}, "issuer"),
        ({"issuer": "ftp://id.example"}, "issuer"),
        ({"issuer": "https://["}, "issuer"),
        ({"issuer": "https://user:pass@id.example"}, "issuer"),
        ({"domains": "not a domain"}, "domains"),
        ({"domains": " , "}, "domains"),
        ({"newcomer_role": "owner"}, "newcomer_role"),
        ({"slug": "a b"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"secret": ""}, "secret"),
    ],
)
def test_what_cannot_work_is_told_beside_its_field(owner, change, field):
    make_provider(make_organisation("Taken"), "https://id.example")
    answer = owner.post(FORM, {**SENT, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["client_id"].value() == "pillars"
    assert IdentityProvider.objects.count() == 1


def test_http_needs_a_setting(owner, settings):
    settings.SIGNIN_PRIVATE_ADDRESSES = False
    answer = owner.post(FORM, {**SENT, "issuer": "http://id.example"})
    assert list(answer.context["form"].errors) == ["issuer"]


def test_the_owner_tests_it(owner, organisation):
    with running_issuer() as issuer:
        make_provider(organisation, issuer.url)
        assert "The issuer answers" in owner.post(f"{FORM}test/").content.decode()
    assert "could not be reached" in owner.post(f"{FORM}test/").content.decode()


def test_a_member_gets_the_address_by_mail_and_nobody_learns_who_is_one(organisation):
    member = make_user(organisation, Role.VIEWER)
    provider = make_provider(organisation, "https://id.example")
    answers = {
        new_visitor().post("/signin/", {"email": email})["Location"]
        for email in (member.email.upper(), "nobody@meridian.example")
    }
    assert answers == {"/signin/sent/"}
    (sent,) = mail.outbox
    assert sent.to == [member.email.upper()]
    assert f"/signin/at/{provider.slug}/" in sent.body


def test_asking_for_the_address_is_limited():
    visitor = new_visitor()
    answers = [visitor.post("/signin/", {"email": "a@b.example"}).status_code for _ in range(11)]
    assert answers == [*[302] * 10, 429]
