"""An organisation's own sign-in, through a real provider: whom it lets in, and how far."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from reviewapp.people.models import Membership, Role, User
from reviewapp.signin.domain.providers import save_provider
from reviewapp.signin.models import IdentityProvider
from tests.factories import PASSWORD, login, make_organisation, make_user, make_workload
from tests.people.visitors import new_visitor

from .issuers import come, make_provider, running_issuer

pytestmark = pytest.mark.django_db
ADA = {"email": "ada@meridian.example", "email_verified": True, "name": "Ada Byron"}


@pytest.fixture(scope="module")
def issuer():
    with running_issuer() as running:
        yield running


@pytest.fixture
def provider(organisation, issuer) -> IdentityProvider:
    return make_provider(organisation, issuer.url)


@pytest.fixture
def sub() -> str:
    return uuid4().hex


def is_in(visitor: Client) -> bool:
    return visitor.get("/").status_code == 200


def test_a_newcomer_becomes_a_member_with_the_role_that_the_owner_chose(issuer, provider, sub):
    visitor = new_visitor()
    page = visitor.post("/signin/at/meridian/", {"next": "/lenses/"})
    asked = parse_qs(urlsplit(page.context["address"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"][0].endswith(f"/accounts/oidc/{provider.pk}/callback/")
    back = issuer.authorize(page.context["address"], issuer.knows(sub, **ADA))
    assert visitor.get(back)["Location"] == "/lenses/"
    member = Membership.objects.get(user__email="ada@meridian.example")
    assert (member.organisation, member.role) == (provider.organisation, Role.VIEWER)
    assert (member.user.name, member.user.has_usable_password()) == ("Ada Byron", False)
    assert EmailAddress.objects.filter(user=member.user, verified=True).count() == 1
    assert is_in(visitor)
    # What the provider sent back works once.
    assert new_visitor().get(back).status_code == 401


def test_a_member_is_known_by_the_address_first_and_by_the_number_then(
    issuer, organisation, provider, sub
):
    ada = make_user(organisation, Role.LEAD, email="ada@meridian.example", password=PASSWORD)
    first, second = new_visitor(), new_visitor()
    come(first, issuer, provider, issuer.knows(sub, **ADA))
    come(second, issuer, provider, issuer.knows(sub, **{**ADA, "email": "new@meridian.example"}))
    assert [each.session["_auth_user_id"] for each in (first, second)] == [str(ada.pk)] * 2
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)


def test_an_account_of_another_organisation_is_never_taken_over(issuer, provider, sub):
    elsewhere = make_organisation("Elsewhere")
    victim = make_user(elsewhere, email="ada@meridian.example", password=PASSWORD)
    visitor = new_visitor()
    answer = come(visitor, issuer, provider, issuer.knows(sub, **ADA))
    assert answer.status_code == 403
    assert "not a member of this organisation" in answer.content.decode()
    assert not is_in(visitor)
    assert not SocialAccount.objects.exists()
    assert victim.memberships.get().organisation == elsewhere
    victim.refresh_from_db()
    assert victim.check_password(PASSWORD)


def test_whoever_is_signed_in_is_not_linked_to_what_the_provider_says(issuer, provider, sub):
    victim = login(make_user(make_organisation("Elsewhere"), password=PASSWORD))
    page = victim.post("/signin/at/meridian/", {"process": "connect"})
    victim.get(issuer.authorize(page.context["address"], issuer.knows(sub, **ADA)))
    assert SocialAccount.objects.get().user.email == "ada@meridian.example"
    assert victim.session["_auth_user_id"] != str(victim.user.pk)


def test_a_session_that_it_opened_reaches_this_organisation_alone(
    issuer, organisation, provider, sub
):
    elsewhere = make_organisation("Elsewhere")
    ada = make_user(elsewhere, email="ada@meridian.example", password=PASSWORD)
    Membership.objects.create(organisation=organisation, user=ada, role=Role.VIEWER)
    other, own = make_workload(elsewhere), make_workload(organisation)
    visitor = new_visitor()
    come(visitor, issuer, provider, issuer.knows(sub, **ADA))
    session = visitor.session
    session["organisation"] = str(elsewhere.pk)
    session.save()
    assert visitor.get(f"/workloads/{own.pk}/").status_code == 200
    assert visitor.get(f"/workloads/{other.pk}/").status_code == 404
    assert visitor.get("/").wsgi_request.organisation == organisation
    # With the password that only the holder knows it reaches everything.
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert visitor.get(f"/workloads/{other.pk}/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "password/set/",
        "password/change/",
        "2fa/passkeys/add/",
        "2fa/totp/activate/",
        "sessions/",
    ],
)
def test_a_session_that_it_opened_plants_no_way_into_the_account(
    issuer, organisation, provider, sub, path
):
    ada = make_user(make_organisation("Elsewhere"), email="ada@meridian.example")
    Membership.objects.create(organisation=organisation, user=ada, role=Role.VIEWER)
    visitor = new_visitor()
    come(visitor, issuer, provider, issuer.knows(sub, **ADA))
    sent = {"password1": PASSWORD, "password2": PASSWORD, "email": "a@evil.example"}
    for answer in (visitor.get(f"/accounts/{path}"), visitor.post(f"/accounts/{path}", sent)):
        assert answer["Location"] == "/accounts/security/"
    ada.refresh_from_db()
    assert not ada.has_usable_password()
    assert not Authenticator.objects.exists()
    assert EmailAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({**ADA, "email_verified": False}, "did not say that your e-mail address is verified"),
        ({"email": ADA["email"]}, "did not say that your e-mail address is verified"),
        ({**ADA, "email": "ada@elsewhere.example"}, "none of the domains"),
        ({**ADA, "email": "ada@evil.example@elsewhere.example"}, "did not tell"),
        ({"name": "Ada"}, "did not tell your e-mail address"),
    ],
)
def test_only_a_verified_address_of_an_allowed_domain_is_let_in(
    issuer, provider, sub, claims, words
):
    visitor = new_visitor()
    answer = come(visitor, issuer, provider, issuer.knows(sub, **claims))
    assert (answer.status_code, is_in(visitor)) == (403, False)
    assert words in answer.content.decode()
    assert not User.objects.exists()


def test_an_owner_may_take_the_addresses_as_verified_and_let_no_newcomers_in(
    issuer, organisation, sub
):
    provider = make_provider(organisation, issuer.url, addresses_trusted=True, newcomer_role="")
    issuer.knows(sub, email=ADA["email"])
    assert come(new_visitor(), issuer, provider, sub).status_code == 403
    make_user(organisation, email=ADA["email"])
    assert come(new_visitor(), issuer, provider, sub)["Location"] == "/"


def test_whom_the_organisation_let_go_is_let_in_no_more(issuer, provider, sub):
    come(new_visitor(), issuer, provider, issuer.knows(sub, **ADA))
    membership = Membership.objects.get()
    membership.deactivated_at = timezone.now()
    membership.save()
    assert come(new_visitor(), issuer, provider, sub).status_code == 403
    membership.delete()
    assert come(new_visitor(), issuer, provider, sub).status_code == 403


def test_the_same_number_at_another_organisations_provider_is_somebody_else(issuer, provider, sub):
    other = make_provider(make_organisation("Elsewhere"), issuer.url, domains=["elsewhere.example"])
    come(new_visitor(), issuer, provider, issuer.knows(sub, **ADA))
    issuer.knows(sub, **{**ADA, "email": "eve@elsewhere.example"})
    come(new_visitor(), issuer, other, sub)
    assert set(SocialAccount.objects.values_list("user__email", "provider")) == {
        ("ada@meridian.example", provider.key),
        ("eve@elsewhere.example", other.key),
    }


def test_another_issuer_knows_nobody_until_they_come_again(issuer, organisation, provider, sub):
    come(new_visitor(), issuer, provider, issuer.knows(sub, **ADA))
    fields = {"issuer": "https://other.example"}
    save_provider(organisation=organisation, fields={"name": "Renamed"}, secret="", by=None)
    assert SocialAccount.objects.count() == 1
    save_provider(organisation=organisation, fields=fields, secret="", by=None)
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_and_a_broken_provider_are_told_in_words(
    issuer, organisation, provider, sub
):
    forged = f"/accounts/oidc/{provider.pk}/callback/?code=x&state=y"
    answer = new_visitor().get(forged)
    assert answer.status_code == 401
    assert "could not be used" in answer.content.decode()
    assert new_visitor().get(f"/accounts/oidc/{uuid4()}/callback/?code=x").status_code == 404
    save_provider(
        organisation=organisation, fields={"issuer": "http://localhost:9"}, secret="", by=None
    )
    answer = new_visitor().post("/signin/at/meridian/")
    assert answer.status_code == 502
    assert "does not answer as it should" in answer.content.decode()


def test_a_closed_sign_in_is_not_there(issuer, organisation, provider):
    save_provider(organisation=organisation, fields={"active": False}, secret="", by=None)
    assert new_visitor().get("/signin/at/meridian/").status_code == 404
    forged = f"/accounts/oidc/{provider.pk}/callback/?code=x&state=y"
    assert new_visitor().get(forged).status_code == 404
