from datetime import UTC, datetime, timedelta

import pytest

from reviewapp.web.templatetags.durations import took

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.42, "0.4 s"),
        (12, "12 s"),
        (59.7, "1 min 0 s"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
        (-3, "0.0 s"),
    ],
)
def test_took(seconds, words):
    assert took(START, START + timedelta(seconds=seconds)) == words


def test_nothing_took_what_has_no_end():
    assert took(START, None) == "–"
    assert took(None, START) == "–"
