"""Minor and major versions: by the domain, by the command, with the release."""

import json
from copy import deepcopy

import pytest
from django.core.management import CommandError

from reviewapp.lenses.domain.builtin import sync_builtin_lenses
from reviewapp.lenses.domain.importing import InvalidLens, import_lens
from reviewapp.lenses.domain.publishing import NothingChanged, NotMinor, PublishRefused, publish
from reviewapp.lenses.models import Lens, LensVersion
from reviewapp.lenses.signals import version_published
from tests.factories import make_user
from tests.lenses.test_library import run
from tests.reviews.factories import small_lens

pytestmark = pytest.mark.django_db


def reworded(document=None):
    """Other words, nothing else."""
    document = deepcopy(document or small_lens())
    document["pillars"][0]["questions"][0]["title"] = "How do you get lost data back?"
    return document


def places():
    return list(
        LensVersion.objects.filter(lens__organisation__isnull=False)
        .order_by("number")
        .values_list("number", "major", "minor")
    )


@pytest.fixture
def heard():
    found = []

    def hear(version, **_signal):
        found.append(version)

    version_published.connect(hear)
    yield found
    version_published.disconnect(hear)


def test_a_new_lens_and_its_versions(organisation):
    by = make_user(organisation)
    first = publish(organisation=organisation, document=small_lens(), by=by, name="  First\nyear ")
    minor = publish(
        organisation=organisation, document=reworded(), lens=first.lens, major=False, by=by
    )
    major = publish(
        organisation=organisation,
        document=small_lens(questions=3),
        lens=first.lens,
        note=" One more. ",
    )
    assert places() == [(1, 1, 0), (2, 1, 1), (3, 2, 0)]
    assert (first.name, first.created_by, first.label) == ("First year", by, "1.0 (First year)")
    assert (minor.label, major.note) == ("1.1", "One more.")
    assert (first.pillars, first.questions, first.choices) == (2, 3, 7)
    assert (major.questions, major.choices) == (4, 9)


def test_a_minor_version_of_more_than_words_is_refused_in_words(organisation):
    lens = publish(organisation=organisation, document=small_lens()).lens
    with pytest.raises(NotMinor) as refused:
        publish(organisation=organisation, document=small_lens(questions=3), lens=lens, major=False)
    assert refused.value.reasons == ["The question “How do you do number 3?” is new."]
    assert "number 3" in str(refused.value)
    assert places() == [(1, 1, 0)]


def test_a_rule_that_changes_is_more_than_words(organisation):
    lens = publish(organisation=organisation, document=small_lens()).lens
    document = small_lens()
    document["pillars"][0]["questions"][0]["riskRules"][0]["condition"] = "automatic || tested"
    with pytest.raises(NotMinor, match="risk rules"):
        publish(organisation=organisation, document=document, lens=lens, major=False)


def test_the_same_again_is_no_version(organisation):
    lens = publish(organisation=organisation, document=small_lens()).lens
    for major in (True, False):
        with pytest.raises(NothingChanged, match=r"1\.0"):
            publish(organisation=organisation, document=small_lens(), lens=lens, major=major)
    assert places() == [(1, 1, 0)]


@pytest.mark.parametrize("more", [{"name": "x" * 101}, {"note": "x" * 2001}])
def test_words_about_a_version_are_bounded(organisation, more):
    with pytest.raises(PublishRefused, match="at most"):
        publish(organisation=organisation, document=small_lens(), **more)
    assert not Lens.objects.filter(organisation=organisation).exists()


def test_a_name_of_a_hundred_characters_is_kept(organisation):
    version = publish(organisation=organisation, document=small_lens(), name="x" * 100)
    assert len(version.name) == 100


def test_a_document_with_errors_is_not_published(organisation):
    document = small_lens()
    document["pillars"][1]["questions"][0]["riskRules"][0]["condition"] = "nobody"
    with pytest.raises(InvalidLens) as refused:
        publish(organisation=organisation, document=document)
    assert [error.code for error in refused.value.errors] == ["unknown-choice"]


