"""A wrong setting stops the start and says which one and why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    code = "import django; from django.conf import settings; settings.DEBUG; print(settings.SECRET_KEY)"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **clean,
            "DJANGO_SETTINGS_MODULE": "reviewapp.config.settings",
            "VAR_DIR": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DATABASE_URL": "postgresql://db/x"}, "Set SECRET_KEY (or SECRET_KEY_FILE)"),
        ({"DEVELOPMENT": "yess"}, "DEVELOPMENT"),
        ({"SECRET_KEY": "x", "SCAN_CONCURRENCY": "many"}, "SCAN_CONCURRENCY"),
        ({"SECRET_KEY": "x", "EMAIL_URL": "carrier-pigeon://coop"}, "EMAIL_URL must start with"),
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path, environment, words):
    ended = start(tmp_path, **environment)
    assert ended.returncode != 0
    assert words in ended.stderr


def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text("from-the-file")
    ended = start(tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert ended.stdout.strip() == "from-the-file"


def test_one_machine_keeps_the_key_it_made(tmp_path):
    first = start(tmp_path).stdout
    assert len(first.strip()) >= 50
    assert start(tmp_path, DEVELOPMENT="1").stdout == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
