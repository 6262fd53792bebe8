"""Names in remedies: whoever may tag a resource must not write a command for somebody else."""

import json
import re
import shlex

import pytest
import yaml

from pillars.checking import Remedy
from pillars.checks import all_checks
from pillars.remedies import Names, filled

HOSTILE = "a'b\"c $(touch x) `id` ; rm -rf ~ ! \\ ${var.x} %{if} # é"
NAMES = Names(
    name=HOSTILE + "\n\u202e",
    id="arn:aws:ecs:eu-west-1:111122223333:service/shop/orders",
    region="eu-west-1",
    account="111122223333",
)
TOLD = HOSTILE + "  "


@pytest.mark.parametrize(
    "text",
    [
        "aws x --name {name}",
        "aws x --name '{name}'",
        'aws x --name "{name}"',
        "aws x --n={name}",
        r"aws x --of \"{region} --name '{name}'",
    ],
)
def test_a_name_is_one_word_of_the_shell(text: str):
    words = shlex.split(filled(text, "cli", NAMES))
    assert len(words) == len(shlex.split(text))
    assert words[-1].removeprefix("--n=") == TOLD


def test_a_name_is_text_inside_of_json():
    words = shlex.split(filled('aws x --policy \'{"of":"{name}"}\'', "cli", NAMES))
    assert json.loads(words[-1]) == {"of": TOLD}


def test_a_name_ends_no_comment_and_is_one_word_where_a_shell_takes_none():
    line, command = filled("# {name}\naws x", "cli", NAMES).splitlines()
    assert shlex.split(line) == ["#", TOLD]
    assert command == "aws x"
    assert shlex.split(filled("aws x", "cli", NAMES))[1] == f"{TOLD}:"


def test_a_name_is_text_in_a_template_and_in_terraform():
    assert yaml.safe_load(filled("Name: \"{name}\"\nOf: ['{name}']", "cloudformation", NAMES)) == {
        "Name": TOLD,
        "Of": [TOLD],
    }
    assert filled('name = "{name}"', "terraform", Names(name='${a} "b"')) == (
        'name = "$${a} \\"b\\""'
    )


def test_parts_of_an_arn_and_what_has_no_region():
    assert filled("{parent} {last} {region}", "console", NAMES) == "shop orders eu-west-1"
    assert filled("aws x --region {region}", "cli", Names(region="global")) == (
        "aws x --region REGION"
    )


def test_code_that_names_nothing_begins_with_what_it_is_for():
    assert filled("encrypted = true", "terraform", Names("orders", "arn:x")) == (
        "# orders: arn:x\nencrypted = true"
    )
    whole = Names("account 1", "arn:aws:iam::1:root", whole_account=True)
    assert filled("encrypted = true", "terraform", whole) == "encrypted = true"


def test_other_resources_have_their_own_lines():
    remedy = Remedy(console="a", cli="aws x", cost="b", others=((":ec2:", Remedy(cli="aws y")),))
    assert remedy.of("arn:aws:ec2:r:1:instance/i") == Remedy(console="a", cli="aws y", cost="b")
    assert remedy.of("arn:aws:rds:r:1:db:d") is remedy


def test_marks_of_all_checks_stand_where_a_name_can_be_written():
    """In YAML and Terraform a name is text only inside of quotes."""
    assert [(check.id, line) for check in all_checks() for line in _bare(check.remedy)] == []
    assert _bare(Remedy(terraform="name = {name}", cloudformation="Name: {name}"))


def _bare(remedy: Remedy) -> list[str]:
    remedies = (remedy, *(other for _, other in remedy.others))
    texts = [text for each in remedies for text in (each.cloudformation, each.terraform)]
    lines = [line for text in texts for line in text.splitlines()]
    return [line for line in lines if re.search(r"\{(name|id|last|parent)\}", _unquoted(line))]


def _unquoted(line: str) -> str:
    return re.sub(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*", "", line)
