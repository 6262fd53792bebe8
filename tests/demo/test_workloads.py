"""What a newcomer finds: people, workloads, a review under way; the same at the second start."""

from collections import Counter
from datetime import date

import pytest
from django.contrib.auth.password_validation import validate_password
from django.test import Client

from reviewapp.demo.people import EDITOR_EMAIL, EMAIL, PASSWORD, VIEWER_EMAIL, ensure_people
from reviewapp.demo.priorities import ANSWERS, ensure_profile
from reviewapp.demo.scanning import AccountAbsent, await_account
from reviewapp.demo.workloads import (
    SHOP,
    STAGING,
    WAREHOUSE,
    black_friday,
    connect,
    ensure_workload,
    events,
)
from reviewapp.people.models import Membership, Role, User
from reviewapp.priorities.models import Profile
from reviewapp.priorities.queries import profile_in_use
from reviewapp.workloads.forms import WorkloadForm
from reviewapp.workloads.models import Workload

# Also where the story alone is asked: only then is there a database.
pytestmark = pytest.mark.django_db

TODAY = date(2026, 8, 1)


@pytest.fixture
def larkspur(db):
    return ensure_people()


@pytest.mark.slow
def test_a_second_start_doubles_nothing_and_finds_the_account(story, account):
    assert story.rows == story.rows_again
    assert story.rows["Run"] == 1
    assert story.endpoint_again == account.endpoint.replace("127.0.0.1", "localhost")


@pytest.mark.slow
def test_the_review_is_under_way(story):
    assert story.milestones == [(SHOP, "First review")]
    answered = [a for (name, _), a in story.answers.items() if name == SHOP and a["selected"]]
    assert story.totals[SHOP] == len(answered) >= 6
    assert {a["by"] for a in answered} == {"Mira Kovac"}
    assert Counter(a["by_person"] for a in answered) == {True: 3, False: len(answered) - 3}
    assert story.totals[STAGING] >= 4
    assert story.totals[WAREHOUSE] >= 8


@pytest.mark.slow
def test_its_people_met_talked_and_shared_the_work(story):
    made = ("Comment", "Mention", "Meeting", "Assignment", "QuestionState", "ParkedItem")
    assert [story.rows[name] for name in made] == [2, 1, 1, 3, 1, 1]
    assert "Who pays for the second NAT gateway?" in story.minutes
    assert "shown for 17:00" in story.minutes
    assert "The bastion is reachable through the office VPN only." in story.minutes
    assert "Assigned to Ines Duarte, due " in story.minutes


@pytest.mark.slow
def test_a_start_leaves_a_question_where_people_took_it(story):
    assert story.agreed == "agreed"


@pytest.mark.slow
def test_one_decision_disagrees_with_the_evidence(story):
    disagreeing = {key for key, answer in story.answers.items() if answer["disagrees"]}
    assert disagreeing == {(SHOP, "sec_network")}
    assert "NET-212" in story.answers[SHOP, "sec_network"]["notes"]


@pytest.mark.slow
def test_what_was_accepted_is_what_the_evidence_says(story):
    assert story.answers[SHOP, "sec_detect"]["selected"] == ["sec_detect_no"]
    assert story.answers[SHOP, "sec_detect"]["risk"] == "HIGH"
    assert story.answers[SHOP, "rel_failover"]["selected"] == [
        "rel_lb_health_checks",
        "rel_route53_health_checks",
    ]


def test_people_sign_in_with_the_printed_password(larkspur):
    roles = dict(Membership.objects.values_list("user__email", "role"))
    assert roles.items() >= {EMAIL: "owner", EDITOR_EMAIL: "lead", VIEWER_EMAIL: "viewer"}.items()
    assert set(roles.values()) == set(Role.values)
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    validate_password(PASSWORD, User.objects.get(email=EMAIL))


def test_a_changed_password_stays(larkspur):
    user = User.objects.get(email=EMAIL)
    user.set_password("something-of-my-own")
    user.save()
    ensure_people()
    assert User.objects.get(email=EMAIL).check_password("something-of-my-own")


@pytest.mark.parametrize("name", [SHOP, STAGING, WAREHOUSE])
def test_profiles_are_such_as_a_person_could_type(larkspur, name):
    workload = ensure_workload(larkspur, name, today=TODAY)
    form = WorkloadForm(instance=workload)
    typed = {field: _typed(value) for field, value in form.initial.items()}
    copy = Workload(organisation=larkspur)
    form = WorkloadForm(data={**typed, "name": f"{name} 2"}, instance=copy)
    assert form.errors == {}


def test_a_connection_follows_the_account(larkspur):
    shop = ensure_workload(larkspur, SHOP, today=TODAY)
    first = connect(shop, "http://127.0.0.1:5001")
    again = connect(shop, "http://127.0.0.1:5002")
    assert (again.pk, again.external_id) == (first.pk, first.external_id)
    assert shop.connections.get().endpoint_url == "http://127.0.0.1:5002"


@pytest.mark.parametrize(
    ("year", "day"), [(2024, 29), (2025, 28), (2026, 27), (2027, 26), (2029, 23), (2030, 29)]
)
def test_black_friday(year, day):
    assert black_friday(year) == date(year, 11, day)


def test_the_next_sale_is_the_one_that_counts():
    assert events(date(2026, 11, 27))[0] == ("Black Friday", date(2026, 11, 27))
    assert events(date(2026, 11, 28))[0] == ("Black Friday", date(2027, 11, 26))
    assert [name for name, _ in events(TODAY)][1:] == [
        "Last orders before Christmas",
        "Spring catalogue",
    ]


def test_an_absent_account_is_said_in_words(monkeypatch):
    monkeypatch.setattr("reviewapp.demo.scanning.READY_SECONDS", 0.3)
    with pytest.raises(AccountAbsent, match=r"at http://127\.0\.0\.1:9 was not ready"):
        await_account("http://127.0.0.1:9")


def _typed(value: object) -> object:
    """A value of the form as a browser sends it."""
    if isinstance(value, list):
        return "\n".join(_line(each) for each in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}={text}" for key, text in value.items())
    return "" if value is None else value


def _line(value: object) -> str:
    """An event stands as its date and name."""
    return f"{value[1]} {value[0]}" if isinstance(value, tuple) else str(value)


def test_two_workloads_answer_the_profile_and_the_shop_chooses_for_itself(larkspur):
    made = [ensure_workload(larkspur, name, today=TODAY) for name in (STAGING, WAREHOUSE, SHOP)]
    for _ in range(2):
        ensure_profile(larkspur, made[:2])
        assert [profile_in_use(each).answers for each in made[:2]] == [
            ANSWERS[STAGING],
            ANSWERS[WAREHOUSE],
        ]
        assert profile_in_use(made[2]) is None
        assert Profile.objects.filter(organisation=larkspur).count() == 1
