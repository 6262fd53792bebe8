"""Many writers at once: nothing accepted is lost, nothing refused is applied, counts stay right."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pillars.prefill import Suggested
from reviewapp.findings.domain import evaluate
from reviewapp.reviews.domain.accepting import accept_pillar
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.reviews import ensure_reviews, reassess_workload
from reviewapp.reviews.domain.writing import StaleAnswer
from reviewapp.reviews.models import Answer, AnswerChange
from reviewapp.workloads.models import Workload
from tests.factories import make_organisation, make_user, make_workload

from .factories import (
    answer_of,
    decide,
    make_fact,
    make_lens,
    make_part,
    make_reading,
    make_review,
    make_run,
    make_suggestions,
    small_lens,
)

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 20


def at_once(work, items):
    """Runs `work` on every item, each in a thread and a connection of its own, all together."""
    gate = threading.Barrier(len(items))

    def run(item):
        try:
            gate.wait(timeout=30)
            return work(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(run, items))


def counted(workload):
    """Whether the stored counts are those of the answers."""
    workload.refresh_from_db()
    total = Counter()
    for review in workload.reviews.all():
        risks = Counter(review.answers.values_list("risk", flat=True))
        stored = {
            "HIGH": review.high,
            "MEDIUM": review.medium,
            "NONE": review.none,
            "UNANSWERED": review.unanswered,
            "NOT_APPLICABLE": review.not_applicable,
        }
        assert stored == {**dict.fromkeys(stored, 0), **risks}
        total += risks
    assert (workload.high_risks, workload.medium_risks) == (total["HIGH"], total["MEDIUM"])
    assert workload.questions_total == sum(total.values())
    assert workload.questions_answered == sum(total.values()) - total["UNANSWERED"]
    return True


@pytest.fixture
def place():
    organisation = make_organisation()
    workload = make_workload(organisation)
    return organisation, workload


def test_of_writers_on_one_version_exactly_one_wins(place):
    organisation, workload = place
    review = make_review(workload)
    answer = answer_of(review)
    people = [make_user(organisation, "lead") for _ in range(WRITERS)]

    def write(number):
        try:
            save_answer(
                answer_id=answer.pk,
                read_version=0,
                decision=decide("tested", notes=f"writer {number}"),
                by=people[number],
            )
        except StaleAnswer as stale:
            return stale.current.version
        return "written"

    results = Counter(at_once(write, range(WRITERS)))

    assert results == {"written": 1, 1: WRITERS - 1}
    stored = answer_of(review)
    (change,) = stored.changes.all()
    assert stored.notes == change.after["notes"]
    assert counted(workload)


def test_every_accepted_write_is_in_the_history_and_the_last_one_stands(place):
    organisation, workload = place
    review = make_review(workload, make_lens(small_lens(questions=3)))
    person = make_user(organisation, "lead")
    questions = ["backups", "question_1", "question_2", "question_3"]
    choices = {"backups": ("tested", "automatic", "backups_no")}

    def write(number):
        """Reads and writes each question until it was the first; remembers what was accepted."""
        accepted = []
        for question in questions[number % 4 :] + questions[: number % 4]:
            plain = question.replace("question", "first")
            ids = choices.get(question, (plain, plain.replace("first", "second"), f"{question}_no"))
            for attempt in range(500):
                read = Answer.objects.get(review=review, question_id=question)
                note = f"{number} {question} {attempt}"
                picked = ids[(number + attempt) % 3]
                try:
                    written = save_answer(
                        answer_id=read.pk,
                        read_version=read.version,
                        decision=decide(picked, notes=note),
                        by=person,
                    )
                except StaleAnswer:
                    continue
                accepted.append((question, written.version, note))
                break
        return accepted

    accepted = [entry for entries in at_once(write, range(WRITERS)) for entry in entries]

    assert len(accepted) == WRITERS * len(questions)
    history = AnswerChange.objects.filter(answer__review=review).select_related("answer")
    kept = {(c.answer.question_id, c.version, c.after["notes"]) for c in history}
    assert kept == set(accepted)
    for answer in review.answers.all():
        assert answer.version == WRITERS
        last = answer.changes.get(version=WRITERS)
        assert (answer.notes, answer.selected) == (last.after["notes"], last.after["selected"])
        assert answer.risk == last.risk_after
        befores = answer.changes.exclude(version=1).values_list("version", "before")
        afters = dict(answer.changes.values_list("version", "after"))
        assert all(before == afters[version - 1] for version, before in befores)
    assert counted(workload)


def test_counts_hold_when_everybody_answers_another_question(place):
    _, workload = place
    reviews = [make_review(workload, make_lens(small_lens(questions=WRITERS))) for _ in range(2)]
    answers = [
        list(review.answers.filter(pillar_id="security").order_by("position")) for review in reviews
    ]

    def write(number):
        answer = answers[number % 2][number]
        first = answer.question_id.replace("question", "first")
        save_answer(answer_id=answer.pk, read_version=0, decision=decide(first), by=None)

    at_once(write, range(WRITERS))

    assert counted(workload)
    assert workload.medium_risks == WRITERS


def test_counts_hold_while_two_lenses_a_pillar_and_the_profile_change_at_once(place):
    organisation, workload = place
    first, second = make_review(workload), make_review(workload)
    person = make_user(organisation, "lead")
    make_suggestions(first, {"first_1": Suggested.MET}, question_id="question_1")

    def save(review, question, *selected):
        answer = Answer.objects.get(review=review, question_id=question)
        save_answer(
            answer_id=answer.pk, read_version=answer.version, decision=decide(*selected), by=person
        )

    def profile():
        Workload.objects.filter(pk=workload.pk).update(rpo_minutes=30)
        reassess_workload(workload.pk)

    at_once(
        lambda work: work(),
        [
            lambda: save(first, "backups", "tested", "automatic"),
            lambda: save(second, "backups", "tested"),
            lambda: save(first, "question_2", "question_2_no"),
            lambda: save(second, "question_1", "first_1"),
            lambda: save(second, "question_2", "first_2", "second_2"),
            lambda: accept_pillar(review=first, pillar_id="security", by=person),
            profile,
            lambda: ensure_reviews(workload),
        ],
    )

    reassess_workload(workload.pk)
    assert counted(workload)
    assert answer_of(first, "question_1").selected == ["first_1"]
    assert answer_of(first).risk == answer_of(second).risk == "HIGH"


def test_reviews_started_at_once_are_started_once(place):
    _, workload = place
    lens = make_lens().lens
    lens.organisation = workload.organisation
    lens.save()

    at_once(lambda _: ensure_reviews(workload, aliases=[lens.alias]), range(6))

    assert workload.reviews.filter(version__lens=lens).count() == 1
    assert counted(workload)


def test_two_workers_on_one_run_leave_each_finding_once(place):
    _, workload = place
    run = make_run(workload)
    part = make_part(run)
    for kind in ("rds.instance", "rds.cluster"):
        make_reading(part, kind)
    make_fact(part, "rds.instance", "orders", DBInstanceStatus="available", MultiAZ=False)
    evaluate(run)
    once = run.findings.count()

    at_once(lambda _: evaluate(run), range(4))

    assert run.findings.count() == once > 0
