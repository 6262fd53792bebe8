"""The index follows what happens, in its transaction, and finds by words, stems and parts of ids."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from reviewapp.comments.domain.writing import edit_comment, remove_comment
from reviewapp.isolation.scopes import tenant
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.models import LensReview
from reviewapp.search.domain.scans import heal, index_scan, queue_indexing
from reviewapp.search.models import Entry, Indexing, Kind
from reviewapp.search.queries import Narrowed, Seen, shelf
from tests.comments.factories import say
from tests.reviews.factories import answer_of, decide, make_fact, make_finding, make_part, make_run

pytestmark = pytest.mark.django_db


def save(review, question_id="backups", **decided):
    answer = answer_of(review, question_id)
    return save_answer(
        answer_id=answer.pk,
        read_version=answer.version,
        decision=decide("automatic", **decided),
        by=None,
    )


def test_an_answer_is_found_by_its_question_and_its_notes(review, owner, find):
    save(review, notes="We are encrypting with the pepperoni key.")
    title = "How do you get data back?"
    assert find(owner.user, "pepperoni") == [title]
    assert find(owner.user, "encrypted keys") == [title], "other forms of English words"
    assert find(owner.user, "peppe") == [title], "the last word is being typed"
    assert find(owner.user, "peppe key") == []
    assert find(owner.user, "pepperoni -key") == []
    assert find(owner.user, "salami or pepperoni") == [title]
    assert find(owner.user, '"pepperoni key"') == [title]
    assert find(owner.user, '"key pepperoni"') == []
    save(review, notes="Nothing of it any more.")
    assert find(owner.user, "pepperoni") == []


def test_german_is_found_by_its_words(review, owner, find):
    save(review, notes="Die Schlüssel werden jährlich ERNEUERT, die Übung ist im März.")
    for typed in ("schlüssel", "SCHLÜSSEL jährlich", "erneuert", "übung märz", "die schlüssel"):
        assert find(owner.user, typed), typed


def test_nothing_stays_of_a_write_that_was_taken_back(review, owner, find):
    with transaction.atomic():
        save(review, notes="pepperoni")
        transaction.set_rollback(True)
    assert find(owner.user, "pepperoni") == []


def test_a_comment_is_found_until_it_is_edited_or_removed(review, owner, find):
    said = say(review, owner.user, "The **margherita** vault is shared.")
    assert find(owner.user, "margherita vault")
    said = edit_comment(said, text="The funghi vault is shared.", read=1, by=owner.user)
    assert not find(owner.user, "margherita")
    assert find(owner.user, "funghi")
    remove_comment(said, by=owner.user)
    assert not find(owner.user, "funghi")
    assert not Entry.objects.filter(kind="comment").exists(), "it may have been a secret"


def test_a_workload_is_found_by_all_of_its_profile(workload, owner, find):
    workload.notes, workload.tags = "Runs the calzone oven", {"cost-centre": "cc-4711"}
    workload.business_owner = "Grace Hopper"
    workload.save()
    for typed in ("checkout", "calzone", "cc-4711", "4711", "grace hopper", "111122223333"):
        assert find(owner.user, typed) == ["Checkout"], typed
    workload.delete()
    assert find(owner.user, "calzone") == []


def test_what_a_lens_holds_that_was_taken_off_is_not_found(review, owner, find):
    save(review, notes="pepperoni")
    LensReview.objects.filter(pk=review.pk).update(removed_at=timezone.now())
    assert find(owner.user, "pepperoni") == []


def scanned(workload, name="prod-db", **ago):
    run = make_run(workload)
    type(run).objects.filter(pk=run.pk).update(queued_at=timezone.now() - timedelta(**ago))
    fact = make_fact(make_part(run), "rds.instance", name)
    make_finding(run, "rds-backups", resource=fact.resource, reason="Backups are kept for no day.")
    make_finding(run, "rds-encrypted", "pass", reason="It is encrypted with tiramisu.")
    return run


def indexed(run):
    job = index_scan(str(queue_indexing(run).pk))
    assert job.state == "complete", job.failure


def test_resources_and_findings_are_found_by_any_part_of_an_arn(workload, owner, find):
    indexed(scanned(workload))
    arn = "arn:aws:rds:eu-central-1:111122223333:db:prod-db"
    for typed in (arn, "arn:aws:rds:eu-central-1", "prod-db", "prod d", "db:prod", "rds team=pay"):
        assert "prod-db" in find(owner.user, typed, kind="resource"), typed
    assert find(owner.user, "prod-arn", kind="resource") == []
    assert len(find(owner.user, "backups kept", kind="finding")) == 1
    assert find(owner.user, "tiramisu") == [], "what passes is found by its resource alone"


def test_the_newest_scan_alone_is_found(workload, owner, find):
    indexed(scanned(workload, "old-db", days=2))
    assert find(owner.user, "old-db", kind="resource")
    indexed(scanned(workload, "new-db", days=1))
    assert not find(owner.user, "old-db", kind="resource")
    assert find(owner.user, "new-db", kind="resource")
    assert Indexing.objects.count() == 1, "jobs of older scans are cleared away"


def test_what_was_lost_is_healed_once(review, workload, owner, find):
    save(review, notes="pepperoni")
    say(review, owner.user, "The margherita vault.")
    run = scanned(workload)
    Entry.objects.all().delete()
    assert heal() == 1
    assert find(owner.user, "pepperoni")
    assert find(owner.user, "margherita")
    index_scan(str(Indexing.objects.get(run=run).pk))
    assert find(owner.user, "prod-db")
    assert heal() == 0


def test_titles_come_before_texts_and_open_risks_first(workload, owner, find):
    entries = [
        Entry(
            organisation=workload.organisation,
            workload=workload,
            kind="finding",
            key=key,
            title=key,
            head=head,
            words=words,
            weight=weight,
            at=timezone.now() - timedelta(days=days),
        )
        for key, head, words, weight, days in (
            ("old", "x", "anchovy", 0, 9),
            ("new", "x", "anchovy", 0, 1),
            ("risk", "x", "anchovy", 2, 9),
            ("title", "anchovy", "x", 0, 9),
        )
    ]
    Entry.objects.bulk_create(entries)
    assert find(owner.user, "anchovy", kind="finding") == ["title", "risk", "new", "old"]


def test_the_index_is_used_above_the_policies_alone(workload):
    """Full text is not leakproof: under a policy PostgreSQL would read every row."""
    entries = [
        Entry(
            organisation=workload.organisation,
            workload=workload,
            kind="resource",
            key=str(number),
            title="volume",
            head="volume",
            words=f"vol 0c0ffee{number}",
            at=timezone.now(),
        )
        for number in range(3000)
    ]
    Entry.objects.bulk_create(entries, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")
        cursor.execute("SET LOCAL enable_seqscan = off")
    query = "'vol' <-> '0c0ffee77'"
    seen = Seen(workload.organisation_id, ())
    rows = shelf(seen, query, Narrowed(), (Kind.RESOURCE,))
    assert len(rows) == 1
    assert "search_resources" in rows.explain()
    with tenant(workload.organisation_id):
        assert "search_resources" not in rows.explain()
