"""The list of the library: lenses, drafts of new ones, and lenses that are no longer shared."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import Organisation

from ..domain.library import available_lenses
from ..models import Lens, LensDraft, LensShare, LensVersion

PER_PAGE = 25


class Show(StrEnum):
    """Which entries are wanted."""

    ALL = "all"
    BUILTIN = "builtin"
    OWN = "own"
    SHARED = "shared"
    DRAFTS = "drafts"
    RETIRED = "retired"


LABELS: Mapping[Show, str | Promise] = {
    Show.ALL: _("All"),
    Show.BUILTIN: _("Built in"),
    Show.OWN: _("Ours"),
    Show.SHARED: _("Shared with us"),
    Show.DRAFTS: _("Drafts"),
    Show.RETIRED: _("Retired"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A lens, or the draft of one that was never published. `unshared`: it was somebody's."""

    name: str
    place: Show
    lens: Lens | None = None
    draft_id: UUID | None = None
    unshared: bool = False

    @property
    def state(self) -> str:
        if self.lens is None:
            return "draft"
        if self.unshared:
            return "unshared"
        return "retired" if self.lens.retired_at else "published"

    @property
    def source(self) -> str:
        """Whose lens it is, where it is another organisation's."""
        owner = self.lens.organisation if self.lens and self.place is Show.SHARED else None
        return owner.name if owner else ""

    def says(self, words: str) -> bool:
        """Whether its name, or whose it is, has these words."""
        return words.casefold() in f"{self.name}\n{self.source}".casefold()

    def is_in(self, show: Show) -> bool:
        if show is Show.DRAFTS:
            return self.draft_id is not None
        if show is Show.RETIRED:
            return self.state == "retired"
        return show in (Show.ALL, self.place)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its newest version and the number of workloads that use it."""

    entry: Entry
    version: LensVersion | None
    workloads: int


def library_context(organisation: Organisation, wanted: QueryDict) -> dict[str, Any]:
    """The page of the list that an address asks for; the same queries whatever its size."""
    words, show = wanted.get("q", "").strip()[:200], _show(wanted.get("show", ""))
    found = [each for each in entries(organisation) if each.says(words)]
    shown = [each for each in found if each.is_in(show)]
    page = Paginator(shown, PER_PAGE).get_page(wanted.get("page"))
    return {
        "page_obj": page,
        "rows": _rows(organisation, page.object_list),
        "words": words,
        "show": show,
        "pills": _pills(found, show),
    }


def entries(organisation: Organisation) -> list[Entry]:
    """Everything in the library: built in, own with drafts of new lenses, shared."""
    drafts = list(_drafts(organisation))
    of_lens = {draft.lens_id: draft.pk for draft in drafts if draft.lens_id}
    lenses = available_lenses(organisation).select_related("organisation")
    known = [_entry(lens, organisation, of_lens.get(lens.pk)) for lens in lenses]
    new = [
        Entry(draft.title or gettext("Untitled lens"), Show.OWN, draft_id=draft.pk)
        for draft in drafts
        if not draft.lens_id
    ]
    seen = {each.lens.pk for each in known if each.lens}
    gone = [
        Entry(lens.name, Show.SHARED, lens, unshared=True)
        for lens in _once_shared(organisation)
        if lens.pk not in seen
    ]
    order = [Show.BUILTIN, Show.OWN, Show.SHARED]
    return sorted([*known, *new, *gone], key=lambda each: order.index(each.place))


def _entry(lens: Lens, organisation: Organisation, draft_id: UUID | None) -> Entry:
    if lens.organisation_id is None:
        return Entry(lens.name, Show.BUILTIN, lens)
    if lens.organisation_id == organisation.pk:
        return Entry(lens.name, Show.OWN, lens, draft_id)
    return Entry(lens.name, Show.SHARED, lens)


def _drafts(organisation: Organisation) -> Iterable[Any]:
    """Drafts by name, without their documents."""
    drafts = LensDraft.objects.filter(organisation=organisation).only("pk", "lens_id")
    return drafts.annotate(title=KeyTextTransform("name", "document")).order_by("title")


def _once_shared(organisation: Organisation) -> Iterator[Lens]:
    """Lenses whose owner took them back, until the organisation lets them go too."""
    ended = LensShare.objects.filter(
        organisation=organisation, revoked_at__isnull=False, left_at=None
    )
    found = ended.select_related("lens__organisation").order_by("lens__name")
    return iter({share.lens_id: share.lens for share in found}.values())


def _show(text: str) -> Show:
    return Show(text) if text in tuple(Show) else Show.ALL


def _pills(found: Collection[Entry], now: Show) -> list[dict[str, Any]]:
    return [
        {
            "value": "" if show is Show.ALL else show.value,
            "label": str(label),
            "count": sum(each.is_in(show) for each in found),
            "current": show is now,
        }
        for show, label in LABELS.items()
    ]


def _rows(organisation: Organisation, shown: Iterable[Entry]) -> list[Row]:
    listed = list(shown)
    ids = [each.lens.pk for each in listed if each.lens]
    newest = _newest(ids)
    users = workloads_using(organisation, ids)
    return [
        Row(each, newest.get(each.lens.pk), users.get(each.lens.pk, 0))
        if each.lens
        else Row(each, None, 0)
        for each in listed
    ]


def _newest(lens_ids: Collection[UUID]) -> Mapping[UUID, LensVersion]:
    found = LensVersion.objects.filter(lens__in=lens_ids).defer("document")
    return {each.lens_id: each for each in found.order_by("lens_id", "-number").distinct("lens_id")}


def workloads_using(organisation: Organisation, lens_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many of the organisation's workloads have a review with each of these lenses."""
    # Reviews belong to a later stage, so they are only named here.
    used = LensVersion.objects.filter(
        lens__in=lens_ids,
        reviews__workload__organisation=organisation,
        reviews__removed_at=None,
    ).order_by()
    counted = used.values("lens").annotate(workloads=Count("reviews__workload", distinct=True))
    return {row["lens"]: row["workloads"] for row in counted}
