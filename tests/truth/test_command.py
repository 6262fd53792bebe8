"""`manage.py workload` and `scan` as a pipeline runs them: a process, an account, JSON, a code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.aws import ACCOUNT, Aws, moto_server

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "HOME")


@pytest.fixture(scope="module")
def manage(tmp_path_factory):
    """Runs a command on servers of its own, against a small account with one open group."""
    var = tmp_path_factory.mktemp("pipeline")
    with moto_server() as endpoint:
        ec2 = Aws(endpoint).client("ec2")
        group = ec2.create_security_group(GroupName="open", Description="Open")["GroupId"]
        ec2.authorize_security_group_ingress(
            GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
        )
        environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "VAR_DIR": str(var),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        }

        def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
            command = [sys.executable, "manage.py", *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )

        yield run


def create(manage, *more: str):
    said = ("--name", "Pipeline", "--description", "D", "--environment", "PRODUCTION")
    return manage("workload", "create", *said, *more)


@pytest.mark.slow
def test_a_pipeline_gets_json_and_a_code(manage):
    wrong = create(manage, "--account", "12", "--region", "mars-north-1")
    assert wrong.returncode == 1
    assert "“12” is not 12 digits." in wrong.stderr
    assert "AWS has no region “mars-north-1”." in wrong.stderr
    assert "Traceback" not in wrong.stderr

    assert create(manage, "--account", ACCOUNT, "--region", "us-east-1").returncode == 0
    done = manage("scan", "--workload", "Pipeline", "--wait", "--json")
    assert done.returncode == 3, done.stderr  # the simulator lacks some calls
    found = json.loads(done.stdout)
    assert set(found) == {"run", "scope", "coverage", "lenses", "checks"}
    assert found["scope"] is None  # nothing is left out
    assert {"id", "state", "started", "ended", "calls"} <= set(found["run"])
    assert found["run"]["calls"] > 100
    assert {part["state"] for part in found["coverage"]} == {"read", "failed", "not_used"}
    lenses = {lens["lens"]: lens["choices"] for lens in found["lenses"]}
    assert {name: len(choices) for name, choices in lenses.items()} == {
        "foundations": 43,
        "framework": 307,
    }
    choices = {choice["choice"]: choice for choice in lenses["foundations"]}
    groups = choices["sec_security_groups_least_privilege"]
    assert groups["suggestion"] == "not_met"
    failing = [each for each in groups["findings"] if each["verdict"] == "fail"]
    assert {each["region"] for each in failing} == {"us-east-1"}
    named = {each["resource"].rsplit("/", 1)[0] for each in failing}
    assert f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group" in named
    assert choices["cost_commitments"]["suggestion"] == "unknown"
    (ports,) = (each for each in found["checks"] if each["check"] == "sg-admin-ports-closed")
    assert ports["remedy"]["cost"] == "Free"
    assert "AWS::EC2::SecurityGroup" in ports["remedy"]["cloudformation"]
    (group,) = ports["resources"]
    assert f"--group-id {group['resource'].rsplit('/', 1)[1]} " in group["remedy"]["cli"]
    assert ports["pages"][0].startswith("https://docs.aws.amazon.com/vpc/")

    missing = manage("scan", "--workload", "Nothing", "--wait", "--json")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "No workload is called “Nothing”." in missing.stderr
