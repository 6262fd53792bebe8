"""Two people changed one text."""

from hypothesis import given
from hypothesis import strategies as st

from reviewapp.reviews.domain.texts import merge_texts

LINE = st.text("abc", min_size=1, max_size=3)
LINES = st.lists(LINE, min_size=1, max_size=6).map("\n".join)


def test_changes_of_different_lines_are_both_there():
    base = "Backups: nightly\nOwner: Jonas\nTested: never"
    mine = "Backups: hourly\nOwner: Jonas\nTested: never"
    theirs = "Backups: nightly\nOwner: Jonas\nTested: in May\nBy: Mira"
    merged = "Backups: hourly\nOwner: Jonas\nTested: in May\nBy: Mira"
    assert merge_texts(base, mine=mine, theirs=theirs) == merged


def test_both_added_behind_the_same_line():
    assert merge_texts("One", mine="One\nMine", theirs="One\nTheirs") == "One\nTheirs\nMine"


def test_the_same_line_changed_twice_stands_twice():
    assert merge_texts("Nightly", mine="Hourly", theirs="Weekly") == "Weekly\nHourly"


def test_what_one_took_out_and_the_other_left_is_out():
    assert merge_texts("One\nTwo\nThree", mine="One\nThree", theirs="One\nTwo\nIII") == "One\nIII"


def test_two_first_texts_are_two_paragraphs():
    assert merge_texts("", mine="Mine", theirs="Theirs") == "Theirs\n\nMine"


@given(LINES, LINES)
def test_a_side_that_changed_nothing_gives_way(base, other):
    assert merge_texts(base, mine=base, theirs=other) == other
    assert merge_texts(base, mine=other, theirs=base) == other


@given(LINES, LINES)
def test_the_same_change_is_made_once(base, other):
    assert merge_texts(base, mine=other, theirs=other) == other


@given(LINES, LINES, LINES)
def test_no_line_that_a_side_added_is_lost(base, mine, theirs):
    merged = merge_texts(base, mine=mine, theirs=theirs).split("\n")
    added = {*mine.split("\n"), *theirs.split("\n")} - set(base.split("\n"))
    assert added <= set(merged)
