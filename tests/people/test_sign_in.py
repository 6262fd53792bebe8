"""Signing in and out, limits on guessing, forgotten passwords, the way back to a page."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.factories import PASSWORD, login, make_organisation, make_user
from tests.people.visitors import LOGIN, new_email, new_place, new_visitor, sign_in

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
TOO_MANY = "Too many failed login attempts. Try again later."


@pytest.fixture
def user(organisation):
    return make_user(organisation, email=new_email(), password=PASSWORD)


@pytest.fixture
def visitor() -> Client:
    return new_visitor()


def test_a_member_signs_in_and_lands_on_the_dashboard(visitor, user):
    assert sign_in(visitor, user.email.upper())["Location"] == "/"
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"), [("right", "wrong"), ("nobody@example.com", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_are_told_alike(visitor, user, email, password):
    response = sign_in(visitor, user.email if email == "right" else email, password)
    assert response.status_code == 200
    assert response.context["form"].errors == {
        "__all__": ["The email address and/or password you specified are not correct."]
    }


def test_guessing_at_one_account_is_stopped_even_with_the_right_password(visitor, user):
    for _ in range(5):
        sign_in(visitor, user.email, "wrong")
    response = sign_in(visitor, user.email)
    assert response.context["form"].errors == {"__all__": [TOO_MANY]}
    other_place = new_visitor()
    assert sign_in(other_place, user.email).context["form"].errors == {"__all__": [TOO_MANY]}


def test_guessing_from_one_place_is_stopped_for_all_accounts(visitor, user):
    statuses = [sign_in(visitor, f"{n}-{user.email}", "wrong").status_code for n in range(31)]
    assert statuses[:30] == [200] * 30
    response = sign_in(visitor, user.email)
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert sign_in(new_visitor(), user.email).status_code == 302


def test_behind_a_proxy_the_limit_counts_the_visitor_and_not_the_proxy(settings, user):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxy, guesser, other = (new_place() for _ in range(3))
    for number in range(31):
        through = new_visitor(REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR=f"forged, {guesser}")
        last = sign_in(through, f"{number}-{user.email}", "wrong")
    assert last.status_code == 429
    beside = new_visitor(REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR=other)
    assert sign_in(beside, user.email).status_code == 302


def test_an_inactive_account_stays_outside(visitor, user):
    user.is_active = False
    user.save()
    sign_in(visitor, user.email)
    assert visitor.get("/").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_session(user):
    browser = login(user)
    browser.get("/accounts/logout/")
    assert browser.get("/").status_code == 200
    assert browser.post("/accounts/logout/")["Location"] == LOGIN
    assert browser.get("/").status_code == 302


def test_nobody_makes_an_account_alone(visitor):
    email = new_email()
    sent = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    response = visitor.post("/accounts/signup/", sent)
    assert response.status_code == 200
    assert not sign_in(visitor, email).has_header("Location")


def test_after_signing_in_one_is_where_one_wanted_to_be(visitor, user, workload):
    wanted = f"/workloads/{workload.pk}/?x=1"
    asked = visitor.get(wanted)
    assert asked["Location"] == f"{LOGIN}?next=/workloads/{workload.pk}/%3Fx%3D1"
    assert sign_in(visitor, user.email, next=wanted)["Location"] == wanted


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example.com/", "//evil.example.com", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(visitor, user, elsewhere):
    assert sign_in(visitor, user.email, next=elsewhere)["Location"] == "/"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(visitor, workload):
    page = f"/workloads/{workload.pk}/scans/"
    sent = visitor.post(f"{page}start/", headers={"Referer": f"http://testserver{page}"})
    assert sent["Location"] == f"{LOGIN}?next={page}"
    forged = visitor.post(f"{page}start/", headers={"Referer": "https://evil.example.com/"})
    assert forged["Location"] == f"{LOGIN}?next=/"


def test_a_fragment_asked_for_after_the_session_ended_leads_back_to_its_page(visitor, workload):
    page = f"/workloads/{workload.pk}/scans/"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    answer = visitor.get("/workloads/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{LOGIN}?next={page}")
    headers["HX-Current-URL"] = "https://evil.example.com/"
    assert visitor.get("/workloads/", headers=headers)["HX-Redirect"] == f"{LOGIN}?next=/"


def reset_link(visitor: Client, email: str) -> str:
    assert visitor.post(RESET, {"email": email})["Location"] == f"{RESET}done/"
    (sent,) = mail.outbox
    assert sent.to == [email]
    return re.search(r"http://\S+?(/accounts/\S+)", sent.body)[1]


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail(visitor, user):
    page = visitor.get(reset_link(visitor, user.email), follow=True)
    sent = {"password1": "a whole new secret", "password2": "a whole new secret"}
    visitor.post(page.request["PATH_INFO"], sent)
    assert sign_in(visitor, user.email, "a whole new secret")["Location"] == "/"
    assert sign_in(new_visitor(), user.email).status_code == 200


def test_an_unknown_address_gets_no_mail_and_the_page_does_not_tell(visitor, user):
    response = visitor.post(RESET, {"email": "nobody@example.com"})
    assert response["Location"] == f"{RESET}done/"
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("password", "words"),
    [("short", "too short"), ("password1234", "too common"), ("12345678901", "too common")],
)
def test_a_weak_password_is_refused_in_words(visitor, user, password, words):
    page = visitor.get(reset_link(visitor, user.email), follow=True)
    response = visitor.post(
        page.request["PATH_INFO"], {"password1": password, "password2": password}
    )
    assert words in " ".join(response.context["form"].errors["password1"])


def test_asking_for_mails_is_limited(visitor, user):
    answers = [visitor.post(RESET, {"email": user.email}).status_code for _ in range(6)]
    assert answers[:5] == [302] * 5
    assert len(mail.outbox) == 5


def test_a_changed_password_ends_the_other_sessions(user):
    here, there = login(user), login(user)
    here.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "a whole new secret",
            "password2": "a whole new secret",
        },
    )
    assert there.get("/").status_code == 302


def test_a_stranger_signs_in_to_their_own_organisation(visitor, workload):
    other = make_user(make_organisation("Elsewhere"), email=new_email(), password=PASSWORD)
    sign_in(visitor, other.email, next=f"/workloads/{workload.pk}/")
    assert visitor.get(f"/workloads/{workload.pk}/").status_code == 404
