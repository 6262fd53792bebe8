"""How another tool's rule goes by among our checks: `prowler/iam_root_mfa_enabled`."""

from pillars.checking import Check, Severity
from pillars.scanners.mapping import mapped
from pillars.scanners.model import Tool
from pillars.suppressions import Subject

SEPARATOR = "/"
TOOLS = frozenset(tool.value for tool in Tool)


def check_id(tool: str, rule: str) -> str:
    return f"{tool}{SEPARATOR}{rule}"


def subject_of(tool: str, rule: str, resource: str, account: str, region: str) -> Subject:
    """A finding as suppressions see it; nothing is known of the tags of its resource."""
    return Subject(check_id(tool, rule), resource, account, region)


def parts_of(identity: str) -> tuple[Tool, str] | None:
    """Tool and rule of such an id; None for one of our own checks."""
    tool, separator, rule = identity.partition(SEPARATOR)
    return (Tool(tool), rule) if separator and tool in TOOLS else None


def check_of(tool: str, rule: str, title: str) -> Check:
    """A check that stands for a rule: its results come from reports, it runs over nothing."""
    said = mapped(tool, rule)
    return Check(
        id=check_id(tool, rule),
        title=f"{title} ({Tool(tool).label})",
        pillar="",
        severity=Severity.MEDIUM,
        needs=(),
        passes=f"{Tool(tool).label} reports no failure of the rule {rule}.",
        function=lambda _snapshot: (),
        refutes=said.refutes,
        supports=said.supports,
    )
