"""The words of reviews: all that an enumeration has, and kept sentences in the reader's language."""

import re

import pytest
from django.utils.translation import override

from pillars.checking import Outcome, Severity, Verdict, check
from pillars.lens.parse import lens_from_document
from pillars.lens.words import EFFORTS
from pillars.levels import Level
from pillars.prefill import suggest
from pillars.risk import assess
from reviewapp.audit.models import Entry
from reviewapp.reviews.domain import accepting, undoing
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail, selection_of
from reviewapp.reviews.domain.merging import REASONS, differences
from reviewapp.reviews.models import Reason
from reviewapp.reviews.stored import origin_words, risk_words, risk_words_alone, suggestion_words
from reviewapp.reviews.words import LEVELS, level_words

from .factories import answer_of, decide, make_review, small_lens

QUESTION = lens_from_document(small_lens()).question("backups")
UNTESTED = {"tested": ChoiceDetail(not_applicable=True)}
DECISIONS = [
    decide(),
    decide(not_applicable=True),
    decide(choice_details=UNTESTED),
    decide("backups_no"),
    decide("tested"),
    decide("automatic", choice_details=UNTESTED),
    decide("automatic", "tested"),
]
# What a lens or a person wrote stands in quotes and brackets.
WRITTEN = re.compile("„[^“]*“|\\([^)]*\\)")
ENGLISH = re.compile(
    r"\b(risk|place|against|marked|decided|rule|selected|question|and)\b", re.IGNORECASE
)


def test_every_level_effort_and_reason_has_its_word():
    assert {each.lower() for each in (*Level, *EFFORTS)} == set(LEVELS)
    assert set(REASONS) == set(Reason)
    with override("de"):
        assert [level_words(each) for each in Level] == ["hoch", "mittel", "niedrig"]


@pytest.mark.parametrize("facts", [frozenset(), frozenset({"strict_rpo"})])
@pytest.mark.parametrize("decision", DECISIONS)
def test_why_a_risk_is_so_is_read_in_german_and_kept_in_english(decision, facts):
    because = assess(QUESTION, selection_of(decision), facts).because

    with override("de"):
        words = risk_words(because)

    assert not ENGLISH.search(WRITTEN.sub("", words)), words
    assert risk_words(because) == because
    assert because.endswith(risk_words_alone(because)[1:])


def test_a_risk_names_in_german_what_is_missing_and_the_rule():
    because = assess(QUESTION, selection_of(decide("tested")), frozenset({"strict_rpo"})).because

    with override("de"):
        assert risk_words(because) == (
            "Hohes Risiko: für diesen Workload erhöht, sonst mittleres Risiko "
            "(its recovery point objective is an hour or less); "
            "nicht umgesetzt: „Practice automatic“, „Practice copies“; "
            "entschieden durch Regel 2 von 3 (tested)."
        )
        assert risk_words_alone("Unanswered: no choice is selected yet.") == (
            "Noch ist nichts angekreuzt."
        )


@pytest.mark.parametrize(
    ("why", "german"),
    [
        (accepting.WHY, "Die Nachweise des Scans wurden übernommen."),
        (undoing.WHY, "Die Änderung davor wurde rückgängig gemacht."),
        (undoing.PUT_BACK, "Das Zurückgenommene ist wieder da."),
        (
            "Copied from “Till”, version 1.2, decided by Ada on 2026-11-21.",
            "Kopiert aus „Till“, Version 1.2, entschieden von Ada am 2026-11-21.",
        ),
        (
            "Copied from the milestone “First”, version 3.",
            "Kopiert aus dem Meilenstein „First“, Version 3.",
        ),
        (
            "Small lens: back from version 2.0 to 1.0.",
            "Small lens: zurück von Version 2.0 auf 1.0.",
        ),
        ("Framework: “Logs” is not in place.", "Framework: „Logs“ ist nicht umgesetzt."),
        ("Somebody's own words, kept.", "Somebody's own words, kept."),
    ],
)
def test_where_an_answer_came_from_is_read_in_german_and_kept_in_english(why, german):
    with override("de"):
        assert origin_words(why) == german
    assert origin_words(why) == why


def an_outcome(*, passed=0, failed=0, unknown=0, suppressed=0, **speaks):
    declare = check(
        id="encrypted",
        title="Dinge sind geheim",
        pillar="security",
        severity=Severity.HIGH,
        needs=["ec2.volume"],
        passes="So ist es.",
        **speaks,
    )
    counts = {Verdict.PASS: passed, Verdict.FAIL: failed, Verdict.UNKNOWN: unknown}
    firsts = {verdict: "Grund." for verdict, number in counts.items() if number}
    return Outcome(declare(lambda _: ()), counts, firsts, suppressed)


JUDGING = {"refutes": ["SEC08-BP02"], "proves": ["SEC08-BP02"]}
HINTING = {"supports": ["SEC08-BP02"]}


@pytest.mark.parametrize(
    ("outcomes", "german"),
    [
        ([], "Kein Aufruf kann das zeigen: Menschen antworten."),
        ([an_outcome(failed=3, **JUDGING)], "3 Befunde widerlegen das. Der erste: Grund."),
        (
            [an_outcome(passed=1, **JUDGING)],
            "Alles wurde gelesen, und 1 Befund ist erfüllt: Dinge sind geheim.",
        ),
        (
            [an_outcome(passed=2, **JUDGING)],
            "Alles wurde gelesen, und 2 Befunde sind erfüllt: Dinge sind geheim.",
        ),
        (
            [an_outcome(passed=2, suppressed=1, **JUDGING)],
            (
                "Die Fakten deuten darauf hin, Menschen entscheiden: Dinge sind geheim. "
                "Ein Befund dagegen ist unterdrückt."
            ),
        ),
        ([an_outcome(unknown=1, **JUDGING)], "Nicht alles ließ sich lesen. Grund."),
        (
            [an_outcome(failed=1, **HINTING)],
            "Kein stützender Fakt wurde gefunden, was nichts beweist: Menschen antworten.",
        ),
        (
            [an_outcome(suppressed=2, **JUDGING)],
            (
                "2 Befunde dagegen sind unterdrückt. "
                "Sonst spricht nichts dafür oder dagegen: Menschen antworten."
            ),
        ),
        (
            [an_outcome(**JUDGING)],
            "Nichts im Konto spricht dafür oder dagegen: Menschen antworten.",
        ),
    ],
)
def test_what_findings_say_is_read_in_german_and_kept_in_english(outcomes, german):
    because = suggest(["SEC08-BP02"], outcomes).because

    with override("de"):
        assert suggestion_words(because) == german
    assert suggestion_words(because) == because


def test_what_two_people_said_is_told_in_words_of_the_reader():
    excused = {"tested": ChoiceDetail(not_applicable=True, reason=Reason.OUT_OF_SCOPE)}

    with override("de"):
        found = differences(
            QUESTION, base=None, mine=decide("automatic"), theirs=decide(choice_details=excused)
        )

    assert [(each.mine, each.theirs) for each in found] == [
        ("Angekreuzt", "Nicht angekreuzt"),
        ("Nicht angekreuzt", "Nicht zutreffend: außerhalb des Umfangs"),
    ]


@pytest.mark.django_db
def test_the_log_is_kept_in_english_whoever_decides(workload):
    answer = answer_of(make_review(workload))

    with override("de"):
        save_answer(answer_id=answer.pk, read_version=0, decision=decide("tested"), by=None)

    assert Entry.objects.get(action="answer.changed").why == "Decided by hand"
