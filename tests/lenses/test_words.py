"""What `pillars/` says in English and a page translates is listed once; here nothing is missed."""

from pillars import risk_words
from pillars.lens.wording import Field
from pillars.lens.words import EFFORTS, LEVELS
from reviewapp.lenses.words import DEGREES, FIELDS, REASONS


def test_every_field_of_a_lens_is_listed():
    assert {str(field).capitalize() for field in Field} == set(FIELDS)


def test_every_level_and_effort_is_listed():
    assert {each.title() for each in (*LEVELS, *EFFORTS)} == set(DEGREES)


def test_every_reason_that_names_no_rule_is_listed():
    said = risk_words.QUESTION_NOT_APPLICABLE, risk_words.NOTHING_SELECTED, risk_words.ONLY_EXCUSED
    assert said == REASONS
