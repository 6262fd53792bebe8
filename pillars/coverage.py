"""Which checks speak for which practices, and which practices only people can answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .checking import Check


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice of the framework: its code, its pillar, its title, and what to ask people."""

    code: str
    pillar: str
    title: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ids of the checks that can say something of a practice, by what they can show."""

    practice: Practice
    refutes: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()

    @property
    def covered(self) -> bool:
        return bool(self.refutes or self.proves or self.supports)


@dataclass(frozen=True, slots=True)
class Total:
    """Counts of practices: how many there are, how many have a check at all and of each sort."""

    pillar: str
    practices: int
    covered: int
    refutes: int
    proves: int
    supports: int


def coverage(practices: Iterable[Practice], checks: Sequence[Check]) -> list[Coverage]:
    """What checks say of each practice, in the order of the practices; checks by their id."""
    ordered = sorted(checks, key=lambda check: check.id)
    return [_of(practice, ordered) for practice in practices]


def totals(found: Sequence[Coverage]) -> list[Total]:
    """One total per pillar, in the order in which the pillars come."""
    pillars = dict.fromkeys(each.practice.pillar for each in found)
    return [total(name, [c for c in found if c.practice.pillar == name]) for name in pillars]


def total(name: str, found: Sequence[Coverage]) -> Total:
    return Total(
        pillar=name,
        practices=len(found),
        covered=sum(each.covered for each in found),
        refutes=sum(bool(each.refutes) for each in found),
        proves=sum(bool(each.proves) for each in found),
        supports=sum(bool(each.supports) for each in found),
    )


def _of(practice: Practice, checks: Sequence[Check]) -> Coverage:
    code = practice.code
    return Coverage(
        practice,
        refutes=tuple(check.id for check in checks if code in check.refutes),
        proves=tuple(check.id for check in checks if code in check.proves),
        supports=tuple(check.id for check in checks if code in check.supports),
    )
