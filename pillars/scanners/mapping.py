"""Which practices another tool's rule speaks for: by data, one file for each tool.

`pillars/data/scanners/<tool>.json`::

    {"tool": "prowler",
     "source": "what the rule ids were read from",
     "rules": {"iam_root_mfa_enabled": {"refutes": ["foundations/sec_mfa_privileged"],
                                        "supports": ["SEC01-BP02"]}}}

*refutes*: one failing result is enough to say that the practice is not established; *supports*: a
pass is a hint. There is no "proves": what another tool looked at, and what it left out, is not
known here. A rule that ends in `*` stands for all that begin with what is before it; a rule
written out goes before it, and of several the longest.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from .model import Tool

ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Mapped:
    """Practice codes and lens choices (`foundations/<choice>`) that one rule speaks for."""

    refutes: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.refutes or self.supports)


NOTHING: Final = Mapped()


@cache
def mapping(tool: str) -> Mapping[str, Mapped]:
    """The rules of a tool as its data file has them; empty where the tool has none."""
    place = files("pillars") / "data" / "scanners" / f"{Tool(tool)}.json"
    if not place.is_file():
        return MappingProxyType({})
    rules = json.loads(place.read_text("utf-8"))["rules"]
    return MappingProxyType({rule: _mapped(said) for rule, said in rules.items()})


def mapped(tool: str, rule: str) -> Mapped:
    """What a rule of a tool speaks for; false where it is not mapped to any practice."""
    rules = mapping(tool)
    # Security Hub writes `Opensearch.1` and `OpenSearch.1`, `Autoscaling.5` and `AutoScaling.5`.
    written = rule if rule in rules else _spelled(tool).get(rule.casefold())
    if written:
        return rules[written]
    fitting = [start for start in _starts(tool) if rule.startswith(start)]
    return rules[max(fitting, key=len) + ANY] if fitting else NOTHING


@cache
def _spelled(tool: str) -> Mapping[str, str]:
    return {rule.casefold(): rule for rule in mapping(tool)}


@cache
def _starts(tool: str) -> tuple[str, ...]:
    return tuple(rule.removesuffix(ANY) for rule in mapping(tool) if rule.endswith(ANY))


def _mapped(said: Mapping[str, list[str]]) -> Mapped:
    return Mapped(tuple(said.get("refutes", ())), tuple(said.get("supports", ())))
