"""The pages that a person may open: of the organisation, and of the workload they are at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviewapp.people.access import Rights, reaches
from reviewapp.people.models import Membership, Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page: what it is called, other words for it, the name of its address, who may open it."""

    label: str | Promise
    also: str | Promise
    name: str
    icon: str
    role: Role = Role.VIEWER
    home: bool = False


ORGANISATION = (
    Place(_("Dashboard"), _("start home overview"), "dashboard", "trend", Role.MEMBER),
    Place(_("My questions"), _("assigned to me"), "assignments:mine", "user", Role.MEMBER),
    Place(_("Workloads"), _("list"), "workloads:list", "workload", Role.MEMBER),
    Place(_("New workload"), _("create add"), "workloads:create", "plus", Role.LEAD),
    Place(_("Notifications"), _("notices"), "notices:list", "bell", Role.MEMBER),
    Place(
        _("Notification settings"), _("mail digest"), "notices:settings", "settings", Role.MEMBER
    ),
    Place(_("Search"), _("find"), "search:results", "search", Role.MEMBER),
    Place(_("Lenses"), _("library"), "lenses:list", "lens"),
    Place(_("Import a lens"), _("upload file"), "lenses:import", "upload", Role.LEAD),
    Place(_("Levels of practices"), _("risk own"), "lenses:levels", "flag"),
    Place(_("Review templates"), _("standing answers"), "standing:list", "copy"),
    Place(_("Profiles"), _("priorities"), "priorities:list", "first"),
    Place(_("Suppressions"), _("findings accepted"), "findings:suppressions", "eye"),
    Place(_("People"), _("organisation members roles"), "people:organisation", "users"),
    Place(_("Units"), _("teams"), "people:units", "users", Role.MEMBER),
    Place(_("Invitations"), _("invite member"), "people:invitations", "mail", Role.OWNER),
    Place(_("Scan rhythm"), _("schedule budget"), "schedule:organisation_scanning", "calendar"),
    Place(
        _("Sign-in of the organisation"),
        _("security sso mfa"),
        "signin:organisation",
        "lock",
        Role.OWNER,
    ),
    Place(_("Audit log"), _("history changes"), "trail:organisation", "history", Role.OWNER),
    Place(_("Your security"), _("password passkey mfa"), "mfa_index", "lock", Role.MEMBER),
)

WORKLOAD = (
    Place(_("Overview"), _("workload risks"), "workloads:detail", "workload"),
    Place(_("Review"), _("questions answers lenses"), "reviews:review", "lens"),
    Place(_("Discussion"), _("comments threads"), "comments:list", "comment"),
    Place(_("Findings"), _("checks failing"), "findings:list", "flag"),
    Place(_("Inventory"), _("resources"), "inventory:list", "server"),
    Place(_("Scans"), _("runs"), "collection:scans", "cloud"),
    Place(_("Milestones"), _("frozen"), "reviews:milestones", "flag"),
    Place(_("Reports"), _("pdf json csv"), "reports:list", "report"),
    Place(_("Connections"), _("accounts roles"), "collection:connections", "link", home=True),
    Place(_("Re-reviews"), _("schedule cadence"), "schedule:detail", "calendar", home=True),
    Place(_("People of the workload"), _("access share"), "workloads:people", "users", home=True),
    Place(_("Profile of the workload"), _("edit"), "workloads:edit", "edit", Role.LEAD),
    Place(_("Audit log of it"), _("history"), "trail:workload", "history", Role.LEAD, home=True),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the palette."""

    label: Any
    url: str
    icon: str
    hint: str = ""


def organisation_places(membership: Membership, words: list[str]) -> list[Option]:
    rights = Rights(Role(membership.role))
    return list(_open(ORGANISATION, rights, words, []))


def workload_places(workload: Any, rights: Rights, words: list[str]) -> list[Option]:
    return list(_open(WORKLOAD, rights, words, [workload.pk]))


def _open(
    places: tuple[Place, ...], rights: Rights, words: list[str], arguments: list[Any]
) -> Iterator[Option]:
    for place in places:
        allowed = reaches(rights.role, place.role) and (rights.home or not place.home)
        if allowed and fits(f"{place.label} {place.also}", words):
            yield Option(place.label, reverse(place.name, args=arguments), place.icon)


def fits(text: str, words: list[str]) -> bool:
    """Whether each word begins one of the text's."""
    there = text.lower().replace("-", " ").split()
    return all(any(each.startswith(word) for each in there) for word in words)
