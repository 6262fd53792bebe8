"""The Foundations lens: each command of its improvement steps exists, with its options."""

import json
import re
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.session import get_session

FILE = Path(__file__).parents[2] / "pillars" / "lenses" / "foundations.json"
CHOICES = [
    choice
    for pillar in json.loads(FILE.read_text(encoding="utf-8"))["pillars"]
    for question in pillar["questions"]
    for choice in question["choices"]
    if not choice["id"].endswith("_no")
]
SESSION = get_session()

# Options that are the command line's own, or that it calls otherwise than the service does.
CLI_OPTIONS = {"query", "output", "region", "max-items", "cli-input-json", "notification-endpoint"}
CLI_SERVICES = {"s3api": "s3", "deploy": "codedeploy"}
# Commands that no single call of the service stands behind.
CLI_ONLY = {"s3"}


def commands(text):
    """(service, operation, options) of each AWS CLI command in a shell snippet."""
    joined = re.sub(r"\\\n\s*", " ", text)
    for call in re.finditer(
        r"\baws ([a-z0-9-]+) ([a-z0-9-]+)((?:(?!\baws [a-z0-9-]+ ).)*)", joined
    ):
        yield call[1], call[2], re.findall(r"(?<=\s)--([a-z0-9-]+)", call[3])


def known_options(service, operation):
    model = SESSION.get_service_model(CLI_SERVICES.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    members = model.operation_model(operations[operation]).input_shape
    return {xform_name(name, "-") for name in members.members} if members else set()


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice["id"])
def test_commands_exist_with_their_options(choice):
    snippet = choice["improvementSteps"]["cli"]
    found = list(commands(snippet))
    assert len(found) == len(re.findall(r"\baws [a-z]", snippet)) > 0
    for service, operation, options in found:
        if service in CLI_ONLY:
            continue
        unknown = {option.removeprefix("no-") for option in options} - CLI_OPTIONS
        assert unknown <= known_options(service, operation), (service, operation)
