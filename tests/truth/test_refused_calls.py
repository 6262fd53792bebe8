"""Calls refused over HTTP: a service denied, a region throttled, a list that breaks on page 2.

The laws deny services in facts that were read; here the calls themselves are refused, once each
way in one scan, and each takes with it what it could have shown and no more.
"""

import pytest

from reviewapp.collection.domain.sessions import client_config

from . import wire
from .account import OTHER
from .case import MET, NOT_MET, UNKNOWN, Case
from .cases.security_watch import FLOWS, GOOD, GROUPS, THREATS, TRAIL, TWO
from .judging import Judge
from .lacking import MAY_BECOME
from .layer import Trouble, denial
from .refusals import BROKEN, Refusal, throttled
from .scanning import Scanned
from .wire import Request, Response

pytestmark = pytest.mark.django_db
# The account that is right in everything, looked at in two regions.
CASE = Case("refused calls", GOOD.build, GOOD.expect, regions=TWO, profile=GOOD.profile)


class SecondPage:
    """The first page says that there is a second one, which then breaks."""

    def __init__(self, page: dict[str, object]) -> None:
        self.page = page
        self.asked: set[str] = set()

    def __call__(self, request: Request) -> Refusal | Response:
        if request.region in self.asked:
            return BROKEN
        self.asked.add(request.region)
        return wire.write(request, {**self.page, "NextToken": "more"})


@pytest.fixture(scope="module")
def few_attempts():
    """One retry in place of seven: the refusals here last."""
    defaults = client_config.__kwdefaults__
    kept, defaults["attempts"] = defaults["attempts"], 2
    yield
    defaults["attempts"] = kept


@pytest.fixture
def whole(judge: Judge) -> Scanned:
    return judge.scan(CASE)


@pytest.mark.usefixtures("few_attempts")
def test_what_was_refused_is_unknown_and_everything_else_as_it_was(judge, whole):
    refused = judge.scan_with(
        CASE,
        denial("cloudtrail"),
        Trouble("guardduty", throttled, region=OTHER),
        Trouble("ec2", SecondPage({"FlowLogs": []}), "DescribeFlowLogs"),
    )
    before = [whole.suggestion(choice) for choice in (TRAIL, THREATS, FLOWS)]
    assert before == [MET, MET, NOT_MET]
    assert [refused.suggestion(choice) for choice in (TRAIL, THREATS, FLOWS)] == [UNKNOWN] * 3
    assert refused.suggestion(GROUPS) == whole.suggestion(GROUPS)
    assert [p["state"] for p in parts(refused, "cloudtrail")] == ["denied", "denied"]
    assert {p["region"] for p in parts(refused, "guardduty") if p["state"] == "failed"} == {OTHER}
    assert {p["state"] for p in parts(refused, "ec2")} == {"failed"}
    worse = {
        choice: (whole.suggestion(choice), refused.suggestion(choice))
        for choice in whole.choices
        if refused.suggestion(choice) not in MAY_BECOME[whole.suggestion(choice)]
    }
    assert worse == {}
    new = {c for c in whole.choices if refused.suggestion(c) == NOT_MET}
    assert new <= {c for c in whole.choices if whole.suggestion(c) == NOT_MET}


def parts(scanned: Scanned, service: str) -> list[dict[str, str]]:
    return [part for part in scanned.report["coverage"] if part["service"] == service]
