"""Documents of lenses for tests: the smallest good one, and changes to it."""

import copy
import json
from typing import Any

Document = dict[str, Any]


def choice(choice_id: str, title: str = "", **more: Any) -> Document:
    made = {"id": choice_id, "title": title or f"Practice {choice_id[:40]}"}
    if not choice_id.endswith("_no"):
        made["improvementPlan"] = {"displayText": f"How to reach {choice_id}."}
    return made | more


def rule(condition: str, risk: str, **more: Any) -> Document:
    return {"condition": condition, "risk": f"{risk}_RISK", **more}


RULES = (rule("one && two", "NO"), rule("one", "MEDIUM"), rule("default", "HIGH"))


def question(*rules: Document, ids: tuple[str, ...] = ("one", "two", "q_no"), **more: Any):
    return {
        "id": "question_1",
        "title": "How do you do it?",
        "description": "What it is about.",
        "choices": [choice(each) for each in ids],
        "riskRules": copy.deepcopy(list(rules or RULES)),
    } | more


def lens(*questions: Document, **more: Any) -> Document:
    return {
        "schemaVersion": "2021-11-01",
        "name": "Sample lens",
        "description": "A lens for tests.",
        "pillars": [
            {"id": "security", "name": "Security", "questions": list(questions or [question()])}
        ],
    } | more


def text(document: Document, indent: int | None = 2) -> str:
    return json.dumps(document, ensure_ascii=False, indent=indent)
