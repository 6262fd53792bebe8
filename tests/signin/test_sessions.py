"""The list of one's sessions, and ending them."""

from time import monotonic

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache

from reviewapp.signin import sessions
from reviewapp.signin.domain.devices import device_of
from tests.factories import PASSWORD, login, make_user
from tests.people.visitors import new_email, new_visitor, sign_in

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def ada(organisation):
    return make_user(organisation, email=new_email(), password=PASSWORD)


@pytest.fixture
def here(ada):
    visitor = new_visitor()
    sign_in(visitor, ada.email)
    return visitor


@pytest.fixture
def phone(ada):
    visitor = new_visitor(HTTP_USER_AGENT=PHONE)
    sign_in(visitor, ada.email)
    return visitor


def test_a_session_ended_elsewhere_is_out_at_its_next_request(here, phone):
    page = here.get(LIST).content.decode()
    assert "Safari, iPhone" in page
    assert phone.defaults["REMOTE_ADDR"] in page
    lost = UserSession.objects.get(user_agent=PHONE)
    assert phone.get("/").status_code == 200
    assert here.post(f"{LIST}{lost.pk}/end/")["Location"] == LIST
    assert phone.get("/")["Location"].startswith("/accounts/login/")
    assert here.get("/").status_code == 200


def test_all_others_end_at_once(here, phone):
    assert here.post(LIST)["Location"] == LIST
    assert phone.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_ending_the_own_session_signs_out(here):
    own = UserSession.objects.get()
    assert here.post(f"{LIST}{own.pk}/end/")["Location"] == "/accounts/login/"
    assert here.get("/").status_code == 302


def test_nobody_ends_the_session_of_somebody_else(here, organisation):
    other = login(make_user(organisation))
    assert other.post(f"{LIST}{UserSession.objects.get().pk}/end/").status_code == 404
    assert here.get("/").status_code == 200


def test_where_a_session_was_used_last_is_noted(here, monkeypatch):
    session = UserSession.objects.get()
    here.get("/", REMOTE_ADDR="10.9.8.7")
    session.refresh_from_db()
    assert session.ip != "10.9.8.7"
    later = monotonic() + sessions.SEEN_SECONDS
    monkeypatch.setattr(sessions, "monotonic", lambda: later)
    cache.delete(f"signin:seen:{session.session_key}")  # as five minutes do
    here.get("/", REMOTE_ADDR="10.9.8.7")
    session.refresh_from_db()
    assert session.ip == "10.9.8.7"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, ("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", ("Firefox", "Linux")),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile", ("Chrome", "Android")),
        ("", ("", "")),
    ],
)
def test_a_device_is_named(agent, device):
    assert device_of(agent) == device
