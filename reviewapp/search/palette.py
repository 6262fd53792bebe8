"""What the command palette offers: pages, workloads, questions of this review, what is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reviewapp.isolation.scopes import tenant
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.access import Rights
from reviewapp.people.models import Membership
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import find_workload, visible_workloads

from .domain.asking import ask
from .domain.words import MAX_QUERY, words_in
from .models import Kind
from .pages import hits_of
from .places import Option, fits, organisation_places, workload_places
from .queries import Narrowed, best, look, names_of, seen_by

MOST_PLACES, MOST_WORKLOADS, MOST_QUESTIONS, MOST_HITS = 8, 5, 6, 8
ICONS = {
    Kind.WORKLOAD: "workload",
    Kind.ANSWER: "lens",
    Kind.COMMENT: "comment",
    Kind.FINDING: "flag",
    Kind.RESOURCE: "server",
}


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Here:
    """The workload of the page that somebody is at, and the lens of the review there."""

    workload: Workload
    rights: Rights
    lens: str


def palette(membership: Membership, typed: str, at: str) -> dict[str, Any]:
    """Sections of options, those that are empty left out."""
    typed = typed.replace("\x00", "")[:MAX_QUERY].strip()
    words = words_in(typed)
    here = _here(membership, at)
    sections = list(_sections(membership, typed, words, here))
    return {"sections": [each for each in sections if each.options], "typed": typed}


def _sections(
    membership: Membership, typed: str, words: list[str], here: Here | None
) -> Iterator[Section]:
    if here:
        if words and here.lens:
            yield Section(_("Questions of this review"), _questions(here, words))
        places = workload_places(here.workload, here.rights, words)
        yield Section(here.workload.name, _few(places, words))
    yield Section(_("Workloads"), _workloads(membership, words))
    yield Section(_("Pages"), _few(organisation_places(membership, words), words))
    if words:
        yield Section(_("Found"), [*_found(membership, typed), _everything(typed)])


def _few(places: list[Option], words: list[str]) -> list[Option]:
    """All of them while nothing is typed: the list shows what there is."""
    return places[:MOST_PLACES] if words else places


def _here(membership: Membership, at: str) -> Here | None:
    """Of an address that the browser names: nothing of what the person may not see."""
    try:
        named = resolve(at).kwargs
    except Resolver404:
        return None
    workload_id = named.get("workload_id")
    found = find_workload(membership, workload_id) if isinstance(workload_id, UUID) else None
    return Here(*found, lens=str(named.get("lens", ""))) if found else None


def _questions(here: Here, words: list[str]) -> list[Option]:
    """Through a share the review is another organisation's."""
    with tenant(here.workload.organisation_id):
        review = here.workload.reviews.select_related("version").filter(slug=here.lens).first()
        lens = lens_of(review.version) if review else None
    if lens is None:
        return []
    found = [each for each in lens.questions if fits(f"{each.title} {each.id}", words)]
    return [
        Option(
            each.title,
            reverse("reviews:question", args=[here.workload.pk, here.lens, each.id]),
            "lens",
        )
        for each in found[:MOST_QUESTIONS]
    ]


def _workloads(membership: Membership, words: list[str]) -> list[Option]:
    found = visible_workloads(membership).filter(archived_at=None)
    for word in words:
        found = found.filter(name__icontains=word)
    rows = found.order_by("-updated_at", "name").values_list("pk", "name")[:MOST_WORKLOADS]
    return [Option(name, reverse("workloads:detail", args=[pk]), "workload") for pk, name in rows]


def _found(membership: Membership, typed: str) -> list[Option]:
    """Workloads are listed by their names already."""
    asked = ask(typed)
    if not asked.query:
        return []
    entries = best(look(seen_by(membership), asked.query, Narrowed()), asked.query, Narrowed())
    entries = [each for each in entries if each.kind != Kind.WORKLOAD][:MOST_HITS]
    names = names_of({each.workload_id for each in entries})
    hits = hits_of(entries, names, asked)
    return [
        Option(hit.title, hit.url, ICONS[Kind(entry.kind)], hit.workload)
        for entry, hit in zip(entries, hits, strict=True)
    ]


def _everything(typed: str) -> Option:
    url = f"{reverse('search:results')}?{urlencode({'q': typed})}"
    return Option(_("Search everything for “%(typed)s”") % {"typed": typed}, url, "search")
