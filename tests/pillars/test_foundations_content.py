"""The Foundations lens: complete, within the format, in texts of its own, with the risks it means."""

import json
import re
from itertools import chain, combinations, product
from pathlib import Path

import pytest

from pillars.lens.parse import lens_from_document, parse_lens
from pillars.risk import Risk, Selection, assess, worst

FILE = Path(__file__).parents[2] / "pillars" / "lenses" / "foundations.json"
TEXT = FILE.read_text(encoding="utf-8")
DOCUMENT = json.loads(TEXT)
LENS = lens_from_document(DOCUMENT)

IDS = {
    "operationalExcellence": {
        "ops_change": "ops_iac ops_cicd",
        "ops_observe": "ops_structured_logging ops_custom_metrics ops_alarms_sns",
        "ops_prepare": "ops_runbooks ops_dr_tested",
    },
    "security": {
        "sec_identity": "sec_iam_roles sec_mfa_privileged sec_secrets_manager",
        "sec_detect": "sec_cloudtrail_all_regions sec_vpc_flow_logs sec_guardduty",
        "sec_data": "sec_encryption_at_rest sec_tls_in_transit",
        "sec_network": "sec_security_groups_least_privilege",
    },
    "reliability": {
        "rel_redundancy": "rel_multi_az rel_rds_multi_az",
        "rel_failover": "rel_auto_scaling rel_lb_health_checks rel_route53_health_checks",
        "rel_recovery": "rel_automated_backups rel_cross_region_backups rel_chaos_tested",
    },
    "performance": {
        "perf_sizing": "perf_right_sized perf_monitoring",
        "perf_delivery": "perf_caching perf_cdn",
        "perf_data": "perf_read_replicas perf_async",
    },
    "costOptimization": {
        "cost_pricing": "cost_commitments cost_spot",
        "cost_waste": "cost_s3_lifecycle cost_unused_deleted cost_rightsizing_monthly",
        "cost_visibility": "cost_allocation_tags cost_budgets",
    },
    "sustainability": {
        "sus_compute": "sus_graviton sus_lambda_event_driven sus_auto_scaling_demand",
        "sus_footprint": "sus_green_regions sus_intelligent_tiering sus_carbon_monitored",
    },
}
FACTS = frozenset(
    (
        *("production", "preproduction", "critical", "regulated", "multi_region"),
        *("has_rto", "has_rpo", "has_recovery_objectives", "strict_rto", "strict_rpo"),
        *("variable_traffic", "event_soon"),
    )
)
NEVER_HIGH = ("perf_delivery", "cost_pricing", "cost_waste", "sus_compute", "sus_footprint")

QUESTIONS = [question for pillar in DOCUMENT["pillars"] for question in pillar["questions"]]
CHOICES = [
    choice
    for question in QUESTIONS
    for choice in question["choices"]
    if not choice["id"].endswith("_no")
]


def prose():
    """Every sentence-like text of the lens with the place it stands in; no snippets."""
    for question in QUESTIONS:
        yield question["id"], question["description"]
        yield f"{question['id']} helpful", question["helpfulResource"]["displayText"]
        for number, rule in enumerate(question.get("workloadRules", ())):
            yield f"{question['id']} because {number}", rule["because"]
    for choice in CHOICES:
        yield choice["id"], choice["description"]
        yield f"{choice['id']} helpful", choice["helpfulResource"]["displayText"]
        yield f"{choice['id']} plan", choice["improvementPlan"]["displayText"]
        yield f"{choice['id']} ask", choice["ask"]
        yield f"{choice['id']} console", choice["improvementSteps"]["console"]


def phrases(text, words=4):
    parts = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(parts[start : start + words]) for start in range(len(parts) - words + 1)}


def answer(question_id, ticked, facts=""):
    question = LENS.question(question_id)
    selected = frozenset(ticked.split()) or {question.none_choice.id}
    return assess(question, Selection(frozenset(selected)), frozenset(facts.split()))


def subsets(ids):
    return chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))


def test_has_the_checklist_in_its_questions_and_pillars():
    found = {
        pillar["id"]: {
            question["id"]: [choice["id"] for choice in question["choices"]]
            for question in pillar["questions"]
        }
        for pillar in DOCUMENT["pillars"]
    }
    expected = {
        pillar: {question: [*ids.split(), f"{question}_no"] for question, ids in questions.items()}
        for pillar, questions in IDS.items()
    }
    assert found == expected
    assert len(CHOICES) == 43
    assert len({choice["id"] for choice in CHOICES}) == 43


