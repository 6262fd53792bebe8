"""`manage.py evidence coverage`: every practice, the checks that speak for it, and the floor."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from pillars.checks import all_checks
from pillars.coverage import Practice, coverage, total, totals
from reviewapp.findings.framework import framework_practices

FLOOR = 247
PILLARS = [
    "operationalExcellence",
    "security",
    "reliability",
    "performance",
    "costOptimization",
    "sustainability",
]
KINDS = ("refutes", "proves", "supports")


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("evidence", "coverage", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def practices():
    return json.loads(said("--json"))["practices"]


def covered(practices):
    return [each for each in practices if any(each[kind] for kind in KINDS)]


def test_every_practice_of_the_framework_is_there_in_its_order(practices):
    codes = [each["practice"] for each in practices]
    assert len(codes) == len(set(codes)) == 307
    assert list(dict.fromkeys(each["pillar"] for each in practices)) == PILLARS
    assert codes[0] == "OPS01-BP01"
    assert codes[-1] == "SUS06-BP05"


def test_every_line_has_all_its_fields_and_known_checks(practices):
    known = {check.id for check in all_checks()}
    for each in practices:
        assert list(each) == ["practice", "pillar", *KINDS]
        assert {name for kind in KINDS for name in each[kind]} <= known


def test_no_check_speaks_for_a_practice_that_the_framework_lacks():
    known = {practice.code for practice in framework_practices()}
    spoken = {
        code
        for check in all_checks()
        for code in (*check.refutes, *check.proves, *check.supports)
        if not code.startswith("foundations/")
    }
    assert spoken - known == set()


def test_the_floor_holds(practices):
    assert len(covered(practices)) >= FLOOR


def test_a_known_line(practices):
    line = next(each for each in practices if each["practice"] == "SEC08-BP02")
    assert "ebs-volumes-encrypted" in line["refutes"]
    assert line["pillar"] == "security"


def test_the_table_says_the_same_and_what_to_ask(practices):
    lines = said().splitlines()
    assert lines[0].split() == ["pillar", "practices", "covered", "refuted", "proved", "supported"]
    assert [line.split()[0] for line in lines[1:7]] == PILLARS
    assert lines[7].split()[:3] == ["all", "307", str(len(covered(practices)))]
    asked = [line.split()[0] for line in lines[10::2]]
    spoken = {each["practice"] for each in covered(practices)}
    assert asked == [each["practice"] for each in practices if each["practice"] not in spoken]
    assert all("?" in line for line in lines[11::2])


def test_counts_of_what_is_covered_and_how():
    check = all_checks()[0]
    code = (*check.refutes, *check.proves, *check.supports)[0]
    found = coverage([Practice(code, "one"), Practice("ZZZ01-BP01", "two")], [check])
    assert [each.covered for each in found] == [True, False]
    assert [(each.pillar, each.practices, each.covered) for each in totals(found)] == [
        ("one", 1, 1),
        ("two", 1, 0),
    ]
    everything = total("all", found)
    assert (everything.practices, everything.covered) == (2, 1)
