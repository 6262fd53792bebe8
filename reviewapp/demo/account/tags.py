"""How the shop tags its things: most of them, not all, and not always the same way."""

Tags = dict[str, str]
TagList = list[dict[str, str]]


def tags(
    service: str, *, owner: str = "", cost_center: str = "", environment: str = "production"
) -> Tags:
    """The tags that the shop agreed upon; without an owner or cost centre those are missing."""
    found = {"Service": service, "Environment": environment}
    if owner:
        found["Owner"] = owner
    if cost_center:
        found["CostCenter"] = cost_center
    return found


def shop(service: str) -> Tags:
    """Everything that was agreed, for what the shop team runs."""
    return _agreed(service, owner="team-shop@larkspur.example", cost_center="4100")


def platform(service: str) -> Tags:
    return _agreed(service, owner="team-platform@larkspur.example", cost_center="4200")


def _agreed(service: str, *, owner: str, cost_center: str) -> Tags:
    return {**tags(service, owner=owner, cost_center=cost_center), "ManagedBy": "terraform"}


def listed(values: Tags) -> TagList:
    """As most services take them: `[{"Key": …, "Value": …}]`."""
    return [{"Key": key, "Value": value} for key, value in values.items()]


def lower(values: Tags) -> TagList:
    """As ECS, CodePipeline and CodeBuild take them."""
    return [{"key": key, "value": value} for key, value in values.items()]


def for_kind(kind: str, name: str, values: Tags | None = None) -> list[dict[str, object]]:
    """As EC2's calls take them with what they make, the name included."""
    return [{"ResourceType": kind, "Tags": listed({"Name": name, **(values or {})})}]
