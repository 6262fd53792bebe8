"""A scan by the product's own engine, and its result as `manage.py scan --json` prints it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from unittest import mock

from pillars.facts import Snapshot
from reviewapp.collection.domain import start_run
from reviewapp.findings.domain import load_snapshot
from reviewapp.people.domain import default_organisation
from reviewapp.reviews.scan import scan
from reviewapp.reviews.scan_report import scan_report
from reviewapp.workloads.domain import create_workload

from .account import REGION, Account
from .layer import key_of

# Of this lens choices go by their id; of the framework's by the code of their practice.
LENS, FRAMEWORK = "foundations", "framework"

_scans = count(1)  # an account may be scanned again, and each workload has a name of its own


@dataclass(frozen=True, slots=True)
class Scanned:
    """The JSON of a scan, by what tests ask of it."""

    report: dict[str, Any]
    snapshot: Snapshot

    @property
    def choices(self) -> dict[str, dict[str, Any]]:
        lenses = {each["lens"]: each["choices"] for each in self.report["lenses"]}
        named = {choice["choice"]: choice for choice in lenses[LENS]}
        return named | {choice["practice"]: choice for choice in lenses.get(FRAMEWORK, ())}

    def suggestion(self, choice: str) -> str:
        return str(self.choices[choice]["suggestion"])

    def because(self, choice: str) -> str:
        return str(self.choices[choice]["because"])

    def findings(self, choice: str, verdict: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.choices[choice]["findings"]
        return [finding for finding in found if finding["verdict"] == verdict]

    def coverage(self, service: str, region: str) -> dict[str, Any]:
        return next(
            part
            for part in self.report["coverage"]
            if (part["service"], part["region"]) == (service, region)
        )


def environment(account: Account) -> dict[str, str]:
    """What a shell would export to scan the account."""
    return {
        "AWS_ENDPOINT_URL": account.endpoint,
        "AWS_ACCESS_KEY_ID": key_of(account.id),
        "AWS_SECRET_ACCESS_KEY": "simulated",
    }


def scan_account(
    account: Account, *, regions: Sequence[str] = (REGION,), **profile: Any
) -> Scanned:
    """Makes a production workload of one account, scans it, and takes the report."""
    fields = {
        "name": f"Account {account.id}, scan {next(_scans)}",
        "description": "An account with a known truth.",
        "environment": "PRODUCTION",
        "account_ids": [account.id],
        "regions": list(regions),
        **profile,
    }
    workload = create_workload(organisation=default_organisation(), fields=fields)
    with mock.patch.dict(os.environ, environment(account)):
        run = scan(str(start_run(workload=workload, queue=False).pk))
    assert run is not None
    return Scanned(scan_report(run), load_snapshot(run))
