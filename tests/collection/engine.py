"""Runs of a few services against a simulated account, for tests of what drives them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from reviewapp.collection import registry
from reviewapp.collection.domain import start_run
from reviewapp.collection.models import Run
from reviewapp.jobs.domain import claim
from reviewapp.workloads.models import Connection, ConnectionKind, Workload
from tests.aws import ACCOUNT

HERE, THERE = "us-east-1", "eu-west-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Reader"
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/Reader/x</Arn>
  <UserId>AROA:x</UserId><Account>123456789012</Account></GetCallerIdentityResult>
  </GetCallerIdentityResponse>"""
ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
  <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/Reader/x</Arn>
  <AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser><Credentials>
  <AccessKeyId>ASIAASSUMED</AccessKeyId><SecretAccessKey>assumed-secret-key</SecretAccessKey>
  <SessionToken>assumed-session-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
  </Credentials></AssumeRoleResult></AssumeRoleResponse>"""


def only(monkeypatch: pytest.MonkeyPatch, *kinds: str, **functions: Callable[..., Any]) -> None:
    """Leaves these kinds in the registry; `functions` replace collectors, `__` for the dot."""
    known = {each.kind: each for each in registry.collectors()}
    chosen = {kind: known[kind] for kind in kinds}
    for name, function in functions.items():
        kind = name.replace("__", ".")
        chosen[kind] = replace(known[kind], function=function)
    monkeypatch.setattr(registry, "_collectors", chosen)


def connect(workload: Workload, endpoint: str, **fields: Any) -> Connection:
    values: Mapping[str, Any] = {
        "kind": ConnectionKind.AMBIENT,
        "account_id": ACCOUNT,
        "external_id": f"external-{workload.pk}-{fields.get('account_id', ACCOUNT)}",
        "endpoint_url": endpoint,
    }
    return Connection.objects.create(workload=workload, **{**values, **fields})


def started(workload: Workload) -> Run:
    """A run that this process holds, as a worker does."""
    run = claim(Run, str(start_run(workload=workload, queue=False).pk))
    assert isinstance(run, Run)
    return run


def states(run: Run) -> dict[tuple[str, str, str], str]:
    return {(each.account, each.region, each.service): each.state for each in run.parts.all()}
