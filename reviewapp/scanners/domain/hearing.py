"""Which practices hear a rule, in the words of a page."""

from typing import NamedTuple

from pillars.scanners.mapping import mapped


class Heard(NamedTuple):
    """Practices of the framework by their code, and how many choices of the Foundations lens."""

    refutes: tuple[str, ...]
    supports: tuple[str, ...]

    @property
    def practices(self) -> list[str]:
        """Codes of the framework, each once; choices of the Foundations lens by their id."""
        return list(dict.fromkeys((*self.refutes, *self.supports)))


def heard_by(tool: str, rule: str) -> Heard:
    said = mapped(tool, rule)
    return Heard(_named(said.refutes), _named(said.supports))


def _named(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key.removeprefix("foundations/") for key in keys)
