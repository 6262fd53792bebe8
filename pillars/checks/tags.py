"""Tags of resources, from their own answers and from the tagging service together."""

import re
from collections.abc import Iterable, Mapping

from pillars.facts import Resource, Snapshot

TAGGING = "tagging.resource"

# Keys that AWS's services, Kubernetes and infrastructure tools set by themselves.
_SYSTEM = re.compile(r"^(aws:|kubernetes\.io/|k8s\.io/|eks:|elasticbeanstalk:|lambda:|pulumi:)")

_STACK_TAGS = ("aws:cloudformation:stack-name", "aws:cloudformation:stack-id", "aws:cdk:")
_TOOLS = re.compile(
    r"terraform|terragrunt|opentofu|tofu|pulumi|cloudformation|\bcdk\b|aws-cdk|\bsam\b"
    r"|serverless|ansible|crossplane|\bsst\b",
    re.IGNORECASE,
)
_TOOL_KEYS = re.compile(
    r"^(managed|created|provisioned|deployed)[-_ ]?(by|with)$|^(provisioner|iac|iac[-_ ]?tool)$",
    re.IGNORECASE,
)


class Tags:
    """The tags of every resource of a snapshot, and whether "no tags" is known.

    Some listings carry tags (EC2, RDS), others do not (Lambda, SQS): the tagging service fills
    these in by ARN. It lists only resources that have or had tags.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._by_arn = {r.id: r.tags for r in snapshot.of(TAGGING)}

    def of(self, resource: Resource) -> dict[str, str]:
        return {**self._by_arn.get(resource.id, {}), **resource.tags}

    def known(self, resource: Resource) -> bool:
        """Whether the absence of a tag means that the resource has none."""
        return bool(self.of(resource)) or self._snapshot.was_read(
            TAGGING, resource.account, resource.region
        )


def own_keys(tags: Mapping[str, str]) -> list[str]:
    """The keys that people chose, without `Name`, which tells things apart but groups nothing."""
    return sorted(key for key in tags if key != "Name" and not _SYSTEM.match(key))


def has_key_like(tags: Mapping[str, str], words: Iterable[str]) -> bool:
    """Whether a key equals one of these words, whatever its case and separators."""
    keys = {plain(key) for key in tags}
    return any(word in keys for word in words)


def plain(key: str) -> str:
    """`Cost-Center`, `acme:cost_center` → `costcenter`."""
    return re.sub(r"[^a-z0-9]", "", key.rpartition(":")[2].lower())


def code_mark(tags: Mapping[str, str]) -> str:
    """The tag by which a resource shows that code made it, as `key=value`; empty if none."""
    for key, value in sorted(tags.items()):
        if key.startswith(_STACK_TAGS) or key.startswith("pulumi:") or _names_tool(key, value):
            return f"{key}={value}"
    return ""


def _names_tool(key: str, value: str) -> bool:
    if _TOOL_KEYS.match(key):
        return bool(_TOOLS.search(value))
    return bool(re.match(r"(?i)terraform|opentofu", key)) and value.lower() not in ("false", "no")
