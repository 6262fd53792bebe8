"""Whoever reaches past the triggers is found out, and where."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviewapp.audit.domain.sealing import digest_of, link_of, seed_of
from reviewapp.audit.domain.verifying import verify_chain
from reviewapp.audit.models import Chain, Entry

from .chains import chained, past_the_triggers, run_sql, say, say_many

COUNT = 6


@pytest.fixture
def chain(organisation):
    say_many(organisation, COUNT)
    return organisation


def of(organisation):
    return Entry.objects.filter(organisation=organisation)


def at(organisation, number):
    return of(organisation).filter(number=number)


def found(organisation, **kept):
    misfit = verify_chain(organisation.pk, **kept).misfit
    return (misfit.kind, misfit.number) if misfit else None


def relink(entry):
    """As somebody would who knows how hashes are made."""
    entry.digest = digest_of(entry)
    entry.hash = link_of(entry.organisation_id, entry.number, entry.previous, entry.digest)
    entry.save()


def changed(organisation):
    at(organisation, 3).update(subject="Nothing")


def changed_with_its_digest(organisation):
    entry = at(organisation, 3).get()
    entry.subject = "Nothing"
    entry.digest = digest_of(entry)
    entry.save()


def changed_with_all_hashes(organisation):
    entry = at(organisation, 3).get()
    entry.subject = "Nothing"
    relink(entry)


def missing(organisation):
    at(organisation, 3)._raw_delete("default")


def several_missing(organisation):
    of(organisation).filter(number__in=(1, 2))._raw_delete("default")


def inserted(organisation):
    _make_room(organisation, 3)
    entry = Entry(organisation=organisation, number=3, action="member.added", subject="Put in")
    entry.digest = digest_of(entry)
    entry.save()


def inserted_with_hashes(organisation):
    _make_room(organisation, 3)
    before = at(organisation, 2).get()
    entry = Entry(organisation=organisation, number=3, action="member.added", previous=before.hash)
    relink(entry)


def _make_room(organisation, number):
    for each in of(organisation).filter(number__gte=number).order_by("-number"):
        at(organisation, each.number).update(number=each.number + 1)


def reordered(organisation):
    for number, to in ((3, 99), (4, 3), (99, 4)):
        at(organisation, number).update(number=to)


def cut_off(organisation):
    of(organisation).filter(number__gt=4)._raw_delete("default")


def all_cut_off(organisation):
    of(organisation)._raw_delete("default")


def head_changed(organisation):
    Chain.objects.filter(organisation=organisation).update(hash="0" * 64)


def head_deleted(organisation):
    Chain.objects.filter(organisation=organisation)._raw_delete("default")


def unlinked(organisation):
    Entry.objects.create(organisation=organisation, action="member.added", subject="Hidden")


@pytest.mark.parametrize(
    ("tamper", "kind", "number"),
    [
        (changed, "changed", 3),
        (changed_with_its_digest, "changed", 3),
        (changed_with_all_hashes, "inserted", 4),
        (missing, "missing", 3),
        (several_missing, "missing", 1),
        (inserted, "inserted", 3),
        (inserted_with_hashes, "reordered", 4),
        (reordered, "reordered", 3),
        (cut_off, "cut off", 5),
        (all_cut_off, "cut off", 1),
        (head_changed, "head", 6),
        (head_deleted, "head", 6),
        (unlinked, "unlinked", None),
    ],
)
def test_the_first_misfit_is_named(chain, tamper, kind, number):
    other = type(chain).objects.create(name="Other")
    say_many(other, 2)
    assert found(chain) is None
    with past_the_triggers():
        tamper(chain)
    assert found(chain) == (kind, number)
    assert found(other) is None


def test_a_chain_that_was_cut_and_mended_does_not_have_the_head_that_was_kept(chain):
    kept = Chain.objects.get(organisation=chain).hash
    assert found(chain, kept_head=kept) is None
    with past_the_triggers():
        Entry.objects.filter(number__gt=4)._raw_delete("default")
        Chain.objects.update(number=4, hash=at(chain, 4).get().hash)
    assert found(chain) is None
    assert found(chain, kept_head=kept) == ("cut off", 4)


def test_a_chain_written_anew_does_not_have_the_head_that_was_kept(chain):
    kept, previous = Chain.objects.get(organisation=chain).hash, seed_of(chain.pk)
    with past_the_triggers():
        for entry in chained(chain):
            entry.subject, entry.previous = "Nothing", previous
            relink(entry)
            previous = entry.hash
        Chain.objects.update(hash=previous)
    assert found(chain) is None
    assert found(chain, kept_head=kept) == ("cut off", COUNT)


def test_an_organisation_without_entries_is_whole(organisation):
    assert found(organisation) is None


def test_the_walk_asks_the_same_number_of_questions_whatever_the_length(
    chain, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert verify_chain(chain.pk).entries == COUNT


def test_the_command_says_it_and_ends_with_1(chain):
    say(type(chain).objects.create(name="Other"))
    told = verified("--json")
    assert [(each["organisation"], each["entries"], each["whole"]) for each in told] == [
        ("Meridian", COUNT, True),
        ("Other", 1, True),
    ]
    with past_the_triggers():
        changed(chain)
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("audit", "verify", "--organisation", "meridian", stdout=out)
    assert end.value.code == 1
    assert "Entry 3 was changed" in out.getvalue()
    assert [each["entries"] for each in verified("--json", "--organisation", "Other")] == [1]


def test_the_command_compares_a_kept_head(chain):
    kept = Chain.objects.get(organisation=chain).hash
    assert verified("--json", "--organisation", "Meridian", "--head", kept)[0]["head"] == kept
    with pytest.raises(SystemExit):
        verified("--organisation", "Meridian", "--head", "0" * 64)
    with pytest.raises(CommandError, match="--organisation"):
        verified("--head", kept)
    with pytest.raises(CommandError, match="Nowhere"):
        verified("--organisation", "Nowhere")


def verified(*arguments):
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    out = StringIO()
    call_command("audit", "verify", *arguments, stdout=out)
    return json.loads(out.getvalue())
