"""Tags of resources: those that people chose, and those by which tools leave their mark."""

import re
from collections.abc import Iterable, Mapping

from pillars.facts import Resource, Unread

# Collectors name this aspect as unread where a further call for the tags failed.
TAGS = "Tags"

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


def tags_of(resource: Resource) -> Mapping[str, str]:
    """The resource's tags. Raises Unread where they were not read, so that none means none."""
    if not resource.tags and TAGS in resource.unread:
        raise Unread(resource.unread[TAGS])
    return resource.tags


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
