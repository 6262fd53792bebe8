"""From the outcomes of checks to a suggestion for one choice.

The order is the product's promise (see `docs/evidence.md`): a refutation wins; a proof needs
every proving check complete and passing; what is left is support or unknown. A check with
nothing to look at says nothing, and what was not read is never a pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .checking import Outcome, Verdict


class Suggested(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    SUPPORTED = "supported"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the findings say of a choice, why, and by which checks."""

    verdict: Suggested
    because: str
    outcomes: tuple[Outcome, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(outcome.count(verdict) for outcome in self.outcomes)

    @property
    def suppressed(self) -> int:
        """How many failing results are let be, which count as nothing else."""
        return sum(outcome.suppressed for outcome in self.outcomes)


class Said:
    """Outcomes by what they speak for: a lens has a thousand choices to look for."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self._outcomes = tuple(outcomes)
        self._places: dict[str, set[int]] = {}
        for place, outcome in enumerate(self._outcomes):
            for key in outcome.check.practices:
                self._places.setdefault(key, set()).add(place)

    def of(self, keys: Iterable[str]) -> tuple[Outcome, ...]:
        """Those that speak for any of these, each once, in their order."""
        places = set[int]().union(*(self._places.get(key, ()) for key in keys))
        return tuple(self._outcomes[place] for place in sorted(places))


def suggest(keys: Iterable[str], outcomes: Iterable[Outcome] | Said) -> Suggestion:
    """Suggests for the choice that goes by any of `keys` (practice codes, lens choices)."""
    wanted = tuple(keys)
    said = outcomes if isinstance(outcomes, Said) else Said(outcomes)
    spoke = said.of(wanted)
    verdict, because = _judge(wanted, spoke)
    return Suggestion(verdict, because, spoke)


def _judge(keys: tuple[str, ...], outcomes: tuple[Outcome, ...]) -> tuple[Suggested, str]:
    if not outcomes:
        return Suggested.UNKNOWN, "No call can show this: people answer it."
    if refuting := [o for o in outcomes if _named(o.check.refutes, keys) and o.failed]:
        return Suggested.NOT_MET, _refuted(refuting)
    proving = [o for o in outcomes if _named(o.check.proves, keys)]
    if (
        proving
        and all(o.complete and not o.failed for o in proving)
        and any(o.passed for o in proving)
    ):
        return Suggested.MET, _proved(proving)
    if helping := _hints(keys, outcomes):
        return Suggested.SUPPORTED, _supported(helping)
    return Suggested.UNKNOWN, _unknown(outcomes)


def _hints(keys: tuple[str, ...], outcomes: tuple[Outcome, ...]) -> list[Outcome]:
    """The outcomes that point to yes.

    That nothing refutes is a hint too, as long as no check that could support found the contrary
    or could not see, and unless the check says that its pass means nothing.
    """
    passing = [o for o in outcomes if o.hints and not _named(o.check.silent, keys)]
    helping = [o for o in passing if _named((*o.check.supports, *o.check.proves), keys)]
    supporting = [o for o in outcomes if _named(o.check.supports, keys)]
    contrary = any(o.failed or o.count(Verdict.UNKNOWN) for o in supporting)
    return helping or ([] if contrary else passing)


def _named(practices: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    return any(key in practices for key in keys)


def _refuted(outcomes: list[Outcome]) -> str:
    first = outcomes[0]
    reason = first.first_reason(Verdict.FAIL)
    count = sum(o.count(Verdict.FAIL) for o in outcomes)
    return reason if count == 1 else f"{count} findings refute it. First: {reason}"


def _proved(outcomes: list[Outcome]) -> str:
    count = sum(o.count(Verdict.PASS) for o in outcomes)
    noun = "finding passes" if count == 1 else "findings pass"
    seen = [o for o in outcomes if o.passed]
    return f"Everything was read and {count} {noun}: {_titles(seen)}."


def _supported(outcomes: list[Outcome]) -> str:
    aside = sum(o.suppressed for o in outcomes)
    rest = f" {_let_be(aside)}" if aside else ""
    return f"Facts point this way, a person decides: {_titles(outcomes)}.{rest}"


def _unknown(outcomes: tuple[Outcome, ...]) -> str:
    if unread := [o for o in outcomes if o.count(Verdict.UNKNOWN)]:
        return f"Not everything could be read. {unread[0].first_reason(Verdict.UNKNOWN)}"
    if any(o.failed for o in outcomes):
        return "No supporting fact was found, which proves nothing: people answer it."
    if aside := sum(o.suppressed for o in outcomes):
        return f"{_let_be(aside)} Nothing else speaks for or against it: people answer it."
    return "Nothing in the account speaks for or against it: people answer it."


def _let_be(count: int) -> str:
    if count == 1:
        return "One finding against it is suppressed."
    return f"{count} findings against it are suppressed."


def _titles(outcomes: Iterable[Outcome]) -> str:
    return "; ".join(outcome.check.title for outcome in outcomes)