def test_a_lens_is_called_what_its_newest_version_calls_it(organisation):
    lens = publish(organisation=organisation, document=small_lens()).lens
    publish(organisation=organisation, document=small_lens(name="Renamed"), lens=lens, major=False)
    lens.refresh_from_db()
    assert (lens.name, lens.alias) == ("Renamed", "small-lens")


def test_later_stages_hear_of_a_version_once_it_is_committed(
    organisation, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        version = publish(organisation=organisation, document=small_lens())
        assert heard == []
    assert heard == [version]
    with django_capture_on_commit_callbacks(execute=True):
        import_lens(organisation=organisation, source=json.dumps(small_lens()))
    assert heard == [version]


def test_whoever_fails_to_hear_does_not_take_the_version_back(
    organisation, django_capture_on_commit_callbacks
):
    def fail(**_signal):
        raise RuntimeError("no")

    version_published.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            publish(organisation=organisation, document=small_lens())
    finally:
        version_published.disconnect(fail)
    assert places() == [(1, 1, 0)]


def test_the_release_decides_by_the_same_rule(db, monkeypatch):
    def release(document):
        monkeypatch.setattr(
            "reviewapp.lenses.domain.builtin.builtin_documents", lambda: [("small", document)]
        )
        version = sync_builtin_lenses()[0]
        return version.major, version.minor

    assert [
        release(small_lens()),
        release(reworded()),
        release(reworded()),
        release(small_lens(questions=3)),
        release(reworded(small_lens(questions=3))),
    ] == [(1, 0), (1, 1), (1, 1), (2, 0), (2, 1)]


# --- import into what is there ------------------------------------------------------------


def test_an_import_is_a_major_version_unless_said_otherwise(organisation):
    import_lens(organisation=organisation, source=json.dumps(small_lens()))
    import_lens(organisation=organisation, source=json.dumps(reworded()))
    import_lens(organisation=organisation, source=json.dumps(small_lens()), major=False)
    assert places() == [(1, 1, 0), (2, 2, 0), (3, 2, 1)]


def test_an_import_finds_out_itself_where_asked(organisation):
    for document in (small_lens(), reworded(), small_lens(questions=3)):
        import_lens(organisation=organisation, source=json.dumps(document), major=None)
    assert places() == [(1, 1, 0), (2, 1, 1), (3, 2, 0)]


def test_an_import_apart_is_a_lens_of_its_own(organisation):
    first = import_lens(organisation=organisation, source=json.dumps(small_lens()))
    apart = import_lens(organisation=organisation, source=json.dumps(small_lens()), apart=True)
    assert apart.version.lens != first.version.lens
    assert (apart.version.lens.alias, apart.version.label) == ("small-lens-2", "1.0")


def test_an_import_into_a_lens_of_another_name(organisation):
    first = import_lens(organisation=organisation, source=json.dumps(small_lens()))
    done = import_lens(
        organisation=organisation,
        source=json.dumps(small_lens(name="Other words")),
        lens=first.version.lens,
    )
    assert (done.version.lens, done.version.number) == (first.version.lens, 2)


def test_the_command_takes_minor_and_apart(tmp_path, organisation):
    def bring(document, *more):
        path = tmp_path / "lens.json"
        path.write_text(json.dumps(document))
        out, _, code = run("import", str(path), "--organisation", "Meridian", "--json", *more)
        assert code == 0
        return json.loads(out)

    assert bring(small_lens())["label"] == "1.0"
    words = bring(reworded(), "--as", "minor", "--name", "Spring")
    assert (words["label"], words["version"]) == ("1.1 (Spring)", 2)
    assert bring(reworded(), "--as", "apart")["id"] == "small-lens-2"
    with pytest.raises(CommandError, match="more than words"):
        bring(small_lens(questions=3), "--as", "minor")

    out, _, _ = run("export", "small-lens", "--organisation", "Meridian", "--number", "1")
    assert json.loads(out) == small_lens()
    with pytest.raises(CommandError, match="no version 9"):
        run("export", "small-lens", "--organisation", "Meridian", "--number", "9")
