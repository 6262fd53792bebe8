"""Commands of the AWS CLI in a text, against the SDK's own models of services."""

import re
from collections.abc import Iterator

from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.model import StructureShape
from botocore.session import get_session

SESSION = get_session()

# Options that are the command line's own, or that it calls otherwise than the service does.
CLI_OPTIONS = {"query", "output", "region", "max-items", "cli-input-json", "notification-endpoint"}
SHORT_FORMS = {
    ("cloudwatch", "put-metric-data"): {"metric-name", "value"},
    ("iam", "create-virtual-mfa-device"): {"bootstrap-method", "outfile"},
    ("eks", "update-cluster-version"): {"kubernetes-version"},  # --version is its own
}
CLI_SERVICES = {"s3api": "s3", "deploy": "codedeploy", "configservice": "config"}
# Commands that no single call of the service stands behind.
CLI_ONLY = {"s3"}

Command = tuple[str, str, list[str]]


def count_of(text: str) -> int:
    """How many commands a text names, read or not."""
    return len(re.findall(r"\baws [a-z]", text))


def commands(text: str) -> Iterator[Command]:
    """(service, operation, options) of each AWS CLI command in a shell snippet."""
    joined = re.sub(r"\\\n\s*", " ", text)
    for call in re.finditer(
        r"\baws ([a-z0-9-]+) ([a-z0-9-]+)((?:(?!\baws [a-z0-9-]+ ).)*)", joined
    ):
        yield call[1], call[2], re.findall(r"(?<=\s)--([a-z0-9-]+)", call[3])


def wrong_with(service: str, operation: str, options: list[str]) -> str:
    """What the CLI would refuse of a command; empty where it would take it."""
    if service in CLI_ONLY:
        return ""
    if operation == "wait":
        return "" if SESSION.get_waiter_model(service).waiter_names else "waits for nothing"
    try:
        members, needed = _options(service, operation)
    except (UnknownServiceError, KeyError):
        return f"there is no aws {service} {operation}"
    given = {name.removeprefix("no-") if name not in members else name for name in options}
    allowed = members | CLI_OPTIONS | SHORT_FORMS.get((service, operation), set())
    if unknown := given - allowed:
        return f"aws {service} {operation} knows no {sorted(unknown)}"
    short = (service, operation) in SHORT_FORMS or "cli-input-json" in given
    missing = needed - given - {"notification-endpoint"}
    return f"aws {service} {operation} needs {sorted(missing)}" if missing and not short else ""


def _options(service: str, operation: str) -> tuple[set[str], set[str]]:
    """The options that there are, and those that must be given."""
    model = SESSION.get_service_model(CLI_SERVICES.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[operation]).input_shape
    if shape is None:
        return set(), set()
    return (
        {xform_name(name, "-") for name in shape.members},
        {xform_name(name, "-") for name in shape.required_members if not _made_up(shape, name)},
    )


def _made_up(shape: StructureShape, name: str) -> bool:
    """Tokens against doubles are made up by the CLI."""
    return bool(shape.members[name].metadata.get("idempotencyToken"))
