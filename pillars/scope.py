"""What of the accounts belongs to a workload, and which of a scan's facts do.

A scope names accounts and regions, which restrict everything, and means: a tag expression,
CloudFormation stacks, resource groups, AppRegistry applications. A resource is in scope where
its account and region are, and

- the scope names no means, or
- any one of the means includes it, or
- it belongs to something that is in scope, or that works with it (`pillars.relations`).

Settings and what the whole account shares are in scope wherever their account and region are. A
mean that could not be read includes and excludes nothing: what it alone might include is
*uncertain*, and so is what belongs to that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from .facts import GLOBAL
from .kinds import kind_of_stack_type
from .relations import ANY, Link
from .tag_expressions import Expression, parse

STACK_TAGS = ("aws:cloudformation:stack-name", "aws:cloudformation:stack-id")
APPLICATION_TAG = "awsApplication"


class Mean(StrEnum):
    STACK = "stack"
    GROUP = "group"
    APPLICATION = "application"


MEAN_WORDS = {
    Mean.STACK: "CloudFormation stack",
    Mean.GROUP: "resource group",
    Mean.APPLICATION: "application",
}


class Place(StrEnum):
    """Where a fact stands. BESIDE is outside, but known to those that are judged with it."""

    INSIDE = "inside"
    BESIDE = "beside"
    UNCERTAIN = "uncertain"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Placed:
    """`used` alone: in scope because something in scope works with it."""

    place: Place
    why: str
    used: bool = False


@dataclass(frozen=True)
class Scope:
    """What people wrote. Everything empty: all that the scan read belongs to the workload."""

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: str = ""
    stacks: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()

    @cached_property
    def expression(self) -> Expression | None:
        """Raises ExpressionError."""
        return parse(self.tags) if self.tags.strip() else None

    @property
    def is_everything(self) -> bool:
        return not (self.accounts or self.regions or self.has_means)

    @property
    def has_means(self) -> bool:
        return bool(self.tags.strip() or self.stacks or self.groups or self.applications)

    def named(self, mean: Mean) -> tuple[str, ...]:
        """The names or ARNs that the scope gives for a mean."""
        names = {
            Mean.STACK: self.stacks,
            Mean.GROUP: self.groups,
            Mean.APPLICATION: self.applications,
        }
        return names[mean]

    def allows(self, account: str, region: str) -> bool:
        """Whether an account and region belong; what has no region belongs to all of them."""
        here = not self.regions or region in (GLOBAL, "") or region in self.regions
        return here and (not self.accounts or account in self.accounts)

    def as_document(self) -> dict[str, Any]:
        return {
            "accounts": list(self.accounts),
            "regions": list(self.regions),
            "tags": self.tags,
            "stacks": list(self.stacks),
            "groups": list(self.groups),
            "applications": list(self.applications),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Scope":
        """A scope out of what `as_document` gave; what is missing is empty."""
        lists = ("accounts", "regions", "stacks", "groups", "applications")
        return cls(
            tags=str(document.get("tags") or ""),
            **{name: tuple(map(str, document.get(name) or ())) for name in lists},
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """A fact as far as its place depends on it. `tags` None: they could not be read.

    `asked` is the region in which its kind was listed (`global` for a bucket).
    """

    key: int
    kind: str
    arn: str
    account: str
    region: str
    asked: str = ""
    tags: Mapping[str, str] | None = field(default_factory=dict)
    tags_reason: str = ""
    links: tuple[Link, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Members:
    """What a stack, group or application was found to contain, in one account and region.

    `members` are pairs of a kind (`*`: any) and an ARN, id or name. A resource that carries all of
    any of `tags` is a member too. A `reason` says why it could not be read (whole or in part).
    """

    mean: Mean
    name: str
    account: str
    region: str
    members: frozenset[tuple[str, str]] = frozenset()
    tags: tuple[Mapping[str, str], ...] = ()
    reason: str = ""


def stack_member(stack_type: str, identity: str) -> tuple[str, str] | None:
    """A resource of a stack as `Members` names it; None for what no scan reads."""
    if identity.startswith("arn:"):
        return ANY, identity
    kind = kind_of_stack_type(stack_type)
    # A queue is known to CloudFormation by its address, whose end is its name.
    name = identity.rsplit("/", 1)[-1] if identity.startswith("https://") else identity
    return (kind, name) if kind and name else None
