"""Publishing lenses: the next version of one, or the first of a new one."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pillars.lens.compare import compare_lenses, is_minor
from pillars.lens.model import Lens as ParsedLens
from reviewapp.audit.domain import record
from reviewapp.people.models import Organisation, User

from ..models import Lens, LensVersion
from ..signals import version_published
from ..words import digits
from .checking import CheckedLens, check_document
from .library import lenses_by_name, lock_library
from .reading import lens_of
from .versions import add_version

MAX_NAME = 100
MAX_NOTE = 2_000


class PublishRefused(Exception):
    """Nothing was published; the text says why."""


class NotMinor(PublishRefused):
    """The change is more than words; `reasons` name each thing that makes it major."""

    def __init__(self, reasons: list[str]) -> None:
        words = _(
            "This is more than words, so it can only be published as a major version: %(reasons)s"
        )
        super().__init__(words % {"reasons": " ".join(reasons[:5])})
        self.reasons = reasons


class NothingChanged(PublishRefused):
    """The newest version says the same already."""


@transaction.atomic
def publish(
    *,
    organisation: Organisation,
    document: dict[str, Any],
    lens: Lens | None = None,
    major: bool = True,
    name: str = "",
    note: str = "",
    by: User | None = None,
) -> LensVersion:
    """Publishes a lens document of an organisation.

    Args:
        organisation: whose lens it is.
        document: in the lens format.
        lens: one of the organisation's; None for a new one.
        major: False for a minor version, which reaches every review of its major by itself.
        name: of the version, at most 100 characters; may be empty.
        note: what changed, at most 2,000 characters.
        by: who publishes.

    Raises:
        InvalidLens: the document has errors.
        NotMinor: a minor version was asked for, and more than words changed.
        NothingChanged: the newest version of the lens says the same already.
        PublishRefused: the name or the note is too long.
    """
    checked = check_document(document)
    lock_library()
    target = lens or new_lens(organisation, checked.lens.name)
    version, created = release(target, checked, major=major, name=name, note=note, by=by)
    if not created:
        words = _("Version %(label)s says exactly this already.")
        raise NothingChanged(words % {"label": version.label})
    return version


def new_lens(organisation: Organisation, name: str) -> Lens:
    """A lens without a version yet. The caller holds the lock of the library."""
    return Lens.objects.create(
        organisation=organisation, name=name[:128], alias=free_alias(organisation, name)
    )


def free_alias(organisation: Organisation, name: str) -> str:
    """What to call a lens: as no lens of the library that the organisation sees is called."""
    own = Lens.objects.filter(organisation=organisation).values_list("alias", flat=True)
    taken = {*own, *lenses_by_name(organisation)}
    base = slugify(name)[:50].strip("-") or "lens"
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, 10_000))
    return next(alias for alias in candidates if alias not in taken)


def release(
    lens: Lens,
    checked: CheckedLens,
    *,
    major: bool | None,
    name: str = "",
    note: str = "",
    by: User | None = None,
) -> tuple[LensVersion, bool]:
    """Publishes what was checked, unless the newest version says it. The caller holds the lock.

    Args:
        lens: the lens, with or without versions.
        checked: what is published.
        major: None for a minor version where words alone changed, else a major one.
        name: of the version.
        note: what changed.
        by: who publishes.

    Returns:
        the version, and whether it is a new one.

    Raises:
        NotMinor, PublishRefused: as `publish`.
    """
    _check_words(name, note)
    last = lens.versions.defer("document").order_by("-number").first()
    reasons = major_reasons(last, checked.lens) if last and not major else []
    if major is False and reasons:
        raise NotMinor(reasons)
    version, created = add_version(
        lens,
        checked.document,
        by=by,
        major=bool(major or reasons),
        name=_one_line(name),
        note=note.strip(),
    )
    _follow_name(lens, checked.lens)
    if created:
        _log(lens, version, by)
        transaction.on_commit(lambda: tell_of(version))
    return version, created


def _log(lens: Lens, version: LensVersion, by: User | None) -> None:
    """Built-in lenses come with the product: no organisation publishes them."""
    if lens.organisation_id:
        record(
            organisation=lens.organisation_id,
            action="lens.published",
            by=by,
            subject=lens.name,
            after={"version": version.label, "name": version.name},
            why=version.note,
        )


def tell_of(version: LensVersion) -> None:
    """Whoever fails to act on it is logged: the version stands all the same."""
    version_published.send_robust(sender=LensVersion, version=version)


def major_reasons(last: LensVersion, lens: ParsedLens) -> list[str]:
    """A sentence for each thing that makes `lens` a major version after `last`; [] for words."""
    return is_minor(compare_lenses(lens_of(last), lens))[1]


def _follow_name(lens: Lens, parsed: ParsedLens) -> None:
    """A lens is called what its newest version calls it."""
    if lens.name != parsed.name[:128]:
        lens.name = parsed.name[:128]
        lens.save(update_fields=["name"])


def _check_words(name: str, note: str) -> None:
    if len(_one_line(name)) > MAX_NAME:
        words = _("A version's name has at most %(most)s characters.")
        raise PublishRefused(words % {"most": digits(MAX_NAME)})
    if len(note.strip()) > MAX_NOTE:
        words = _("A version's note has at most %(most)s characters.")
        raise PublishRefused(words % {"most": digits(MAX_NOTE)})


def _one_line(text: str) -> str:
    return " ".join(text.split())
