"""What `pillars/` says in English and a page translates is listed once; here nothing is missed."""

import pytest

from pillars import risk_words
from pillars.lens.wording import Field
from pillars.lens.words import EFFORTS, LEVELS
from reviewapp.lenses.models import Lens, LensDraft
from reviewapp.lenses.words import DEGREES, FIELDS, REASONS

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


def test_every_field_of_a_lens_is_listed():
    assert {str(field).capitalize() for field in Field} == set(FIELDS)


def test_every_level_and_effort_is_listed():
    assert {each.title() for each in (*LEVELS, *EFFORTS)} == set(DEGREES)


def test_every_reason_that_names_no_rule_is_listed():
    said = risk_words.QUESTION_NOT_APPLICABLE, risk_words.NOTHING_SELECTED, risk_words.ONLY_EXCUSED
    assert said == REASONS


@pytest.mark.django_db
def test_a_german_reader_gets_numbers_reasons_and_new_drafts_in_german(editor):
    assert "höchstens 2.000.000 Zeichen" in editor.get("/lenses/import/", headers=GERMAN).text
    lens = Lens.objects.get(alias="foundations")
    simulator = editor.get(f"/lenses/{lens.pk}/questions/ops_observe/risk/", headers=GERMAN).text
    assert "Noch ist keine Best Practice gewählt." in simulator
    assert "in jedem anderen Fall" in simulator
    editor.post("/lenses/drafts/new/", headers=GERMAN)
    assert LensDraft.objects.get().document["name"] == "Lens ohne Titel"
