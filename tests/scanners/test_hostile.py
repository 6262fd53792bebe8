"""Hostile files cost neither memory nor time, and never more than a sentence."""

import json
import time
import tracemalloc
from contextlib import suppress

import pytest

from pillars.scanners.decoding import MAX_BYTES, Unreadable
from pillars.scanners.model import Report
from pillars.scanners.reading import MAX_FINDINGS, MAX_MESSAGES, read_report

from .reading import sample

HOSTILE = {
    "nested": b"[" * 900_000,
    "nested and closed": b"[" * 400_000 + b"]" * 400_000,
    "nested objects": b'{"a":' * 200_000,
    "empty lists": b"[" + b"[]," * 1_500_000 + b"[]]",
    "many numbers": b"[" + b"1," * 4_000_000 + b"1]",
    "a long number": b'[{"SchemaVersion": ' + b"9" * 2_000_000 + b"}]",
    "lines of numbers": b'{"a": 1}\n' * 150_000 + b"x",
    "one long line": b"a;" * 2_000_000,
    "a quote that never ends": b'check_id;status;check_title\n"' + b"a;" * 1_000_000,
    "spaces": b" " * 5_000_000,
    "a regular expression's trap": b'[{"SchemaVersion": 1, "ProductArn": "'
    + b"a" * 100_000
    + b'!", "GeneratorId": "'
    + b"a1" * 100_000
    + b'."}]',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_small(name: str):
    content = HOSTILE[name]
    tracemalloc.start()
    started = time.process_time()
    # A few come through as files that hold nothing worth taking; none may do harm.
    with suppress(Unreadable):
        read_report(content)
    spent, (_now, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 3
    assert peak < 120_000_000


def test_a_file_that_is_too_large_is_not_even_decoded():
    with pytest.raises(Unreadable, match="at most"):
        read_report(b"\xff" * (MAX_BYTES + 1))


def test_findings_and_messages_are_bounded():
    item = json.loads(sample("access_analyzer.json"))["findings"][0]
    many = [{"id": "a", "resourceType": "b", "resourceOwnerAccount": "c", "status": "ACTIVE"}]
    bad = [{**item, "status": "x"}] * (MAX_MESSAGES + 5)
    report = read_report(json.dumps(many * (MAX_FINDINGS + 3) + bad).encode())
    assert len(report.findings) == MAX_FINDINGS
    places = [each.place for each in report.messages]
    assert "3 further findings" in places
    assert "5 further records" in places
    assert len(places) == MAX_MESSAGES + 2


def test_no_field_grows_and_nothing_invisible_comes_through():
    item = json.loads(sample("access_analyzer.json"))["findings"][0]
    item |= {"resource": "arn:aws:s3:::a\x00b\ud800c" + "x" * 9000, "findingType": "T" * 9000}
    item["principal"] = {"AWS": "*" * 9000}
    found = read_report(json.dumps([item]).encode()).findings[0]
    assert len(found.resource) == 2048
    assert len(found.rule) <= 200
    assert len(found.reason) < 2000
    found.resource.encode()
    assert "\x00" not in found.resource


def test_a_link_that_is_no_web_address_is_left_out():
    item = json.loads(sample("prowler.ocsf.json"))[0]
    item["remediation"]["references"] = ["javascript:alert(1)", "https://example.com/fix"]
    found = read_report(json.dumps([item]).encode()).findings[0]
    assert found.url == "https://example.com/fix"


@pytest.mark.parametrize("value", [None, 1.5, "text", [[{}]], {"a": []}])
def test_whatever_stands_in_a_field_ends_nothing(value):
    """Every field of every sample, replaced by something else, one after the other."""
    for name in (
        "security_hub_asff.json",
        "security_hub_ocsf.json",
        "checkov.sarif",
        "guardduty.json",
    ):
        answers = [
            _answer(json.dumps(changed).encode())
            for changed in _each_field_replaced(json.loads(sample(name)), value)
        ]
        assert answers
        assert {type(each) for each in answers} <= {Report, Unreadable}


def _answer(source):
    try:
        return read_report(source)
    except Unreadable as refused:
        return refused


def _each_field_replaced(document, value):
    for path in list(_paths(document)):
        copy = json.loads(json.dumps(document))
        place = copy
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        yield copy


def _paths(value, path=()):
    held = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in held:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from _paths(each, (*path, key))
