"""Second factors: setting one up, signing in with it, and an organisation that asks for one."""

import re
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import flows
from django.http import HttpResponse
from django.test import Client

from reviewapp.audit.models import Entry
from reviewapp.people.models import Membership, Role
from reviewapp.signin.domain.security import change_security
from tests.factories import PASSWORD, make_organisation, make_user, make_workload
from tests.people.visitors import new_email, new_visitor, sign_in

from .codes import code_of
from .issuers import come, make_provider, running_issuer

pytestmark = pytest.mark.django_db
ACTIVATE = "/accounts/2fa/totp/activate/"
ENROL = "/accounts/second-factor/"


@pytest.fixture
def ada(organisation):
    return make_user(organisation, Role.LEAD, email=new_email(), password=PASSWORD)


@pytest.fixture
def asked(organisation):
    change_security(
        organisation=organisation,
        second_factor_required=True,
        own_sign_in_counts=True,
        by=None,
    )
    return organisation


def signed_in(user) -> Client:
    visitor = new_visitor()
    sign_in(visitor, user.email)
    return visitor


def set_up(visitor: Client) -> str:
    """The key of the authenticator app that was set up."""
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = visitor.get(ACTIVATE).context["form"].secret
    answer = activate(visitor, secret)
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def activate(visitor: Client, secret: str) -> HttpResponse:
    """allauth tells of a factor once it is committed: within the request, as no test commits."""
    at_once = SimpleNamespace(on_commit=lambda tell: tell())
    with patch.object(flows, "transaction", at_once):
        return visitor.post(ACTIVATE, {"code": code_of(secret)})


def enter(visitor: Client, code: str) -> bool:
    return visitor.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302


def test_an_app_is_set_up_and_asked_for_from_then_on(ada, mailoutbox):
    secret = set_up(signed_in(ada))
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    assert "authenticator app" in mailoutbox[-1].body.lower()
    second = new_visitor()
    assert sign_in(second, ada.email)["Location"] == "/accounts/2fa/authenticate/"
    assert second.get("/").status_code == 302
    assert not enter(second, "000000")
    assert enter(second, code_of(secret))
    assert second.get("/").status_code == 200


def test_a_recovery_code_works_once_and_new_ones_replace_the_old(ada):
    visitor = signed_in(ada)
    set_up(visitor)
    page = visitor.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<code>(\d+)</code>", page)
    assert len(codes) == 10
    assert visitor.get("/accounts/2fa/recovery-codes/download/").content.decode().split() == codes
    for expected in (True, False):
        again = new_visitor()
        sign_in(again, ada.email)
        assert enter(again, codes[0]) is expected
    visitor.post("/accounts/2fa/recovery-codes/generate/")
    again = new_visitor()
    sign_in(again, ada.email)
    assert not enter(again, codes[1])


def test_guessing_at_the_second_factor_is_stopped(ada):
    set_up(signed_in(ada))
    guesser = new_visitor()
    sign_in(guesser, ada.email)
    for guess in range(6):
        page = guesser.post("/accounts/2fa/authenticate/", {"code": f"{guess:06}"})
    assert "Too many" in page.content.decode()


def test_setting_one_up_takes_the_password_again(ada):
    visitor = signed_in(ada)
    assert visitor.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")
    assert visitor.post(ACTIVATE, {"code": "1"})["Location"].startswith("/accounts/reauthenticate/")


def test_who_has_none_is_led_to_set_one_up_and_can_do_nothing_else(ada, asked):
    workload = make_workload(asked, "Checkout")
    visitor = signed_in(ada)
    page = f"/workloads/{workload.pk}/"
    for answer in (visitor.get("/"), visitor.get(page), visitor.post(f"{page}archive/")):
        assert answer["Location"] == ENROL
    htmx = visitor.get(page, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == ENROL
    workload.refresh_from_db()
    assert workload.archived_at is None
    assert visitor.get(ENROL).status_code == 200
    set_up(visitor)
    assert visitor.get(page).status_code == 200
    assert visitor.get(ENROL)["Location"] == "/"


def test_leaving_and_another_organisation_stay_open(ada, asked):
    elsewhere = make_organisation("Elsewhere")
    Membership.objects.create(organisation=elsewhere, user=ada, role=Role.VIEWER)
    visitor = signed_in(ada)
    session = visitor.session
    session["organisation"] = str(elsewhere.pk)
    session.save()
    own = make_workload(elsewhere)
    assert visitor.get(f"/workloads/{own.pk}/").status_code == 200
    # Not by the way of a link into the other one either.
    assert visitor.get(f"/workloads/{make_workload(asked).pk}/").status_code == 404
    assert visitor.post("/accounts/logout/")["Location"] == "/accounts/login/"


def test_a_session_from_before_has_to_give_the_factor_once(ada, asked, organisation):
    change_security(
        organisation=organisation, second_factor_required=False, own_sign_in_counts=True, by=None
    )
    before, here = signed_in(ada), signed_in(ada)
    secret = set_up(here)
    change_security(
        organisation=organisation, second_factor_required=True, own_sign_in_counts=True, by=None
    )
    assert here.get("/").status_code == 200
    assert before.get("/")["Location"] == ENROL
    assert "Enter a code" in before.get(ENROL).content.decode()
    before.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret)})
    assert before.get("/").status_code == 200


def test_the_organisations_own_sign_in_is_enough_where_the_owner_says_so(asked):
    claims = {"email": "ada@meridian.example", "email_verified": True}
    with running_issuer() as issuer:
        provider = make_provider(asked, issuer.url)
        visitor = new_visitor()
        come(visitor, issuer, provider, issuer.knows("ada", **claims))
    assert visitor.get("/").status_code == 200
    change_security(
        organisation=asked, second_factor_required=True, own_sign_in_counts=False, by=None
    )
    assert visitor.get("/")["Location"] == ENROL
    # It may set the first one up although it may change nothing else.
    secret = visitor.get(ACTIVATE).context["form"].secret
    activate(visitor, secret)
    assert visitor.get("/").status_code == 200


def test_an_owner_asks_for_it_and_sees_who_has_none(owner, organisation, editor):
    page = "/organisation/security/"
    assert editor.get(page).status_code == 403
    assert editor.user.name in owner.get(page).content.decode()
    assert owner.post(page, {"second_factor_required": "on"})["Location"] == page
    assert owner.get("/")["Location"] == ENROL
    entry = Entry.objects.filter(organisation_id=organisation.pk).latest("pk")
    assert (entry.action, entry.after["second_factor_required"]) == ("security.changed", True)


def test_what_changes_about_factors_is_in_the_log(ada, organisation):
    visitor = signed_in(ada)
    set_up(visitor)
    visitor.post("/accounts/2fa/totp/deactivate/")
    found = Entry.objects.filter(organisation_id=organisation.pk, action__startswith="factor.")
    assert set(found.values_list("action", "subject")) >= {
        ("factor.added", ada.email),
        ("factor.removed", ada.email),
    }
