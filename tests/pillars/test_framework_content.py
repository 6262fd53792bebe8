"""The framework lens against the published facts: ids, codes, levels, pages; and its words.

`data/framework_*.csv` hold AWS's ids, practice codes and published risk levels. The words are
ours: no two alike, none empty, none of AWS's titles.
"""

import csv
import json
import re
from collections import Counter
from itertools import product
from pathlib import Path

from pillars.lens.model import Question
from pillars.lens.parse import lens_from_document
from pillars.risk import Risk, Selection, assess
from tests.many import for_each

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "pillars" / "lenses" / "framework"
LEVELS = {"HIGH": Risk.HIGH, "MEDIUM": Risk.MEDIUM, "LOW": Risk.NONE}
WORDS = ("description", "why", "ask")


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / "data" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def document() -> dict:
    found = json.loads((FOLDER / "lens.json").read_text())
    pillars = [json.loads((FOLDER / f"{name}.json").read_text()) for name in found["pillars"]]
    return {**found, "pillars": pillars}


PRACTICES = rows("framework_practices.csv")
QUESTIONS = rows("framework_questions.csv")
DOCUMENT = document()
ASKED = [question for pillar in DOCUMENT["pillars"] for question in pillar["questions"]]
CHOICES = [
    (question, choice)
    for question in ASKED
    for choice in question["choices"]
    if not choice["id"].endswith("_no")
]
LENS = lens_from_document(DOCUMENT)


def test_all_questions_are_there_under_awss_ids_in_order():
    assert len(ASKED) == 57
    assert [(q["code"], q["awsId"]) for q in ASKED] == [
        (row["question"], row["question_id"]) for row in QUESTIONS
    ]
    assert [q["choices"][-1]["id"] for q in ASKED] == [row["none_choice_id"] for row in QUESTIONS]


def test_all_practices_are_there_with_their_published_levels_and_pages():
    assert len(CHOICES) == 307
    assert [
        (c["practice"], c["id"], c["riskIfAbsent"], c["helpfulResource"]["url"]) for _, c in CHOICES
    ] == [
        (
            row["practice"],
            row["choice_id"],
            row["risk_if_absent"],
            f"https://docs.aws.amazon.com/{row['page']}",
        )
        for row in PRACTICES
    ]


@for_each("question", LENS.questions, lambda question: question.id)
def test_the_risk_is_the_published_level_of_the_worst_missing_practice(question: Question):
    levels = {row["choice_id"]: LEVELS[row["risk_if_absent"]] for row in PRACTICES}
    ids = [choice.id for choice in question.choices if not choice.is_none]
    order = [Risk.HIGH, Risk.MEDIUM, Risk.NONE]
    for ticks in product((True, False), repeat=len(ids)):
        selected = frozenset(i for i, tick in zip(ids, ticks, strict=True) if tick)
        if not selected:
            continue
        missing = [levels[i] for i in ids if i not in selected]
        worst = min(missing, key=order.index, default=Risk.NONE)
        assert assess(question, Selection(selected)).risk is worst


@for_each("question,choice", CHOICES, lambda case: case[1]["practice"])
def test_a_practice_has_all_its_words(question, choice):
    assert 10 <= len(choice["title"]) <= 128
    for name in WORDS:
        assert len(choice[name].split()) >= 8, name
        assert len(choice[name]) <= 2048
    plan = choice["improvementPlan"]
    assert len(plan["displayText"].split()) >= 15
    assert len(plan["displayText"]) <= 2048
    assert plan["url"].startswith("https://")
    assert choice["effort"] in ("low", "medium", "high")
    assert set(choice["improvementSteps"]) <= {"console", "cli", "iac"}
    assert all(choice["improvementSteps"].values())
    assert choice["evidence"] == [choice["practice"]]


def test_no_two_texts_are_alike():
    texts = [c[name] for _, c in CHOICES for name in ("title", *WORDS)]
    texts += [c["improvementPlan"]["displayText"] for _, c in CHOICES]
    assert [text for text, count in Counter(map(squeezed, texts)).items() if count > 1] == []


def test_no_two_practices_are_nearly_alike():
    """Shared three-word phrases over all that a practice says; real ones share few."""
    phrases = [(c["practice"], three_words(c)) for _, c in CHOICES]
    near = [
        (one, other)
        for number, (one, mine) in enumerate(phrases)
        for other, theirs in phrases[number + 1 :]
        if len(mine & theirs) > 0.25 * min(len(mine), len(theirs))
    ]
    assert near == []


def test_no_filler():
    pattern = re.compile(
        r"\b(TODO|TBD|lorem ipsum|and so on and so forth|simply ensure)\b", re.IGNORECASE
    )
    said = [c["practice"] for _, c in CHOICES if pattern.search(json.dumps(c))]
    assert said == []


def squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower().strip()


def three_words(choice: dict) -> set[tuple[str, ...]]:
    text = " ".join([choice["title"], *(choice[name] for name in WORDS)])
    words = squeezed(f"{text} {choice['improvementPlan']['displayText']}").split()
    return set(zip(words, words[1:], words[2:], strict=False))
