"""What a template says of a choice: its shape, what makes it valid, the text it leaves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from reviewapp.reviews.domain.decisions import CHOICE_NOTES_LIMIT
from reviewapp.reviews.models import Reason

from ..models import StandingState

WHOLE = ""  # stands for the question itself where a choice id is asked for
URL_LIMIT = 500
_is_url = URLValidator(schemes=["http", "https"])


class Slot(NamedTuple):
    """A place that a template can speak of: a lens's id, a question's, a choice's or WHOLE."""

    lens: str
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of one slot."""

    state: str
    reason: str = Reason.NONE
    note: str = ""
    evidence: str = ""
    url: str = ""
    checked_on: date | None = None

    @property
    def text(self) -> str:
        """What the template writes into the note of the choice: its note, then its evidence."""
        return "\n\n".join(part for part in (self.note, _evidence_line(self)) if part)


Claims = Mapping[Slot, Claim]


def tidied(claim: Claim) -> Claim:
    """The claim in its one spelling, as answers keep theirs."""
    applies = claim.state != StandingState.NOT_APPLICABLE
    return replace(
        claim,
        reason=str(Reason.NONE if applies else claim.reason),
        note=_plain(claim.note),
        evidence=" ".join(claim.evidence.split()),
        url=claim.url.strip(),
    )


def problems(claim: Claim, *, today: date) -> Iterator[tuple[str, str]]:
    """What is wrong with a tidied claim: field and sentence."""
    if claim.state not in StandingState.values:
        yield "state", _("Choose one of the four.")
    if claim.reason not in Reason.values:
        yield (
            "reason",
            _("“%(reason)s” is no reason. Choose one of the list.") % {"reason": claim.reason[:40]},
        )
    if "\x00" in claim.text:
        yield "note", _("The text holds the character U+0000, which cannot be kept. Remove it.")
    if len(claim.text) > CHOICE_NOTES_LIMIT:
        yield "note", _too_long(len(claim.text))
    yield from _url_problems(claim.url)
    if claim.checked_on and claim.checked_on > today:
        yield "checked_on", _("That day is still to come.")


def to_rows(claims: Claims) -> list[dict[str, Any]]:
    """Plain JSON in a fixed order, so that two lists that say the same are the same."""
    return [_row(slot, claims[slot]) for slot in sorted(claims)]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> dict[Slot, Claim]:
    return {Slot(row["lens"], row["question"], row["choice"]): _claim(row) for row in rows}


def of_question(claims: Claims, lens: str, question: str) -> dict[str, Claim]:
    """The claims on one question, by choice id."""
    return {
        slot.choice: claim
        for slot, claim in claims.items()
        if (slot.lens, slot.question) == (lens, question)
    }


def _row(slot: Slot, claim: Claim) -> dict[str, Any]:
    return {
        **slot._asdict(),
        "state": str(claim.state),
        "reason": str(claim.reason),
        "note": claim.note,
        "evidence": claim.evidence,
        "url": claim.url,
        "checked_on": claim.checked_on.isoformat() if claim.checked_on else None,
    }


def _claim(row: Mapping[str, Any]) -> Claim:
    day = row["checked_on"]
    return Claim(
        state=row["state"],
        reason=row["reason"],
        note=row["note"],
        evidence=row["evidence"],
        url=row["url"],
        checked_on=date.fromisoformat(day) if day else None,
    )


def _evidence_line(claim: Claim) -> str:
    shown = " ".join(part for part in (claim.evidence, claim.url) if part)
    day = claim.checked_on
    checked = f"checked on {day.day} {day:%B %Y}" if day else ""
    if not shown:
        return f"{checked[:1].upper()}{checked[1:]}." if checked else ""
    return f"Evidence: {shown} ({checked})" if checked else f"Evidence: {shown}"


def _too_long(length: int) -> str:
    return _(
        "Note and evidence together have %(length)s characters; %(limit)s fit into an answer. "
        "Shorten them by %(over)s."
    ) % {
        "length": f"{length:,}",
        "limit": f"{CHOICE_NOTES_LIMIT:,}",
        "over": f"{length - CHOICE_NOTES_LIMIT:,}",
    }


def _plain(text: str) -> str:
    """Line ends as one character, and no blank ends: a template's text is found again by it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _url_problems(url: str) -> Iterator[tuple[str, str]]:
    if len(url) > URL_LIMIT:
        yield (
            "url",
            _("%(length)s characters; %(limit)s fit.")
            % {
                "length": f"{len(url):,}",
                "limit": URL_LIMIT,
            },
        )
    elif url:
        try:
            _is_url(url)
        except ValidationError:
            yield "url", _("Not an address that starts with http:// or https://.")
