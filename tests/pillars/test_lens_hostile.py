"""Files made to break the reader: it answers in little time and memory, and never raises."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pillars.lens.messages import MAX_MESSAGES
from pillars.lens.parse import AWS_CHARACTERS, MAX_CHARACTERS, parse_lens
from reviewapp.config.apps import GARBAGE

# Characters of a file → the seconds that reading it may take.
SECONDS = {AWS_CHARACTERS - 100: 2, MAX_CHARACTERS - 100: 6}
MEBIBYTES = 200
QUESTIONS = '{"pillars":[{"id":"ppp","name":"x","questions":['
ABC = ",".join(f'{{"id":"{name}"}}' for name in "abcdefghijklmno")
CHOICES = QUESTIONS + '{"id":"qqq","choices":[' + ABC + "],"
END = "]}]}"


def filled(before, unit, after):
    """``unit`` as often as it fits."""
    return lambda size: before + unit * ((size - len(before + after)) // len(unit)) + after


def counted(before, unit, after):
    """``unit`` with its %d counted up, as often as it fits."""

    def file(size):
        fitting = (size - len(before + after)) // len(unit % size + ",")
        return before + ",".join(unit % n for n in range(fitting)) + after

    return file


def in_rule(before, unit="", after=""):
    """One condition, ``unit`` repeated in it as often as it fits."""
    rule = [CHOICES + '"riskRules":[{"condition":"', '","risk":"NO_RISK"}]}' + END]
    return filled(rule[0] + before, unit or " ", after + rule[1])


SOME = "a&&b&&c&&d&&e&&f&&g&&h||i||j||k||l||m||n||o"
OF_FIFTEEN = (
    f'{{"id":"q%d","choices":[{ABC}],"riskRules":[{{"condition":"{SOME}","risk":"NO_RISK"}},'
    '{"condition":"!a||!b","risk":"HIGH_RISK"}]}'
)
LONGEST = "||".join("abcdefghijklmno"[n % 15] for n in range(3_300))

HOSTILE = {
    "open brackets": filled("", "[", ""),
    "open objects": filled("", '{"a":', ""),
    "numbers": filled("[", "0,", "0]"),
    "empty lists": filled("[", "[],", "0]"),
    "pillars that are numbers": filled('{"pillars":[', "0,", "0]}"),
    "pillars that are empty": filled('{"pillars":[', "{},", "{}]}"),
    "questions that are empty": filled(QUESTIONS, "{},", "{}" + END),
    "many pillars": counted('{"pillars":[', '{"id":"%d"}', "]}"),
    "many questions": counted(QUESTIONS, '{"id":"%d"}', END),
    "many choices": counted(QUESTIONS + '{"id":"q","choices":[', '{"id":"%d"}', "]}" + END),
    "many rules of fifteen names": counted(QUESTIONS, OF_FIFTEEN, END),
    "unknown names": counted(
        CHOICES + '"riskRules":[', '{"condition":"zz%d","risk":"NO_RISK"}', "]}" + END
    ),
    "the longest conditions": counted(
        CHOICES + '"riskRules":[',
        f'{{"condition":"{LONGEST}","risk":"NO_RISK","n":%d}}',
        "]}" + END,
    ),
    "a condition of negations": in_rule("", "!"),
    "a condition of brackets": in_rule("(" * 9_999),
    "a condition of spaces": in_rule("a", " ", "&& b"),
    "escapes": filled('"', "\\n", '"'),
    "an open text of escapes": filled('"', "\\n", ""),
    "equal keys": filled("{", '"a":1,', '"a":1}'),
    "equal keys under a long one": filled('{"' + "k" * 200_000 + '":{', '"a":1,', '"a":1}}'),
    "unknown keys": counted("{", '"k%d":1', "}"),
    "line ends": filled("", "\n", "{}"),
    "a long number": filled("", "1", ""),
    "a long exponent": filled("1e", "9", ""),
    "not a number": filled("[", "NaN,", "0]"),
    "addresses": filled(
        QUESTIONS + '{"id":"qqq","helpfulResource":{"url":"', "http://a ", '"}}' + END
    ),
    "markup": filled(QUESTIONS + '{"id":"qqq","title":"', "<a", '"}' + END),
    "a title of spaces": filled(
        QUESTIONS + '{"id":"qqq","choices":[{"id":"abc","title":"', " ", '"}]}' + END
    ),
    "bytes that are no text": filled(b"", b"\xff", b""),
    "zero bytes": filled(b"", b"\x00", b""),
    "lone surrogates": filled("", "\ud800", ""),
}


@pytest.mark.parametrize("size", SECONDS)
def test_answers_every_file_in_little_time_and_memory(size):
    """In a process of its own, for the tests' one has held more before.

    It looks for garbage as often as the processes of the product do.
    """
    garbage = f"import gc; gc.set_threshold(*{GARBAGE}); "
    code = garbage + f"from tests.pillars.test_lens_hostile import answer_all; answer_all({size})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    cost = json.loads(run.stdout)
    assert list(cost) == list(HOSTILE)
    assert {name: each for name, each in cost.items() if each["seconds"] > SECONDS[size]} == {}
    assert {name: each for name, each in cost.items() if each["mebibytes"] > MEBIBYTES} == {}


def answer_all(size):
    """Reads every file and prints as JSON what each cost."""
    json.dump({name: answer(made(size), size) for name, made in HOSTILE.items()}, sys.stdout)


def answer(source, size):
    """The seconds that reading the file took and the MiB that the process ever held in it."""
    assert 0.8 * size < len(source) <= size
    forget_peak()
    started = time.process_time()
    parsed = parse_lens(source)
    seconds = time.process_time() - started
    assert parsed.errors or parsed.warnings
    assert len(parsed.errors) <= MAX_MESSAGES + 1
    assert len(parsed.warnings) <= 2 * MAX_MESSAGES + 1
    return {"seconds": seconds, "mebibytes": peak()}


def forget_peak():
    """Has the peak start anew; where that is not allowed, it is that of all files so far."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak():
    """Not by getrusage: its peak starts from that of the process which started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1_024


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
