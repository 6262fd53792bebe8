"""Bringing a template to its workloads: as a job, once, again after a failure, and no further."""

import pytest

from reviewapp.jobs import domain as jobs
from reviewapp.jobs.domain import claim, request_cancel
from reviewapp.jobs.models import JobState
from reviewapp.reviews.domain.upgrading import undo_upgrade, upgrade_review
from reviewapp.standing import propagating
from reviewapp.standing.domain.propagations import propagate_template, workloads_behind
from reviewapp.standing.domain.publishing import NothingToPublish, discard, publish
from reviewapp.standing.domain.saying import said_by
from reviewapp.standing.domain.templates import StaleTemplate, retire
from reviewapp.standing.domain.uses import NotPublished, attach
from reviewapp.standing.models import Propagation, TemplateUse
from reviewapp.standing.propagating import propagate
from reviewapp.workloads.domain import archive_workload, create_workload
from tests.factories import make_user, make_workload
from tests.reviews.factories import answer_of, make_lens, make_review
from tests.reviews.versions import publish as publish_lens
from tests.reviews.versions import second_lens

from .factories import make_template, say_all, say_and_publish, use, use_of

pytestmark = pytest.mark.django_db

IN, NOT = "in_place", "not_in_place"


@pytest.fixture
def version(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def reviews(organisation, version):
    return [make_review(make_workload(organisation), version) for _ in range(3)]


@pytest.fixture
def template(organisation, version):
    return make_template(organisation, version, {"backups": {"tested": IN}})


@pytest.fixture
def person(organisation):
    return make_user(organisation, "lead")


@pytest.fixture
def sent(monkeypatch, django_capture_on_commit_callbacks):
    """The tasks that a block would hand to the broker."""
    found = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda task, args: found.append((task, args))
    )

    def block(work):
        with django_capture_on_commit_callbacks(execute=True):
            result = work()
        return result, found

    return block


def put_on(template, reviews, by=None):
    ids = [review.workload_id for review in reviews]
    return attach(template=template, workload_ids=ids, takes={}, by=by)


def ticked(reviews):
    return [answer_of(review).selected for review in reviews]


def test_a_template_is_queued_after_the_commit(template, reviews, sent):
    job, found = sent(lambda: put_on(template, reviews))
    assert found == [("standing.propagate", [str(job.pk)])]
    assert ticked(reviews) == [[], [], []]


def test_the_job_reaches_every_workload_once(template, reviews, person):
    job = propagate(str(put_on(template, reviews, person).pk))

    assert (job.state, job.failure) == (JobState.COMPLETE, "")
    job.refresh_from_db()
    assert (job.workloads, job.answers, job.kept) == (3, 3, 0)
    assert (job.progress_done, job.progress_total) == (3, 3)
    assert ticked(reviews) == [["tested"]] * 3
    assert {answer_of(review).updated_by for review in reviews} == {person}
    assert propagate(str(job.pk)) is None
    assert list(workloads_behind(propagate_template(template, by=None))) == []


def test_a_published_change_waits_for_its_job(template, reviews, version, sent):
    propagate(str(put_on(template, reviews).pk))
    say_all(template, version, "backups", {"tested": NOT, "copies": IN})
    template.refresh_from_db()
    (made, job), found = sent(
        lambda: publish(
            template=template, read_version=template.version, takes={}, note="", by=None
        )
    )

    assert made.number == 2
    assert found == [("standing.propagate", [str(job.pk)])]
    assert ticked(reviews) == [["tested"]] * 3
    propagate(str(job.pk))
    assert ticked(reviews) == [["copies"]] * 3


def test_what_is_published_is_what_was_looked_at(template, version):
    read = template.version
    say_all(template, version, "backups", {"copies": IN})
    with pytest.raises(StaleTemplate):
        publish(template=template, read_version=read, takes={}, note="", by=None)
    template.refresh_from_db()
    assert template.published == 1


def test_nothing_new_is_not_published(template):
    with pytest.raises(NothingToPublish):
        publish(template=template, read_version=template.version, takes={}, note="", by=None)


def test_a_draft_can_be_taken_back(template, version):
    before = said_by(template)
    say_all(template, version, "backups", {"copies": IN})
    say_all(template, version, "question_1", {"first_1": IN})
    template.refresh_from_db()
    discard(template=template, read_version=template.version, by=None)
    assert said_by(template) == before


def test_a_template_that_was_never_published_cannot_be_applied(organisation, reviews):
    from reviewapp.standing.domain.templates import create_template

    new = create_template(organisation=organisation, name="New", description="", by=None)
    with pytest.raises(NotPublished):
        put_on(new, reviews)


def test_archived_workloads_are_left_alone(template, reviews):
    propagate(str(put_on(template, reviews).pk))
    archive_workload(reviews[0].workload)
    retire(template=template, by=None)
    job = propagate(str(propagate_template(template, by=None).pk))
    job.refresh_from_db()
    assert job.workloads == 2
    assert TemplateUse.objects.count() == 1


