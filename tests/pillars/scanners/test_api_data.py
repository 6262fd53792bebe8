"""What the mapping files of AWS's own tools name exists, on both sides."""

import gzip
import json
from importlib.resources import files

import pytest

from pillars.scanners.api import SOURCES
from pillars.scanners.mapping import mapping
from pillars.scanners.model import Tool
from reviewapp.findings.framework import framework_practices
from tests.pillars.checks.test_contract_of_checks import CHOICES

TOOLS = [source.tool for source in SOURCES if source.tool is not Tool.SECURITY_HUB]
# Rules that AWS named otherwise than their identifiers.
NAMED_APART = {
    "cloudtrail-enabled",
    "ec2-instances-in-vpc",
    "multi-region-cloudtrail-enabled",
    "restricted-common-ports",
    "restricted-ssh",
}


def managed_rules() -> set[str]:
    """Identifiers of the managed rules that the simulator ships, as names."""
    packed = files("moto") / "config" / "resources" / "aws_managed_rules.json.gz"
    known = json.loads(gzip.decompress(packed.read_bytes()))["ManagedRules"]
    return {name.lower().replace("_", "-") for name in known}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.value)
def test_practices_and_choices_exist(tool):
    known = {each.code for each in framework_practices()}
    known |= {f"foundations/{choice}" for choice in CHOICES}
    said = mapping(tool)
    assert said
    for rule, practices in said.items():
        named = (*practices.refutes, *practices.supports)
        assert named, rule
        assert set(named) <= known, rule


def test_config_speaks_by_rules_that_aws_has():
    rules = set(mapping(Tool.CONFIG))
    assert rules - managed_rules() == NAMED_APART
    assert len(rules) > 400


def test_what_depends_on_the_workload_refutes_nothing():
    for rule in (
        "rds-multi-az-support",
        "autoscaling-multiple-az",
        "s3-bucket-replication-enabled",
    ):
        assert not mapping(Tool.CONFIG)[rule].refutes
