"""Propagation beside people, beside itself, and after a worker that was killed."""

import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from reviewapp.jobs.domain import recover_lost
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.writing import StaleAnswer
from reviewapp.reviews.models import AnswerChange
from reviewapp.standing.domain.propagations import propagate_template
from reviewapp.standing.domain.publishing import publish
from reviewapp.standing.domain.uses import attach, detach, move
from reviewapp.standing.models import Propagation, TemplateUse
from reviewapp.standing.propagating import propagate
from tests.factories import make_organisation, make_user, make_workload
from tests.reviews.factories import answer_of, decide, make_lens, make_review
from tests.reviews.test_concurrency import at_once, counted

from .factories import make_template, say_all, say_and_publish, use, use_of

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
IN, NOT = "in_place", "not_in_place"


@pytest.fixture
def place():
    organisation = make_organisation()
    version = make_lens(organisation=organisation)
    reviews = [make_review(make_workload(organisation), version) for _ in range(4)]
    template = make_template(organisation, version, {"backups": {"tested": IN}})
    return organisation, version, reviews, template


def ids_of(reviews):
    return [review.workload_id for review in reviews]


def test_two_propagations_at_once_write_each_answer_once(place):
    _, _, reviews, template = place
    first = attach(template=template, workload_ids=ids_of(reviews), takes={}, by=None)
    second = propagate_template(template, by=None)

    at_once(lambda job: propagate(str(job.pk)), [first, second])

    changes = AnswerChange.objects.filter(answer__question_id="backups")
    assert changes.count() == len(reviews)
    assert all(answer_of(review).selected == ["tested"] for review in reviews)
    assert {job.state for job in Propagation.objects.all()} == {"complete"}
    assert all(counted(review.workload) for review in reviews)


def test_people_who_save_meanwhile_lose_nothing(place):
    """Every accepted save stands in the history, and no template overwrote what it decided."""
    organisation, version, reviews, template = place
    people = [make_user(organisation, "lead") for _ in range(4)]
    propagate(str(attach(template=template, workload_ids=ids_of(reviews), takes={}, by=None).pk))

    def publishes():
        for number in range(6):
            said = {"tested": NOT if number % 2 else IN, "copies": IN if number % 2 else NOT}
            say_and_publish(template, version, {"backups": said})
            propagate(str(Propagation.objects.filter(state="queued").latest("queued_at").pk))
        return []

    def saves(number):
        accepted = []
        for turn in range(8):
            answer = answer_of(reviews[number])
            picked = ["automatic", *answer.selected] if turn % 2 else ["automatic"]
            try:
                saved = save_answer(
                    answer_id=answer.pk,
                    read_version=answer.version,
                    decision=decide(*picked, notes=f"{number}.{turn}"),
                    by=people[number],
                )
            except StaleAnswer:
                continue
            accepted.append((saved.pk, saved.version, f"{number}.{turn}"))
        return accepted

    results = at_once(lambda work: work(), [publishes, *(lambda n=n: saves(n) for n in range(4))])

    accepted = {each for found in results for each in found}
    assert accepted
    kept = AnswerChange.objects.filter(origin="person")
    assert {(c.answer_id, c.version, c.after["notes"]) for c in kept} == accepted
    for review in reviews:
        changes = list(answer_of(review).changes.order_by("version"))
        for before, after in itertools.pairwise(changes):
            assert after.before == before.after
        decided = False
        for change in changes:
            decided = decided or change.origin == "person"
            if decided and change.origin == "template":
                # The person's own tick stays whatever the template says of other choices.
                assert "automatic" in change.after["selected"]
                assert change.after["notes"] == change.before["notes"]
        assert counted(review.workload)


def test_a_save_that_was_based_on_the_answer_before_is_refused(place):
    organisation, _, reviews, template = place
    answer = answer_of(reviews[0])
    use(template, reviews[0].workload)
    with pytest.raises(StaleAnswer) as refused:
        save_answer(
            answer_id=answer.pk,
            read_version=answer.version,
            decision=decide("copies"),
            by=make_user(organisation, "lead"),
        )
    assert refused.value.current.selected == ["tested"]


def test_templates_put_on_moved_and_taken_off_at_once_come_to_an_end(place):
    organisation, version, reviews, template = place
    workload = reviews[0].workload
    others = [
        make_template(organisation, version, {"question_1": {"first_1": IN}}) for _ in range(3)
    ]
    use(template, workload)
    use(others[0], workload)
    job = propagate_template(template, by=None)
    say_all(others[0], version, "question_1", {"first_1": NOT, "second_1": IN})
    others[0].refresh_from_db()

    def publishes():
        publish(template=others[0], read_version=others[0].version, takes={}, note="", by=None)

    at_once(
        lambda work: work(),
        [
            lambda: attach(template=others[1], workload_ids=ids_of(reviews), takes={}, by=None),
            lambda: attach(template=others[2], workload_ids=ids_of(reviews), takes={}, by=None),
            lambda: move(
                workload=workload, use_id=use_of(others[0], workload).pk, up=True, by=None
            ),
            lambda: detach(workload=workload, use_id=use_of(template, workload).pk, by=None),
            lambda: propagate(str(job.pk)),
            publishes,
        ],
    )

    for each in Propagation.objects.filter(state="queued"):
        propagate(str(each.pk))
    uses = TemplateUse.objects.filter(workload=workload)
    assert [use.template for use in uses] == [others[0], *(each.template for each in uses[1:])]
    assert {use.template for use in uses} == set(others)
    assert answer_of(reviews[0], "question_1").selected == ["second_1"]
    assert counted(workload)


# Does the work as the Celery task does, and stands still inside the second workload.
WORKER = """
import sys, time, django
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from reviewapp.standing import propagating
whole, reached = propagating.apply_templates, []
def stand_still(workload_id, **more):
    applied = whole(workload_id, **more)
    reached.append(workload_id)
    if len(reached) == 2:
        time.sleep(600)
    return applied
propagating.apply_templates = stand_still
propagating.propagate(sys.argv[2])
"""


def start_and_kill(job):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(job.pk)]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        second = Propagation.objects.filter(pk=job.pk, progress_done=1)
        end = time.monotonic() + 90
        while not second.exists() and worker.poll() is None:
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.1)
        time.sleep(1)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


def test_a_killed_worker_is_followed_by_another(place, monkeypatch):
    _, _, reviews, template = place
    job = attach(template=template, workload_ids=ids_of(reviews), takes={}, by=None)

    start_and_kill(job)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.workloads) == ("running", 1, 1)
    assert AnswerChange.objects.count() == 1, "the second workload was not committed"
    assert propagate(str(job.pk)) is None, "while its lease lasts, the worker may be alive"

    past = timezone.now() - timedelta(seconds=1)
    Propagation.objects.filter(pk=job.pk).update(lease_until=past)
    assert recover_lost() == 1
    propagate(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.attempts, job.failure) == ("complete", 2, "")
    assert (job.workloads, job.answers, job.progress_total) == (4, 4, 4)
    assert all(answer_of(review).selected == ["tested"] for review in reviews)
    assert AnswerChange.objects.count() == len(reviews)
