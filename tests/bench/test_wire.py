"""The replaying endpoint knows a question again on another day."""

import pytest

from bench.wire import Request

HEADERS = {"authorization": "AWS4 Credential=A/20261121/eu-west-1/backup/aws4_request"}


def asked(path: str, body: bytes = b"") -> str:
    return Request("GET", path, HEADERS, body).key


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("2025-11-21T23%3A17%3A46.590327Z", "2026-01-02T03%3A04%3A05Z"),
        ("2025-11-21T23:17:46+00:00", "2026-01-02T03:04:05+00:00"),
        ("2025-11-21", "2026-01-02"),
        ("1795298400.5", "1795384800"),
    ],
)
def test_times_do_not_make_another_question(first, again):
    assert asked(f"/jobs?after={first}&size=5") == asked(f"/jobs?after={again}&size=5")
    assert asked("/", first.encode()) == asked("/", again.encode())
    assert asked(f"/jobs?after={first}&size=5") != asked(f"/jobs?after={first}&size=6")
