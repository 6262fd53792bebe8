"""The demo's account as a process of its own, as `make run` starts it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3

from reviewapp.demo.account import REGIONS
from reviewapp.demo.scanning import await_account

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class Process:
    """A running account: its address, and the file that all it says goes to."""

    endpoint: str
    log: Path

    def said(self) -> list[str]:
        return self.log.read_text().splitlines()


@contextmanager
def account_process(log: Path) -> Iterator[Process]:
    """Serves an account on a free port of this machine; it may still be filling."""
    command = [sys.executable, "-u", "manage.py", "demo", "account", "--port", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "reviewapp.config.settings"}
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield Process(_address(process, log), log)
        finally:
            process.terminate()
            assert process.wait(20) == 0, log.read_text()


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"listens at (\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"The account did not start:\n{log.read_text()}")


def filled(process: Process) -> Process:
    await_account(process.endpoint)
    return process


def tagged(endpoint: str) -> set[str]:
    """The ARN of everything in the account that has a tag."""
    arns = {arn for region in REGIONS for arn in _tagged(endpoint, region)}
    # The minute in which RDS makes a snapshot by itself is part of the snapshot's name.
    return {arn for arn in arns if ":snapshot:rds:" not in arn}


def _tagged(endpoint: str, region: str) -> list[str]:
    client = boto3.client(
        "resourcegroupstaggingapi",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="visitor",
        aws_secret_access_key="visitor",
    )
    pages = client.get_paginator("get_resources").paginate()
    return [each["ResourceARN"] for page in pages for each in page["ResourceTagMappingList"]]
