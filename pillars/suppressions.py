"""What a suppression covers: matching findings against its scope, and scopes that are refused.

A scope names a check, resources, a tag, an account, a region, or several of them; what it leaves
empty may be anything. In a resource `*` stands for any text, `/` and `:` included; nothing else
is special.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

ACCOUNT = re.compile(r"\d{12}")
REGION = re.compile(r"global|[a-z]{2,3}(-[a-z]+)+-\d")
LEAST_NAMED = 3
LONGEST_RESOURCE = 2048
LONGEST_TAG = 400
TOO_WIDE = (
    "This would hide every finding there is. Name a check, a tag, or a resource with at least "
    f"{LEAST_NAMED} characters of its name."
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is covered; an empty part means any. `tag` is `key`, or `key=value`."""

    check: str = ""
    resource: str = ""
    tag: str = ""
    account: str = ""
    region: str = ""

    @property
    def tag_key(self) -> str:
        return self.tag.partition("=")[0]

    @property
    def tag_value(self) -> str | None:
        """None where any value will do."""
        _, equals, value = self.tag.partition("=")
        return value if equals else None

    def covers(self, subject: "Subject") -> bool:
        return (
            self.check in ("", subject.check)
            and self.account in ("", subject.account)
            and self.region in ("", subject.region)
            and (not self.tag or self._has_tag(subject.tags))
            and (not self.resource or matches(self.resource, subject.resource))
        )

    def _has_tag(self, tags: Mapping[str, str]) -> bool:
        value = tags.get(self.tag_key)
        return value is not None and self.tag_value in (None, value)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a suppression looks at of a finding, whatever tool found it."""

    check: str
    resource: str
    account: str
    region: str
    tags: Mapping[str, str] = field(default_factory=dict)


def matches(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern with `*`; takes time that grows with their lengths alone."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return text.endswith(last)


def faults(scope: Scope, *, known: Collection[str]) -> dict[str, str]:
    """What is wrong with a scope: part to sentence; `""` is the scope as a whole.

    Args:
        scope: as somebody asked for it.
        known: ids of the checks that there are.
    """
    found = {}
    if scope.check and scope.check not in known:
        found["check"] = f"There is no check “{scope.check[:80]}”. Take an id from the findings."
    if scope.account and not ACCOUNT.fullmatch(scope.account):
        found["account"] = "An account has twelve digits."
    if scope.region and not REGION.fullmatch(scope.region):
        found["region"] = "A region looks like eu-central-1, or is global."
    # Some resources have blanks in their names, and so in their ARNs.
    if len(scope.resource) > LONGEST_RESOURCE or not scope.resource.isprintable():
        found["resource"] = f"An ARN is one line of at most {LONGEST_RESOURCE} characters."
    if problem := _wrong_tag(scope.tag):
        found["tag"] = problem
    if not found and _too_wide(scope):
        found["resource" if scope.resource else ""] = TOO_WIDE
    return found


def _wrong_tag(tag: str) -> str:
    if len(tag) > LONGEST_TAG:
        return f"A tag has at most {LONGEST_TAG} characters."
    if tag and not tag.partition("=")[0].strip():
        return "Write a tag as key or key=value."
    return ""


def _too_wide(scope: Scope) -> bool:
    """An account or region alone hides whatever is found there, also what nobody knows yet."""
    return not scope.check and not scope.tag and len(_named(scope.resource)) < LEAST_NAMED


def _named(resource: str) -> str:
    """The letters and digits by which a pattern names resources, without an ARN's own parts."""
    parts = resource.split(":", 5)
    rest = (parts[5] if len(parts) == 6 else "") if parts[0] == "arn" else resource
    return "".join(c for c in rest if c.isalnum())
