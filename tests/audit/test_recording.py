"""An entry is there exactly where its change is, has its place in the chain, and stays."""

import uuid
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from reviewapp.audit.context import Where, coming_from
from reviewapp.audit.domain import gathering, record
from reviewapp.audit.domain.sealing import digest_of, link_of, seed_of
from reviewapp.audit.models import Chain, Entry
from reviewapp.people.models import Organisation
from tests.factories import make_organisation, make_user, make_workload

from .chains import chained, run_sql, say


def test_an_entry_says_who_what_from_to_and_from_where(organisation, workload):
    user = make_user(organisation, email="ada@example.com", name="Ada")
    with coming_from(Where(channel="web", address="192.0.2.7", agent="Firefox")):
        say(organisation, by=user, workload=workload, before={"role": "viewer"}, after=[1], why="x")
    (entry,) = chained(organisation)
    assert (entry.by_id, entry.by_name, entry.by_mail) == (user.pk, "Ada", "ada@example.com")
    assert (entry.workload_id, entry.workload_name) == (workload.pk, workload.name)
    assert (entry.before, entry.after, entry.why) == ({"role": "viewer"}, [1], "x")
    assert (entry.channel, entry.address, entry.agent) == ("web", "192.0.2.7", "Firefox")
    assert timezone.now() - entry.at < timedelta(minutes=1)


def test_entries_are_linked_in_order_from_a_seed_of_the_organisation(organisation):
    other = make_organisation()
    for each in ("a", "b", "c"):
        say(organisation, each)
        say(other, each)
    entries = chained(organisation)
    assert [(each.number, each.subject) for each in entries] == [(1, "a"), (2, "b"), (3, "c")]
    assert [each.number for each in chained(other)] == [1, 2, 3]
    assert entries[0].previous == seed_of(organisation.pk)
    assert all(after.previous == before.hash for before, after in pairwise(entries))
    for each in entries:
        assert each.digest == digest_of(each)
        assert each.hash == link_of(organisation.pk, each.number, each.previous, each.digest)
    head = Chain.objects.get(organisation=organisation)
    assert (head.number, head.hash) == (3, entries[-1].hash)


def test_what_is_rolled_back_leaves_no_entry_and_no_hole(organisation):
    with transaction.atomic():
        say(organisation, "never was")
        transaction.set_rollback(True)
    say(organisation, "was")
    assert [(each.number, each.subject) for each in chained(organisation)] == [(1, "was")]


def test_constraints_that_are_looked_at_early_leave_nobody_unlinked(organisation):
    for each in range(3):
        say(organisation, f"{each} first")
        say(organisation, f"{each} second")
        assert [entry.number for entry in chained(organisation)] == [*range(1, (each + 1) * 2 + 1)]


def test_gathered_entries_are_inserted_together(organisation, django_assert_num_queries):
    with django_assert_num_queries(1), gathering():
        with gathering():
            for each in range(300):
                say(organisation, str(each))
    entries = chained(organisation)
    assert [(each.number, each.subject) for each in entries] == [
        (each + 1, str(each)) for each in range(300)
    ]


def test_gathered_entries_go_with_what_failed(organisation):
    with suppress(ZeroDivisionError), transaction.atomic(), gathering():
        say(organisation)
        raise ZeroDivisionError
    say(organisation)
    assert len(chained(organisation)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda entries, heads: entries.update(subject="Something else"),
        lambda entries, heads: entries.update(number=7),
        lambda entries, heads: entries._raw_delete("default"),
        lambda entries, heads: heads.update(number=0),
        lambda entries, heads: heads._raw_delete("default"),
        lambda entries, heads: run_sql("TRUNCATE audit_entry"),
        lambda entries, heads: run_sql("TRUNCATE audit_chain"),
    ],
)
def test_nobody_changes_or_deletes_entries(organisation, change):
    say(organisation)
    before = chained(organisation)
    run_sql("SET LOCAL audit.truncating = 'off'")
    entries, heads = Entry.objects.all(), Chain.objects.all()
    with pytest.raises(DatabaseError, match="audit log"), transaction.atomic():
        change(entries, heads)
    assert chained(organisation) == before


def test_nobody_links_an_entry_by_hand(organisation):
    say(organisation, "first")
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        Entry.objects.update(number=5, hash="made up")
    Entry.objects.bulk_create(
        [Entry(organisation=organisation, action="x.y", subject="second", number=9, hash="made up")]
    )
    assert [each.number for each in chained(organisation)] == [1, 2]


def test_an_organisation_is_deleted_with_its_log_by_whoever_says_so(db):
    organisation = make_organisation()
    say(organisation)
    chained(organisation)
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        organisation.delete()
    run_sql(f"SET LOCAL audit.erasing = '{organisation.pk}'")
    Organisation.objects.get(pk=organisation.pk).delete()
    assert not Entry.objects.exists()
    assert not Chain.objects.exists()


def test_people_and_workloads_that_are_gone_stay_in_the_log(organisation):
    user, workload = make_user(organisation, name="Ada"), make_workload(organisation, "Checkout")
    say(organisation, by=user, workload=workload)
    (before,) = chained(organisation)
    key = user.pk
    user.delete()
    workload.delete()
    (after,) = chained(organisation)
    assert (after.by_id, after.by_name, after.workload_name) == (key, "Ada", "Checkout")
    assert digest_of(after) == before.digest


def test_an_action_without_words_is_refused(organisation):
    with pytest.raises(ValueError, match="no line"):
        record(organisation=organisation, action="x.unheard_of", by=None, subject="")


HOSTILE = {
    "text": "a\0b\ud800c",
    "large": 1e16,
    "small": 1e-7,
    "none": float("nan"),
    "zero": -0.0,
    "id": uuid.UUID(int=1),
    "set": {"b", "a"},
    "deep": [[[[[[[[1]]]]]]]],
    "long": "ä" * 100_000,
    "many": list(range(10_000)),
    "nested": {"\0": {"x": "y" * 501}},
}


def test_whatever_is_handed_over_reads_back_as_it_was_sealed(organisation):
    say(organisation, "s\0" * 1000, before=HOSTILE, after={str(n): "x" * 400 for n in range(99)})
    (entry,) = chained(organisation)
    assert entry.digest == digest_of(entry)
    assert entry.before["long"]["characters"] == 100_000
    assert len(entry.before["long"]["sha256"]) == 64
    assert entry.before["many"]["items"] == 10_000
    assert (entry.before["large"], entry.before["small"]) == (10**16, 1e-07)
    assert set(entry.after) == {"starts", "characters", "sha256"}


def test_secrets_are_withheld_by_name(organisation):
    secrets = {"client_secret": "s3cr3t", "Password": "s3cr3t", "deep": [{"apiToken": "s3cr3t"}]}
    say(organisation, before=secrets, after={"external_id": "s3cr3t", "secret": "", "token": True})
    (entry,) = chained(organisation)
    assert "s3cr3t" not in f"{entry.before} {entry.after}"
    assert entry.before["client_secret"] == "(not kept)"
    assert (entry.after["secret"], entry.after["token"]) == ("", True)
