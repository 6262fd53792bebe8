"""Bringing a lens in the browser: errors, warnings, a name that is known already."""

import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pillars.lens.parse import MAX_CHARACTERS
from reviewapp.lenses.domain.publishing import publish
from reviewapp.lenses.forms import MAX_BYTES
from reviewapp.lenses.models import Lens, LensVersion
from reviewapp.lenses.pages.messages import AFTER, BEFORE
from tests.reviews.factories import small_lens

pytestmark = pytest.mark.django_db

ADDRESS = "/lenses/import/"


def file(content, name="my lens.json"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, data, content_type="application/json")


def broken():
    document = small_lens()
    document["pillars"][0]["questions"][0]["riskRules"][0]["condition"] = "nothing && here"
    return document


def own(organisation):
    return Lens.objects.filter(organisation=organisation)


@pytest.mark.parametrize(
    "sent",
    [
        lambda: {"file": file(small_lens())},
        lambda: {"text": json.dumps(small_lens())},
        lambda: {"text": "﻿" + json.dumps(small_lens(), indent=2).replace("\n", "\r\n")},
        lambda: {"file": file(json.dumps(small_lens()).encode("utf-16"))},
        lambda: {"file": file(small_lens()), "text": "what was pasted before"},
    ],
    ids=["file", "text", "crlf", "utf-16", "both"],
)
def test_a_lens_comes_in(editor, organisation, sent):
    response = editor.post(ADDRESS, sent(), follow=True)
    lens = own(organisation).get()
    assert response.redirect_chain == [(f"/lenses/{lens.pk}/", 302)]
    assert lens.versions.get().document == small_lens()
    assert lens.versions.get().created_by == editor.user
    assert (
        "“Small lens” 1.0 is in the library: 3 questions, 7 choices." in response.content.decode()
    )


def test_warnings_stop_nothing_and_are_seen_afterwards(editor, organisation):
    document = {**small_lens(), "_team": 1, "schemaVersion": "1999"}
    html = editor.post(ADDRESS, {"file": file(document)}, follow=True).content.decode()
    lens = own(organisation).get()
    assert "2 warnings." in html
    assert "This version has 2 warnings." in html
    remarks = editor.get(f"/lenses/{lens.pk}/versions/1/remarks/").content.decode()
    assert "unknown-key" in remarks
    assert "$._team" in remarks
    assert "schema-version" in remarks


def test_errors_come_back_with_line_context_and_the_text(editor, organisation):
    text = json.dumps(broken(), indent=2)
    response = editor.post(ADDRESS, {"file": file(text.encode())})
    html = response.content.decode()
    assert response.status_code == 422
    before = text.split('"nothing && here"')[0]
    line, column = before.count("\n") + 1, len(before.splitlines()[-1]) + 1
    assert f"line {line}, column {column}" in html
    assert "$.pillars[0].questions[0].riskRules[0].condition" in html
    assert "unknown-choice" in html
    assert "<mark>&quot;nothing &amp;&amp; here&quot;</mark>" in html
    area = html.split('name="text"')[1]
    assert "&quot;nothing &amp;&amp; here&quot;" in area
    assert not own(organisation).exists()


@pytest.mark.parametrize("text", ['{"name": NaN}', "{", "[]", "<html>", '{"pillars": []}'])
def test_what_is_no_lens_stays_in_the_form(editor, organisation, text):
    response = editor.post(ADDRESS, {"text": text})
    assert response.status_code == 422
    shown = response.content.decode().split('name="text"')[1].split("</textarea>")[0]
    assert text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in shown
    assert not own(organisation).exists()


def test_bytes_that_are_no_text(editor, organisation):
    response = editor.post(ADDRESS, {"file": file(b'{"name": "\xff\xfe\x00')})
    assert response.status_code == 422
    assert "encoding" in response.content.decode()


def test_nothing_at_all_is_said(editor):
    response = editor.post(ADDRESS, {})
    assert response.status_code == 422
    assert "Choose a lens file, or paste its text." in response.content.decode()
    assert editor.post(ADDRESS, {"file": file(b"")}).status_code == 422


def test_a_file_that_is_too_large_is_not_even_read(editor, organisation, monkeypatch):
    monkeypatch.setattr(
        "reviewapp.lenses.views.importing.check_lens", lambda *_: pytest.fail("was read")
    )
    response = editor.post(ADDRESS, {"file": file(b"[" * (MAX_BYTES + 1))})
    assert response.status_code == 422
    assert "Split it into two lenses." in response.content.decode()


def test_a_text_that_is_too_long_is_told_and_kept(editor):
    text = "x" * (MAX_CHARACTERS + 2)
    response = editor.post(ADDRESS, {"text": text})
    assert response.status_code == 422
    assert "file-too-large" in response.content.decode()
    assert text in response.content.decode()


