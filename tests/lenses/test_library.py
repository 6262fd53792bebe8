"""The lens library, in the domain, in the browser and on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pillars.lens.parse import parse_lens
from reviewapp.lenses.domain.builtin import builtin_documents, sync_builtin_lenses
from reviewapp.lenses.domain.importing import InvalidLens, import_lens
from reviewapp.lenses.domain.library import available_lenses
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import Lens, LensVersion
from tests.factories import make_organisation
from tests.reviews.factories import make_lens, make_review, small_lens

pytestmark = pytest.mark.django_db


def test_built_in_lenses_come_with_the_database():
    aliases = {alias for alias, _ in builtin_documents()}
    assert "foundations" in aliases
    assert set(Lens.objects.values_list("alias", flat=True)) == aliases


def test_bringing_them_again_changes_nothing():
    before = list(LensVersion.objects.values_list("pk", flat=True))
    sync_builtin_lenses()
    assert list(LensVersion.objects.values_list("pk", flat=True)) == before


def test_a_changed_built_in_lens_becomes_a_version_and_reviews_stay(workload, monkeypatch):
    def release(questions):
        document = small_lens(questions=questions)
        monkeypatch.setattr(
            "reviewapp.lenses.domain.builtin.builtin_documents",
            lambda: [("small", document)],
        )
        return sync_builtin_lenses()[0]

    first = release(1)
    review = make_review(workload, first)
    second = release(2)

    assert (first.number, second.number) == (1, 2)
    review.refresh_from_db()
    assert review.version == first
    assert len(list(lens_of(second).questions)) == 3
    assert make_review(workload, second) == review


def test_an_imported_lens_is_kept_whole(organisation):
    document = {**small_lens(), "_team": {"owner": ["x"]}, "unknown": None}
    done = import_lens(organisation=organisation, source=json.dumps(document))
    version = LensVersion.objects.get(pk=done.version.pk)
    assert version.document == document
    assert (version.number, version.lens.alias, done.created) == (1, "small-lens", True)
    assert done.warnings


def test_importing_again_makes_a_version_only_of_a_change(organisation):
    first = import_lens(organisation=organisation, source=json.dumps(small_lens()))
    again = import_lens(organisation=organisation, source=json.dumps(small_lens(), indent=4))
    changed = import_lens(organisation=organisation, source=json.dumps(small_lens(questions=5)))
    assert (again.created, again.version) == (False, first.version)
    assert (changed.created, changed.version.number) == (True, 2)


def test_a_name_that_a_built_in_lens_has_gets_another_alias(organisation):
    document = small_lens(name="Foundations")
    done = import_lens(organisation=organisation, source=json.dumps(document))
    assert done.version.lens.alias == "foundations-2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["pillars"][0].update(id="a/b"), "unusable-id"),
        (lambda d: d["pillars"][0]["questions"][0].update(id="x" * 129), "unusable-id"),
        (lambda d: d["pillars"][0]["questions"][0].update(id=".."), "unusable-id"),
        (lambda d: d.update(description="a\x00b"), "character-not-storable"),
        (lambda d: d.update(description="half \ud800 a pair"), "character-not-storable"),
        (lambda d: d.pop("pillars"), None),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(organisation, change, code):
    document = small_lens()
    change(document)
    with pytest.raises(InvalidLens) as refused:
        import_lens(organisation=organisation, source=json.dumps(document))
    assert refused.value.errors
    if code:
        assert {error.code for error in refused.value.errors} == {code}
    assert not Lens.objects.filter(organisation=organisation).exists()


def test_a_text_about_the_forbidden_character_is_kept(organisation):
    document = {**small_lens(), "description": r"never write \u0000 here"}
    done = import_lens(organisation=organisation, source=json.dumps(document))
    done.version.refresh_from_db()
    assert done.version.document == document


def test_organisations_do_not_see_each_others_lenses(organisation, editor, stranger):
    import_lens(organisation=organisation, source=json.dumps(small_lens()))
    lens = Lens.objects.get(organisation=organisation)

    assert lens in available_lenses(organisation)
    assert lens not in available_lenses(make_organisation())
    for rest in ("", "export/"):
        assert editor.get(f"/lenses/{lens.pk}/{rest}").status_code == 200
        assert stranger.get(f"/lenses/{lens.pk}/{rest}").status_code == 404
    assert "Small lens" in editor.get("/lenses/").content.decode()
    assert "Small lens" not in stranger.get("/lenses/").content.decode()


def test_the_lens_page_and_its_file(viewer):
    lens = Lens.objects.get(alias="foundations")
    html = viewer.get(f"/lenses/{lens.pk}/").content.decode()
    assert "Built in" in html
    response = viewer.get(f"/lenses/{lens.pk}/export/")
    assert response["Content-Disposition"] == 'attachment; filename="foundations.json"'
    assert json.loads(response.content) == dict(builtin_documents())["foundations"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_library_takes_the_same_queries_whatever_its_size(
    viewer, organisation, many, django_assert_num_queries
):
    for _ in range(many):
        make_lens(organisation=organisation)
    with django_assert_num_queries(9):
        viewer.get("/lenses/")


# --- the command -------------------------------------------------------------------------


def run(*arguments):
    """Standard output, standard error and the exit code of `manage.py lens …`."""
    out, err = StringIO(), StringIO()
    try:
        call_command("lens", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return out.getvalue(), err.getvalue(), ended.code
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my lens.json"
    path.write_text(json.dumps(small_lens()), encoding="utf-8-sig")
    return path


@pytest.fixture
def broken(tmp_path):
    document = small_lens()
    document["pillars"][0]["questions"][0]["riskRules"][0]["condition"] = "nothing && here"
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(document, indent=2))
    return path


def test_validate(file, broken):
    out, err, code = run("validate", str(file), "--json")
    assert (json.loads(out)["errors"], code) == ([], 0)

    out, err, code = run("validate", str(broken), "--json")
    (error,) = json.loads(out)["errors"]
    assert code == 1
    assert error["path"] == "$.pillars[0].questions[0].riskRules[0].condition"
    assert error["code"] == "unknown-choice"
    assert error["line"] == broken.read_text().split("nothing && here")[0].count("\n") + 1
    assert "nothing" in error["message"]

    out, err, code = run("validate", str(broken))
    assert (out, code) == ("", 1)
    assert "1 errors" in err


def test_import_and_export(file, organisation):
    out, _, code = run("import", str(file), "--organisation", "meridian", "--json")
    result = json.loads(out)
    assert code == 0
    assert result["id"] == "small-lens"
    assert [result[key] for key in ("version", "pillars", "questions", "choices")] == [1, 2, 3, 10]

    out, _, code = run("export", "small-lens", "--organisation", "Meridian")
    assert json.loads(out) == small_lens()
    assert parse_lens(out).errors == ()


def test_import_of_a_broken_file(broken, organisation):
    out, _, code = run("import", str(broken), "--organisation", "Meridian", "--json")
    assert code == 1
    assert json.loads(out)["errors"][0]["code"] == "unknown-choice"
    assert not Lens.objects.filter(organisation=organisation).exists()


def test_export_of_a_built_in_lens_by_name():
    out, _, code = run("export", "foundations")
    assert code == 0
    assert json.loads(out) == dict(builtin_documents())["foundations"]


@pytest.mark.parametrize(
    ("more", "risk"),
    [
        (["--choices", ""], "UNANSWERED"),
        (["--choices", "copies"], "HIGH"),
        (["--choices", "tested, copies"], "MEDIUM"),
        (["--choices", "tested,automatic"], "NONE"),
        (["--choices", "tested", "--not-applicable", "automatic"], "NONE"),
        (["--choices", "tested,automatic", "--facts", "strict_rpo"], "HIGH"),
    ],
)
def test_risk(file, more, risk):
    out, _, code = run("risk", str(file), "--question", "backups", *more, "--json")
    result = json.loads(out)
    assert (result["risk"], code) == (risk, 0)
    assert result["because"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["risk", "FILE", "--question", "nope"],
        ["risk", "FILE", "--question", "backups", "--choices", "nope"],
        ["export", "nope"],
        ["import", "FILE", "--organisation", "Nobody"],
        ["validate", "/no/such/file"],
    ],
)
def test_what_is_not_there_is_said(file, organisation, arguments):
    given = [str(file) if word == "FILE" else word for word in arguments]
    with pytest.raises(CommandError):
        run(*given)
