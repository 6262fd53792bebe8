"""What every command owes a shell: no traceback, whatever becomes of its words and its output."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXPORT = ("lens", "export", "foundations")  # more than a pipe holds
RISK = ("lens", "risk", "foundations", "--question", "sec_detect", "--json")


def command(*arguments: str | bytes) -> list[str | bytes]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def run(line: list[str | bytes], **how: Any) -> "subprocess.CompletedProcess[str]":
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **how}
    return subprocess.run(line, check=False, **how)


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    settings = {"DJANGO_SETTINGS_MODULE": "reviewapp.config.settings", "DEVELOPMENT": "1"}
    return {**ours, **settings, "VAR_DIR": str(tmp_path)}


@pytest.mark.parametrize(
    "arguments",
    [
        ("workload", "create", "--name", b"Shop \xff\xfe", "--description", "D"),
        ("scan", "--workload", b"\xff"),
        ("lens", "validate", b"\xff.json"),
    ],
)
def test_arguments_that_are_not_utf8_are_refused_in_words(environment, arguments):
    done = run(command(*arguments), env=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("is not valid UTF-8 text.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_is_full_is_told(environment, unbuffered):
    with Path("/dev/full").open("w") as full:
        env = {**environment, "PYTHONUNBUFFERED": unbuffered}
        done = run(command(*RISK), env=env, stdout=full)
    assert done.returncode == 1
    assert done.stderr == (
        "CommandError: Standard output cannot be written: No space left on device.\n"
    )


def test_a_reader_that_leaves_ends_the_command_quietly(environment):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(command(*EXPORT), env=environment, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_closed_output_is_an_output_nobody_reads(environment):
    line = 'exec "$@" >&-'
    done = run(["sh", "-c", line, "sh", *command(*EXPORT)], env=environment)
    assert (done.returncode, done.stderr) == (0, "")
