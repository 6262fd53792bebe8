"""Files made to break the reader: it answers in little time and memory, and never raises."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from pillars.lens.messages import MAX_MESSAGES
from pillars.lens.parse import MAX_CHARACTERS, parse_lens

SIZE = MAX_CHARACTERS - 100
QUESTIONS = '{"pillars":[{"id":"ppp","name":"x","questions":['
ABC = ",".join(f'{{"id":"{name}"}}' for name in "abcdefghijklmno")
CHOICES = QUESTIONS + '{"id":"qqq","choices":[' + ABC + "],"
END = "]}]}"


def filled(before, unit, after):
    return before + unit * ((SIZE - len(before) - len(after)) // len(unit)) + after


def counted(before, unit, after, length):
    """``unit`` with its %d counted up, as often as it fits."""
    return before + ",".join(unit % n for n in range(SIZE // length)) + after


def one_rule(condition):
    return CHOICES + f'"riskRules":[{{"condition":"{condition}","risk":"NO_RISK"}}]}}' + END


def question_of_fifteen(number):
    some = "a&&b&&c&&d&&e&&f&&g&&h||i||j||k||l||m||n||o"
    rules = f'{{"condition":"{some}","risk":"NO_RISK"}},{{"condition":"!a||!b","risk":"HIGH_RISK"}}'
    return f'{{"id":"q{number}","choices":[{ABC}],"riskRules":[{rules}]}}'


HOSTILE = {
    "open brackets": "[" * SIZE,
    "open objects": filled("", '{"a":', ""),
    "numbers": filled("[", "0,", "0]"),
    "empty lists": filled("[", "[],", "0]"),
    "pillars that are numbers": filled('{"pillars":[', "0,", "0]}"),
    "pillars that are empty": filled('{"pillars":[', "{},", "{}]}"),
    "questions that are empty": filled(QUESTIONS, "{},", "{}" + END),
    "many pillars": counted('{"pillars":[', '{"id":"%d"}', "]}", 16),
    "many questions": counted(QUESTIONS, '{"id":"%d"}', END, 16),
    "many choices": counted(QUESTIONS + '{"id":"q","choices":[', '{"id":"%d"}', "]}" + END, 16),
    "many rules of fifteen names": QUESTIONS
    + ",".join(question_of_fifteen(n) for n in range(1_400))
    + END,
    "unknown names": counted(
        CHOICES + '"riskRules":[', '{"condition":"zz%d","risk":"NO_RISK"}', "]}" + END, 42
    ),
    "a condition of negations": one_rule("!" * 400_000),
    "a condition of brackets": one_rule("(" * 9_999),
    "a condition of spaces": one_rule("a" + " " * 400_000 + "&& b"),
    "the longest condition": one_rule("||".join("abcdefghijklmno"[n % 15] for n in range(3_300))),
    "escapes": filled('"', "\\n", '"'),
    "an open text of escapes": filled('"', "\\n", ""),
    "equal keys": filled("{", '"a":1,', '"a":1}'),
    "equal keys under a long one": filled('{"' + "k" * 200_000 + '":{', '"a":1,', '"a":1}}'),
    "unknown keys": counted("{", '"k%d":1', "}", 11),
    "line ends": "\n" * (SIZE - 2) + "{}",
    "a long number": "1" * SIZE,
    "a long exponent": "1e" + "9" * SIZE,
    "not a number": filled("[", "NaN,", "0]"),
    "addresses": QUESTIONS
    + '{"id":"qqq","helpfulResource":{"url":"'
    + "http://a " * 50_000
    + '"}}'
    + END,
    "markup": QUESTIONS + '{"id":"qqq","title":"' + "<a" * 240_000 + '"}' + END,
    "a title of spaces": QUESTIONS
    + '{"id":"qqq","choices":[{"id":"abc","title":"'
    + " " * 480_000
    + '"}]}'
    + END,
    "bytes that are no text": b"\xff" * SIZE,
    "zero bytes": b"\x00" * SIZE,
    "lone surrogates": "\ud800" * SIZE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_answers_in_little_time(name):
    started = time.process_time()
    parsed = parse_lens(HOSTILE[name])
    assert time.process_time() - started < 2
    assert parsed.errors or parsed.warnings
    assert len(parsed.errors) <= MAX_MESSAGES + 1
    assert len(parsed.warnings) <= 2 * MAX_MESSAGES


def limited(name):
    """Reads one file in a process of its own and says how many MiB that process ever held.

    Not by getrusage: its peak starts from that of the process which started this one.
    """
    parse_lens(HOSTILE[name])
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    sys.stdout.write(str(int(peak.split()[1]) // 1_024))


@pytest.mark.parametrize("name", ["pillars that are empty", "many choices", "empty lists"])
def test_answers_in_little_memory(name):
    code = f"from tests.pillars.test_lens_hostile import limited; limited({name!r})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert int(run.stdout) < 200


@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, 20_000_000])
@pytest.mark.parametrize("character", ["x", b"x", b"\xff"])
def test_the_limit_comes_first_and_is_named(character, length):
    (error,) = parse_lens(character * max(length, len(character) * length)).errors
    expected = "encoding" if character == b"\xff" and length == MAX_CHARACTERS + 1 else None
    assert error.code == (expected or "file-too-large")
    assert expected or "500,000 characters" in error.message


def test_the_limit_counts_characters_not_bytes():
    just = '{"name":"' + "é" * (MAX_CHARACTERS - 11) + '"}'
    assert [error.code for error in parse_lens(just.encode("utf-8-sig")).errors] == ["no-pillars"]
    assert [error.code for error in parse_lens("\ufeff" + just).errors] == ["no-pillars"]
    assert [error.code for error in parse_lens((just + " ").encode()).errors] == ["file-too-large"]


def test_bytes_that_are_no_text_are_placed():
    (error,) = parse_lens(b'{\n"a": "\xff"}').errors
    assert (error.code, error.line, error.column) == ("encoding", 2, 7)
    assert "byte 9" in error.message


def test_too_many_errors_end_the_reading_and_say_so():
    parsed = parse_lens('{"pillars":[' + "0," * 600 + "0]}")
    assert len(parsed.errors) == MAX_MESSAGES + 1
    assert parsed.errors[-1].code == "more-messages"
    assert parsed.lens is None


def test_of_too_many_warnings_the_rest_is_counted():
    keys = ",".join(f'"k{n}": 1' for n in range(MAX_MESSAGES + 10))
    questions = '[{"id": "ppp", "name": "P", "questions": []}]'
    source = f'{{"schemaVersion": "2021-11-01", "name": "n", {keys}, "pillars": {questions}}}'
    parsed = parse_lens(source)
    assert parsed.lens is not None
    assert len(parsed.warnings) == MAX_MESSAGES + 1
    # 510 unknown keys, no description, no questions: 512 in all.
    assert parsed.warnings[-1].message == "12 more warnings are not listed."