def test_a_lens_in_one_line_shows_the_place_alone(editor):
    document = broken()
    document["description"] = "x" * 100_000
    html = editor.post(ADDRESS, {"file": file(document)}).content.decode()
    shown = html.split('class="remark__line"><code>')[1].split("</code>")[0]
    assert "<mark>&quot;nothing &amp;&amp; here&quot;</mark>" in shown
    assert len(shown) < BEFORE + AFTER + 200


def test_texts_with_markup_are_escaped(editor, organisation):
    document = small_lens(name="<script>alert(1)</script>")
    document["pillars"][0]["questions"][0]["title"] = "<b>bold</b>"
    html = editor.post(ADDRESS, {"file": file(document)}, follow=True).content.decode()
    assert "<script>alert" not in html
    assert "<b>bold" not in html
    assert "&lt;b&gt;bold" in html


# --- a lens of that name is there already -------------------------------------------------


@pytest.fixture
def lens(organisation):
    return publish(organisation=organisation, document=small_lens()).lens


def reworded():
    document = deepcopy(small_lens())
    document["pillars"][0]["questions"][0]["title"] = "How do you get lost data back?"
    return document


def versions(lens):
    return list(lens.versions.order_by("number").values_list("major", "minor"))


def test_words_alone_may_be_minor(editor, lens):
    asked = editor.post(ADDRESS, {"file": file(reworded())})
    html = asked.content.decode()
    assert asked.status_code == 409
    assert "Words alone changed." in html
    assert 'value="minor" checked' in html
    assert versions(lens) == [(1, 0)]

    text = json.dumps(reworded())
    sent = {"text": text, "publish_as": "minor", "name": "Spring", "note": "Clearer."}
    assert editor.post(ADDRESS, sent).url == f"/lenses/{lens.pk}/"
    assert versions(lens) == [(1, 0), (1, 1)]
    newest = lens.versions.first()
    assert (newest.name, newest.note, newest.created_by) == ("Spring", "Clearer.", editor.user)


def test_more_than_words_is_major_and_what_makes_it_so_is_named(editor, lens):
    html = editor.post(ADDRESS, {"file": file(small_lens(questions=3))}).content.decode()
    assert "The question “How do you do number 3?” is new." in html
    assert 'value="minor" disabled' in html
    assert "1 new, 0 updated, 0 deleted" in html

    sent = {"text": json.dumps(small_lens(questions=3)), "publish_as": "minor"}
    refused = editor.post(ADDRESS, sent)
    assert refused.status_code == 422
    assert "More than words changed" in refused.content.decode()
    assert versions(lens) == [(1, 0)]
    editor.post(ADDRESS, {**sent, "publish_as": "major"})
    assert versions(lens) == [(1, 0), (2, 0)]


def test_a_lens_of_its_own(editor, organisation, lens):
    sent = {"text": json.dumps(reworded()), "publish_as": "apart"}
    editor.post(ADDRESS, sent)
    assert versions(lens) == [(1, 0)]
    assert set(own(organisation).values_list("alias", flat=True)) == {"small-lens", "small-lens-2"}


def test_the_same_file_again_changes_nothing(editor, lens):
    response = editor.post(ADDRESS, {"file": file(small_lens())}, follow=True)
    assert "Version 1.0 says exactly this already." in response.content.decode()
    assert LensVersion.objects.filter(lens=lens).count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": "x" * 101}, {"note": "x" * 2001}, {"publish_as": "nonsense"}]
)
def test_what_is_wrong_with_the_words_loses_nothing(editor, lens, wrong):
    sent = {"text": json.dumps(reworded()), "publish_as": "major", "name": "Spring", **wrong}
    response = editor.post(ADDRESS, sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert "How do you get lost data back?" in html
    assert "field__error" in html or "errorlist" in html
    assert versions(lens) == [(1, 0)]


def test_a_file_for_a_lens_that_is_called_otherwise(editor, lens):
    page = editor.get(f"{ADDRESS}?lens={lens.pk}").content.decode()
    assert "Import a version of Small lens" in page
    document = small_lens(name="Renamed")
    asked = editor.post(ADDRESS, {"file": file(document), "lens": lens.pk})
    assert asked.status_code == 409
    assert f'name="lens" value="{lens.pk}"' in asked.content.decode()
    editor.post(ADDRESS, {"text": json.dumps(document), "lens": lens.pk, "publish_as": "minor"})
    assert versions(lens) == [(1, 0), (1, 1)]


def test_nobody_brings_a_version_of_anothers_lens(stranger, lens):
    sent = {"text": json.dumps(reworded()), "lens": lens.pk, "publish_as": "major"}
    assert stranger.post(ADDRESS, sent).status_code == 404
    assert stranger.get(f"{ADDRESS}?lens={lens.pk}").status_code == 404
    assert versions(lens) == [(1, 0)]


def test_a_name_that_another_organisation_has_is_free(stranger, lens):
    assert stranger.post(ADDRESS, {"file": file(reworded())}).status_code == 302
    assert versions(lens) == [(1, 0)]
