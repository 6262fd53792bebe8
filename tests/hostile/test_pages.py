"""No page shows what somebody wrote as anything but text, stored or sent back at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from django.test import Client

from tests.access.addresses import address, named_patterns

from .asking import ask, read
from .fields import hostile_fields, label_of
from .forms import TYPED, Form, merged
from .reading import Page, read_page

pytestmark = pytest.mark.django_db
NAMES = sorted(named_patterns())
PUBLIC = (
    "guests:",
    "people:invitation",
    "account_",
    "signin:",
    "notices:unsubscribe",
    "lenses:share",
)
PUBLIC += ("workloads:share_",)
HTMX = {"HX-Request": "true"}
# What addresses are asked for beyond what forms send.
ASKED = ("q", "page", "show", "next", "lens", "version", "account", "region", "service", "check")
ASKED += ("step", "workload", "place", "tab", "sort", "kind", "state", "from", "to", "row", "after")
# Fields that every walk through the pages must meet, or it looks at nothing.
MET = [
    "people.Organisation.name",
    "people.Unit.name",
    "people.User.name",
    "people.User.email",
    "people.Invitation.name",
    "workloads.Workload.name",
    "workloads.Workload.tags",
    "workloads.Workload.purpose",
    "collection.Fact.resource",
    "collection.Fact.data",
    "collection.Fact.tags",
    "findings.Finding.reason",
    "findings.Suppression.reason",
    "scanners.ImportedFinding.title",
    "scanners.ImportedReport.file_name",
    "lenses.Lens.name",
    "lenses.LensVersion.document",
    "lenses.LensDraft.document",
    "priorities.Profile.questions",
    "reviews.Answer.notes",
    "reviews.EvidenceItem.title",
    "reviews.Milestone.name",
    "reviews.Milestone.document",
    "comments.Comment.text",
    "comments.Attachment.name",
    "standing.StandingAnswer.note",
    "guests.GuestLink.name",
    "notices.Notice.text",
    "audit.Entry.subject",
    "audit.Entry.after",
    "collection.Run.failure",
    "signin.IdentityProvider.name",
]


@dataclass
class Walk:
    """What all addresses answered: problems by address, the fields that were shown, the forms."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)
    forms: list[Form] = field(default_factory=list)

    def note(self, name: str, who: str, page: Page) -> None:
        self.problems.setdefault(name, []).extend(f"{who}: {each}" for each in page.wrong)
        self.shown |= page.shown
        self.forms += page.forms


@pytest.fixture(scope="module")
def visitors(world) -> Mapping[str, Client]:
    """The owner, and whoever holds a link to what needs no account."""
    guest, invited = Client(), Client()
    guest.get(address("guests:open", world.ids))
    invited.get(address("people:invitation_open", world.ids))
    stranger = world.browsers["stranger"]
    stranger.get(address("workloads:share_open", world.ids))
    owner = world.browsers["owner"]
    return {"owner": owner, "guest": guest, "invited": invited, "stranger": stranger}


@pytest.fixture(scope="module")
def walk(world, visitors) -> Walk:
    """Every address, as a page and as a fragment; where no account is needed, by guests too."""
    found = Walk()
    for name in NAMES:
        url = address(name, world.ids)
        for who, browser in visitors.items():
            if who == "owner" or name.startswith(PUBLIC):
                page = read(ask(browser, "get", url))
                for form in page.forms:
                    form.action = form.action or url
                found.note(name, who, page)
        found.note(name, "fragment", read(ask(visitors["owner"], "get", url, **HTMX)))
    return found


@pytest.fixture(scope="module")
def forms(walk) -> Mapping[str, Form]:
    return merged(walk.forms)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_shown_as_text(walk, name):
    assert walk.problems[name] == []


def test_the_walk_meets_what_people_write(walk):
    met = {label_of(field) for number, field in enumerate(hostile_fields()) if number in walk.shown}
    assert set(MET) - met == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_comes_back_as_text(world, visitors, forms, name):
    url = address(name, world.ids)
    known = forms.get(url)
    sent = dict.fromkeys([*ASKED, *(known.values if known else ())], TYPED)
    assert read(ask(visitors["owner"], "get", url, sent)).wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sent_comes_back_as_text(world, visitors, forms, name):
    url = address(name, world.ids)
    known = forms.get(url)
    form = known or Form(url, "post", dict.fromkeys(ASKED, ""), set(ASKED))
    owner = visitors["owner"]
    assert read(ask(owner, "post", url, form.all_hostile())).wrong == []
    if known:
        assert read(ask(owner, "post", url, form.texts_hostile(), **HTMX)).wrong == []


@pytest.mark.parametrize(
    "bad",
    [
        "<p title='' onclick=h4x()>",
        "<a href=' java\nscript:h4x()'>",
        "<form action='data:text/html,x'>",
        "<script>h4x()</script>",
        "<img src=x>",
        "<h4x>",
        "h4x49",
        "<p style='color:red'>",
    ],
)
def test_the_look_finds_what_acts(bad):
    assert read_page(f"<main>{bad}</main>").wrong


def test_the_look_lets_by_what_does_not():
    good = '<a href="/a?b=c:d">x</a><a href="https://a.example">&lt;h4x&gt;</a>'
    assert (
        read_page(good + '<script type="application/json">{"a": "\\u003ch4x>"}</script>').wrong
        == []
    )