def test_a_workload_that_fails_is_left_and_told_and_tried_again(template, reviews, monkeypatch):
    broken = reviews[1].workload_id
    whole = propagating.apply_templates

    def sometimes(workload_id, **more):
        if workload_id == broken:
            raise RuntimeError
        return whole(workload_id, **more)

    job = put_on(template, reviews)
    monkeypatch.setattr(propagating, "apply_templates", sometimes)
    job = propagate(str(job.pk))
    assert job.state == JobState.PARTIAL
    assert "One workload was left" in job.failure
    assert [bool(each) for each in ticked(reviews)] == [True, False, True]

    monkeypatch.undo()
    again = propagate(str(propagate_template(template, by=None).pk))
    again.refresh_from_db()
    assert (again.state, again.workloads) == (JobState.COMPLETE, 1)
    assert ticked(reviews) == [["tested"]] * 3


def test_a_job_that_is_cancelled_stops_between_workloads(template, reviews, monkeypatch):
    job = put_on(template, reviews)
    whole = propagating.apply_templates

    def and_cancel(workload_id, **more):
        request_cancel(Propagation.objects.get(pk=job.pk))
        return whole(workload_id, **more)

    monkeypatch.setattr(propagating, "apply_templates", and_cancel)
    ended = propagate(str(job.pk))
    assert ended.state == JobState.CANCELLED
    assert sum(bool(each) for each in ticked(reviews)) == 1


def test_a_worker_that_lost_the_job_writes_nothing(template, reviews, monkeypatch):
    job = put_on(template, reviews)
    whole = propagating.apply_templates

    def and_lose(workload_id, **more):
        Propagation.objects.filter(pk=job.pk).update(holder="another")
        return whole(workload_id, **more)

    monkeypatch.setattr(propagating, "apply_templates", and_lose)
    assert propagate(str(job.pk)) is None
    assert ticked(reviews) == [[], [], []]
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_the_newest_version_counts_whatever_job_brings_it(template, reviews, version):
    job = put_on(template, reviews)
    claim(Propagation, str(job.pk))
    say_and_publish(template, version, {"backups": {"copies": IN}})
    for each in Propagation.objects.filter(state=JobState.QUEUED):
        propagate(str(each.pk))
    assert ticked(reviews) == [["copies"]] * 3
    assert {each.version for each in TemplateUse.objects.all()} == {2}


def test_old_jobs_are_dropped(template, reviews):
    put_on(template, reviews)
    for _ in range(15):
        propagate(str(propagate_template(template, by=None).pk))
    assert template.propagations.filter(state=JobState.COMPLETE).count() <= 11


def test_a_new_workload_uses_the_templates_that_its_form_names(
    organisation, template, version, sent, stranger
):
    elsewhere = make_template(stranger.user.organisations.get(), name="Theirs")
    fields = {"name": "New one", "description": "x", "environment": "PRODUCTION"}
    asked = {"templates": [str(template.pk), str(elsewhere.pk), "no id"]}

    workload, found = sent(
        lambda: create_workload(
            organisation=organisation, fields=fields, lenses=[version.lens.alias], asked=asked
        )
    )

    (task,) = found
    propagate(*task[1])
    assert [each.template for each in workload.template_uses.all()] == [template]
    assert answer_of(workload.reviews.get()).selected == ["tested"]


def test_a_new_workload_without_a_template_needs_no_worker(organisation, version, sent):
    fields = {"name": "New one", "description": "x", "environment": "PRODUCTION"}
    _, found = sent(
        lambda: create_workload(
            organisation=organisation, fields=fields, lenses=[version.lens.alias]
        )
    )
    assert found == []


def test_an_upgrade_and_its_undo_are_followed(template, organisation, version, person):
    review = make_review(make_workload(organisation), version)
    use(template, review.workload)
    later = publish_lens(version, second_lens())
    say_and_publish(template, later, {"backups": {"tested": IN, "drilled": IN}})
    for each in Propagation.objects.filter(state=JobState.QUEUED):
        propagate(str(each.pk))
    assert answer_of(review).selected == ["tested"]

    upgrade = upgrade_review(workload=review.workload, review_id=review.pk, read=1, to=2, by=person)
    assert use_of(template, review.workload).due
    job = Propagation.objects.get(workload=review.workload, state=JobState.QUEUED)
    propagate(str(job.pk))
    assert answer_of(review).selected == ["tested", "drilled"]

    undo_upgrade(workload=review.workload, upgrade_id=upgrade.pk, by=person)
    job = Propagation.objects.get(workload=review.workload, state=JobState.QUEUED)
    propagate(str(job.pk))
    assert answer_of(review).selected == ["tested"]