def test_is_a_lens_without_any_warning():
    parsed = parse_lens(TEXT)
    assert (parsed.errors, parsed.warnings) == ((), ())
    assert DOCUMENT["schemaVersion"] == "2021-11-01"
    assert DOCUMENT["name"] == "Foundations"
    assert json.dumps(DOCUMENT, ensure_ascii=False, indent=2) + "\n" == TEXT


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_question_is_complete_and_within_limits(question):
    assert set(question) - {"workloadRules"} == {
        *("id", "title", "description", "helpfulResource", "choices", "riskRules")
    }
    assert question["title"].endswith("?")
    assert len(question["title"]) <= 128
    assert 150 <= len(question["description"]) <= 2048
    assert question["choices"][-1] == {"id": f"{question['id']}_no", "title": "None of these"}
    risks = [rule["risk"] for rule in question["riskRules"]]
    assert risks == sorted(set(risks), key=["NO_RISK", "MEDIUM_RISK", "HIGH_RISK"].index)
    assert question["riskRules"][-1]["condition"] == "default"
    for rule in question.get("workloadRules", ()):
        assert set(rule) == {"when", "condition", "risk", "because"}
        assert set(re.findall(r"\w+", rule["when"])) <= FACTS


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice["id"])
def test_choice_is_complete_and_within_limits(choice):
    assert list(choice) == [
        *("id", "title", "description", "helpfulResource", "improvementPlan"),
        *("practice", "evidence", "ask", "improvementSteps"),
    ]
    assert len(choice["title"]) <= 128
    assert 150 <= len(choice["description"]) <= 1000
    assert 250 <= len(choice["improvementPlan"]["displayText"]) <= 2048
    assert 40 <= len(choice["helpfulResource"]["displayText"]) <= 2048
    for key in ("helpfulResource", "improvementPlan"):
        assert set(choice[key]) == {"displayText", "url"}
        assert re.fullmatch(r"https://docs\.aws\.amazon\.com/[\w./-]+\.html", choice[key]["url"])
    assert "/wellarchitected/latest/framework/" in choice["helpfulResource"]["url"]
    assert choice["practice"] is None or re.fullmatch(r"[A-Z]+\d\d-BP\d\d", choice["practice"])
    assert choice["evidence"] == [f"foundations/{choice['id']}"]
    assert 1 <= choice["ask"].count("?") <= 2
    assert choice["ask"].endswith("?")
    assert list(choice["improvementSteps"]) == ["console", "cli", "iac"]
    assert " > " in choice["improvementSteps"]["console"]
    assert choice["improvementSteps"]["iac"].startswith(("# Terraform", "# CloudFormation"))


def test_no_text_is_empty_or_nearly_another():
    texts = [(place, phrases(text)) for place, text in prose()]
    assert min(len(found) for _, found in texts) > 5
    alike = [
        (one, other)
        for (one, first), (other, second) in combinations(texts, 2)
        if len(first & second) > 0.2 * min(len(first), len(second))
    ]
    assert alike == []
    titles = [each["title"].lower() for each in (*QUESTIONS, *CHOICES)]
    assert len(set(titles)) == len(titles)


def test_texts_are_clean():
    for place, text in prose():
        assert text == " ".join(text.split()), place
        assert text[0].isupper() or text.startswith("{"), place
        assert text[-1] in ".?", place
        assert not re.search(r"\b(TODO|TBD|lorem|etc\.|simply ensure)\b", text), place


