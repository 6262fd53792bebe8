"""Drafts: created, written part by part by several people, published, discarded."""

import threading

import pytest
from django.db import connection

from pillars.lens.edit import question_of, with_question, with_text
from reviewapp.lenses.domain.checking import InvalidLens
from reviewapp.lenses.domain.draft_publishing import publish_draft
from reviewapp.lenses.domain.drafts import (
    THE_LENS,
    PartGone,
    StaleDraft,
    UnusableDraft,
    create_draft,
    discard_draft,
    draft_from,
    save_part,
    seen_of,
    size_of,
)
from reviewapp.lenses.domain.published import published_ids
from reviewapp.lenses.domain.publishing import NothingChanged, NotMinor
from reviewapp.lenses.models import Lens, LensDraft
from tests.factories import make_organisation, make_user
from tests.reviews.factories import make_lens, small_lens

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(organisation):
    return make_user(organisation)


@pytest.fixture
def draft(organisation, user) -> LensDraft:
    version = make_lens(organisation=organisation)
    return draft_from(lens=version.lens, organisation=organisation, by=user)


def titled(question_id, title):
    def change(document):
        question = with_text(question_of(document, question_id), "title", title)
        return with_question(document, question_id, question)

    return change


def save(draft, part, change, by=None, seen=None):
    found = seen or seen_of(draft.document, part)
    return save_part(draft_id=draft.pk, part=part, seen=found, change=change, by=by)


def test_a_new_draft_is_a_lens_to_begin_with(organisation, user):
    draft = create_draft(organisation=organisation, by=user)
    assert draft.organisation == organisation
    assert (draft.lens, draft.base, draft.version, draft.created_by) == (None, None, 1, user)


def test_there_is_one_draft_of_an_own_lens(organisation, user):
    version = make_lens(organisation=organisation)
    first = draft_from(lens=version.lens, organisation=organisation, by=user)
    again = draft_from(lens=version.lens, organisation=organisation, by=None)
    assert first == again
    assert (first.base, first.document) == (version, version.document)
    assert list(first.document) == list(version.document)


def test_of_somebody_elses_lens_it_is_a_copy(organisation, user):
    lens = Lens.objects.get(alias="foundations")
    draft = draft_from(lens=lens, organisation=organisation, by=user)
    assert (draft.lens, draft.base) == (None, None)
    assert draft.document["name"] == "Copy of Foundations"
    assert published_ids(draft).pillars == []


def test_a_save_raises_the_version_and_says_who(draft, user):
    saved = save(draft, "backups", titled("backups", "Now"), by=user)
    draft.refresh_from_db()
    assert draft.document == saved.document
    assert question_of(draft.document, "backups")["title"] == "Now"
    assert (draft.version, draft.updated_by) == (2, user)


def test_what_changes_nothing_is_no_version_and_no_conflict(draft):
    save(draft, "backups", titled("backups", "Now"))
    again = save(draft, "backups", titled("backups", "Now"), seen="read long ago")
    assert again.version == 2


def test_two_people_write_two_questions_at_once(draft):
    read = {part: seen_of(draft.document, part) for part in ("backups", "question_1", THE_LENS)}
    save(draft, "backups", titled("backups", "One"), seen=read["backups"])
    save(draft, "question_1", titled("question_1", "Two"), seen=read["question_1"])
    named = save(draft, THE_LENS, lambda d: {**d, "name": "Three"}, seen=read[THE_LENS])
    titles = [question_of(named.document, each)["title"] for each in ("backups", "question_1")]
    assert (titles, named.document["name"], named.version) == (["One", "Two"], "Three", 4)


def test_a_part_that_was_changed_is_not_overwritten(draft):
    read = seen_of(draft.document, "backups")
    save(draft, "backups", titled("backups", "Theirs"))
    with pytest.raises(StaleDraft) as stale:
        save(draft, "backups", titled("backups", "Mine"), seen=read)
    assert question_of(stale.value.current.document, "backups")["title"] == "Theirs"
    draft.refresh_from_db()
    assert draft.version == 2


def test_a_question_that_is_gone_is_said(draft):
    read = seen_of(draft.document, "backups")
    save(draft, THE_LENS, lambda d: {**d, "pillars": d["pillars"][1:]})
    with pytest.raises(PartGone):
        save(draft, "backups", titled("backups", "Mine"), seen=read)


def test_what_the_lens_is_seen_as_has_no_words_of_questions(draft):
    other = titled("backups", "Another")(draft.document)
    assert seen_of(other, THE_LENS) == seen_of(draft.document, THE_LENS)
    assert seen_of(other, "backups") != seen_of(draft.document, "backups")


@pytest.mark.parametrize("text", ["x" * 2_000_001, "a\x00b"])
def test_what_cannot_be_kept_is_refused(draft, text):
    with pytest.raises(UnusableDraft):
        save(draft, "backups", titled("backups", text))
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_text_about_the_character_zero_is_kept(draft):
    saved = save(draft, "backups", titled("backups", r"never \u0000 nor \\u0000"))
    saved.refresh_from_db()
    assert question_of(saved.document, "backups")["title"] == r"never \u0000 nor \\u0000"
    assert size_of(saved.document) > 1000


def test_publishing_ends_the_draft(draft, user):
    save(draft, "backups", titled("backups", "In other words"))
    version = publish_draft(
        draft_id=draft.pk, read_version=2, major=False, name="Autumn", note="Words.", by=user
    )
    assert (version.lens, version.label) == (draft.lens, "1.1 (Autumn)")
    assert question_of(version.document, "backups")["title"] == "In other words"
    assert not LensDraft.objects.exists()
    next_draft = draft_from(lens=version.lens, organisation=draft.organisation, by=user)
    assert next_draft.base == version


def test_a_draft_of_no_lens_becomes_one(organisation, user):
    draft = create_draft(organisation=organisation, by=user)
    version = publish_draft(draft_id=draft.pk, read_version=1, major=True, by=user)
    assert (version.lens.organisation, version.label) == (organisation, "1.0")


def test_what_cannot_be_published_stays_a_draft(draft):
    kwargs = {"draft_id": draft.pk, "by": None}
    with pytest.raises(NothingChanged):
        publish_draft(read_version=1, major=False, **kwargs)
    with pytest.raises(StaleDraft):
        publish_draft(read_version=0, major=True, **kwargs)

    save(draft, THE_LENS, lambda d: {**d, "pillars": d["pillars"][1:]})
    with pytest.raises(NotMinor):
        publish_draft(read_version=2, major=False, **kwargs)
    draft.refresh_from_db()
    save(draft, THE_LENS, lambda d: {**d, "pillars": []})
    with pytest.raises(InvalidLens):
        publish_draft(read_version=3, major=True, **kwargs)
    assert LensDraft.objects.get().version == 3


def test_a_discarded_draft_leaves_its_versions(draft):
    discard_draft(draft_id=draft.pk)
    assert not LensDraft.objects.exists()
    assert draft.lens.versions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_saves_at_the_same_moment_lose_nothing():
    organisation = make_organisation()
    document = small_lens(questions=6)
    version = make_lens(document, organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    questions = [f"question_{number}" for number in range(1, 7)]
    start = threading.Barrier(len(questions))

    def write(question_id):
        start.wait()
        save(draft, question_id, titled(question_id, f"By {question_id}"))
        connection.close()

    threads = [threading.Thread(target=write, args=(each,)) for each in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    draft.refresh_from_db()
    titles = [question_of(draft.document, each)["title"] for each in questions]
    assert titles == [f"By {each}" for each in questions]
    assert draft.version == 7
