"""Why a file is refused is said in the reader's language."""

import pytest
from django.utils.translation import override

from pillars.scanners import decoding
from pillars.scanners.model import Tool
from pillars.scanners.reading import read_report
from reviewapp.scanners.words import refusal_words
from tests.scanners.factories import prowler, row

CSV = prowler(row())
CASES = {
    "empty": (b"", None),
    "words": (b"plain words", None),
    "binary": (b"\xff\xfe\x00\x01", None),
    "cut": (b'[{"a": 1}, {"b"', None),
    "deep": (b"[" * 200_000, None),
    "unknown": (b'{"hello": 1}', None),
    "nothing": (b"[]", None),
    "another": (CSV, Tool.TRIVY),
    "not its own": (b'{"hello": 1}', Tool.TRIVY),
}


@pytest.mark.parametrize("name", CASES)
def test_a_refusal_is_worded_for_the_reader(name):
    content, tool = CASES[name]
    with pytest.raises(decoding.Unreadable) as refused:
        read_report(content, tool=tool, told=lambda _: None)
    said = str(refused.value)
    assert refusal_words(said) == said
    with override("de"):
        assert refusal_words(said) != said


def test_what_is_too_much_is_worded_too(monkeypatch):
    monkeypatch.setattr(decoding, "MAX_BYTES", 3)
    with pytest.raises(decoding.Unreadable) as refused:
        read_report(CSV, told=lambda _: None)
    with override("de"):
        assert "höchstens" in refusal_words(str(refused.value))


def test_what_is_not_listed_stays_as_it_is():
    with override("de"):
        assert refusal_words("Something else.") == "Something else."
