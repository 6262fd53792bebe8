"""Every mapping file follows its schema and names practices that exist."""

import json
from importlib.resources import files

import pytest

from pillars.scanners.mapping import NOTHING, Mapped, mapped, mapping
from pillars.scanners.model import LABELS, Tool
from pillars.scanners.reading import FORMATS
from reviewapp.lenses.domain.builtin import builtin_document

from .reading import SAMPLES, read

FOLDER = files("pillars") / "data" / "scanners"
FILES = sorted(each.name for each in FOLDER.iterdir())


@pytest.fixture(scope="module")
def known() -> set[str]:
    framework, foundations = (builtin_document(name) for name in ("framework", "foundations"))
    practices = {choice["practice"] for choice in _choices(framework) if choice.get("practice")}
    return practices | {f"foundations/{choice['id']}" for choice in _choices(foundations)}


def _choices(document):
    for pillar in document["pillars"]:
        for question in pillar["questions"]:
            yield from question["choices"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_follows_the_schema_and_names_what_exists(name: str, known: set[str]):
    document = json.loads((FOLDER / name).read_text("utf-8"))
    assert set(document) == {"tool", "source", "rules"}
    assert f"{Tool(document['tool'])}.json" == name
    assert document["source"]
    for rule, said in document["rules"].items():
        assert said, rule
        assert set(said) <= {"refutes", "supports"}, rule
        for practices in said.values():
            assert practices, rule
            assert len(set(practices)) == len(practices), rule
            assert set(practices) <= known, (rule, set(practices) - known)


def test_every_tool_with_a_format_has_rules_but_sarif_of_any():
    with_rules = {Tool(name.removesuffix(".json")) for name in FILES}
    assert with_rules == {each.tool for each in FORMATS} - {Tool.SARIF}
    assert set(LABELS) == set(Tool)


def test_a_rule_written_out_goes_before_one_that_ends_in_a_star(monkeypatch):
    rules = {"a/*": Mapped(("x",)), "a/b*": Mapped(("y",)), "a/bc": Mapped(("z",))}
    monkeypatch.setattr("pillars.scanners.mapping.mapping", lambda _tool: rules)
    from pillars.scanners import mapping as module

    for kept in (module._starts, module._spelled):
        kept.cache_clear()
    try:
        said = [mapped("prowler", rule) for rule in ("a/bc", "a/bcd", "a/x", "b")]
    finally:
        for kept in (module._starts, module._spelled):
            kept.cache_clear()
    assert said == [Mapped(("z",)), Mapped(("y",)), Mapped(("x",)), NOTHING]


def test_security_hub_spells_a_service_as_it_likes():
    assert mapped(Tool.SECURITY_HUB, "OpenSearch.1") == mapped(Tool.SECURITY_HUB, "Opensearch.1")
    assert mapped(Tool.SECURITY_HUB, "Autoscaling.5")


def test_samples_are_heard_where_they_should_be():
    heard = {
        (report.tool, each.rule): mapped(report.tool, each.rule)
        for path in SAMPLES.iterdir()
        for report in [read(path.name)]
        for each in report.findings
    }
    assert "SEC01-BP02" in heard[Tool.PROWLER, "iam_root_mfa_enabled"].refutes
    assert "SEC01-BP02" in heard[Tool.SECURITY_HUB, "IAM.6"].supports
    assert "SEC08-BP02" in heard[Tool.CHECKOV, "CKV_AWS_16"].refutes
    assert "SEC08-BP02" in heard[Tool.SERVICE_SCREENER, "rds.StorageEncrypted"].refutes
    assert "foundations/cost_unused_deleted" in (
        heard[Tool.COMPUTE_OPTIMIZER, "idle/EBSVolume"].refutes
    )
    assert not heard[Tool.PROWLER, "a_check_of_tomorrow"]
    assert not heard[Tool.TRIVY, "CVE-2026-10001"]
    by_tool = {tool for (tool, _rule), said in heard.items() if said}
    assert by_tool >= set(Tool) - {Tool.SARIF, Tool.GUARDDUTY}


def test_a_tool_without_a_file_has_no_rules():
    assert mapping(Tool.SARIF) == {}