@pytest.mark.parametrize(
    ("question", "ticked", "facts", "risk"),
    [
        # the checklist's own examples
        ("rel_redundancy", "rel_rds_multi_az", "", Risk.HIGH),
        ("sec_detect", "sec_vpc_flow_logs sec_guardduty", "", Risk.HIGH),
        ("cost_pricing", "", "", Risk.MEDIUM),
        ("perf_delivery", "perf_cdn", "", Risk.MEDIUM),
        # what one practice alone is worth
        ("ops_change", "ops_iac", "", Risk.MEDIUM),
        ("ops_change", "", "", Risk.HIGH),
        ("ops_observe", "ops_alarms_sns", "", Risk.MEDIUM),
        ("ops_observe", "ops_structured_logging ops_custom_metrics", "", Risk.HIGH),
        ("ops_prepare", "ops_runbooks", "", Risk.MEDIUM),
        ("ops_prepare", "", "preproduction", Risk.MEDIUM),
        ("sec_identity", "sec_iam_roles sec_mfa_privileged", "", Risk.MEDIUM),
        ("sec_identity", "sec_iam_roles sec_secrets_manager", "", Risk.HIGH),
        ("sec_identity", "sec_mfa_privileged sec_secrets_manager", "", Risk.HIGH),
        ("sec_detect", "sec_cloudtrail_all_regions sec_guardduty", "", Risk.MEDIUM),
        ("sec_detect", "sec_cloudtrail_all_regions sec_vpc_flow_logs", "", Risk.MEDIUM),
        ("sec_data", "sec_encryption_at_rest", "", Risk.HIGH),
        ("sec_data", "sec_tls_in_transit", "", Risk.HIGH),
        ("sec_network", "", "", Risk.HIGH),
        ("rel_redundancy", "rel_multi_az", "", Risk.HIGH),
        ("rel_failover", "rel_lb_health_checks", "", Risk.MEDIUM),
        ("rel_failover", "rel_auto_scaling rel_route53_health_checks", "", Risk.HIGH),
        ("rel_recovery", "rel_automated_backups", "", Risk.MEDIUM),
        ("rel_recovery", "rel_cross_region_backups rel_chaos_tested", "", Risk.HIGH),
        ("perf_sizing", "perf_right_sized", "", Risk.MEDIUM),
        ("perf_sizing", "", "", Risk.HIGH),
        ("perf_data", "", "", Risk.MEDIUM),
        ("cost_pricing", "cost_commitments", "", Risk.NONE),
        ("cost_pricing", "cost_spot", "", Risk.MEDIUM),
        ("cost_visibility", "cost_budgets", "", Risk.MEDIUM),
        ("cost_visibility", "", "", Risk.HIGH),
        # what the workload's facts sharpen, and what they leave alone
        ("ops_prepare", "ops_runbooks", "production has_recovery_objectives", Risk.HIGH),
        ("ops_prepare", "ops_runbooks", "preproduction has_recovery_objectives", Risk.MEDIUM),
        ("ops_prepare", "ops_dr_tested", "production has_recovery_objectives", Risk.MEDIUM),
        ("ops_prepare", "", "production", Risk.HIGH),
        ("ops_change", "ops_cicd", "production strict_rto", Risk.HIGH),
        ("ops_observe", "ops_alarms_sns", "production critical", Risk.HIGH),
        ("sec_identity", "sec_iam_roles sec_mfa_privileged", "production regulated", Risk.HIGH),
        ("sec_detect", "sec_cloudtrail_all_regions", "production critical", Risk.HIGH),
        ("sec_detect", "sec_cloudtrail_all_regions", "critical", Risk.MEDIUM),
        ("rel_failover", "rel_lb_health_checks", "production variable_traffic", Risk.HIGH),
        (
            "rel_failover",
            "rel_lb_health_checks rel_auto_scaling",
            "production multi_region",
            Risk.HIGH,
        ),
        ("rel_recovery", "rel_automated_backups", "production strict_rpo", Risk.HIGH),
        ("rel_recovery", "rel_automated_backups", "production has_rpo", Risk.MEDIUM),
        ("perf_sizing", "perf_right_sized", "production event_soon", Risk.HIGH),
        ("perf_data", "", "production variable_traffic", Risk.HIGH),
        ("perf_data", "perf_async", "production variable_traffic", Risk.MEDIUM),
    ],
)
def test_risk_of_an_answer(question, ticked, facts, risk):
    assert answer(question, ticked, facts).risk is risk


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_more_practices_never_raise_the_risk_and_all_of_them_end_it(question):
    ids = [choice["id"] for choice in question["choices"][:-1]]
    every = " ".join(FACTS)
    for facts, ticked in product(("", "production", every), subsets(ids)):
        risk = answer(question["id"], " ".join(ticked), facts).risk
        for one_more in ids:
            better = answer(question["id"], " ".join((*ticked, one_more)), facts).risk
            assert worst((risk, better)) is risk
    assert answer(question["id"], " ".join(ids), every).risk is Risk.NONE


@pytest.mark.parametrize("question_id", NEVER_HIGH)
def test_what_is_only_wasteful_or_slow_is_never_high(question_id):
    assert answer(question_id, "", " ".join(FACTS)).risk is Risk.MEDIUM
