"""The Foundations lens: each command of its improvement steps exists, with its options."""

import json
from pathlib import Path

import pytest

from .aws_cli import commands, count_of, wrong_with

FILE = Path(__file__).parents[2] / "pillars" / "lenses" / "foundations.json"
CHOICES = [
    choice
    for pillar in json.loads(FILE.read_text(encoding="utf-8"))["pillars"]
    for question in pillar["questions"]
    for choice in question["choices"]
    if not choice["id"].endswith("_no")
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice["id"])
def test_commands_exist_with_their_options(choice):
    snippet = choice["improvementSteps"]["cli"]
    found = list(commands(snippet))
    assert len(found) == count_of(snippet) > 0
    assert [wrong for command in found if (wrong := wrong_with(*command))] == []
