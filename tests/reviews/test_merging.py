"""Bringing two decisions together: which side a merge takes by itself, and what comes out."""

import pytest

from pillars.lens.parse import lens_from_document
from reviewapp.reviews.domain.decisions import ChoiceDetail, settled
from reviewapp.reviews.domain.merging import differences, merge

from .factories import decide, small_lens

QUESTION = lens_from_document(small_lens()).question("backups")


def picks(base, mine, theirs):
    found = differences(QUESTION, base=base, mine=mine, theirs=theirs)
    return {each.name: each.pick for each in found}


def noted(text):
    return {"tested": ChoiceDetail(notes=text)}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        (decide(), decide("tested"), decide(), {"choice:tested": "mine"}),
        (decide(), decide(), decide("tested"), {"choice:tested": "theirs"}),
        (decide("tested"), decide(), decide("tested"), {"choice:tested": "mine"}),
        (decide(notes="a"), decide(notes="b"), decide(notes="c"), {"notes": "both"}),
        (decide(notes="a"), decide(notes="a"), decide(notes="c"), {"notes": "theirs"}),
        (None, decide(notes="b"), decide(notes="c"), {"notes": "mine"}),
        (decide(), decide("tested"), decide("tested"), {}),
        (
            decide(),
            decide(choice_details=noted("x")),
            decide(choice_details=noted("y")),
            {"choice:tested:notes": "both"},
        ),
        (
            decide(),
            decide(not_applicable=True, reason="OTHER"),
            decide("copies"),
            {"not_applicable": "mine", "choice:copies": "theirs"},
        ),
    ],
)
def test_what_a_merge_takes_by_itself(base, mine, theirs, expected):
    assert picks(base, mine, theirs) == expected


def test_the_merge_of_changes_to_different_fields_holds_both():
    base = decide("automatic", notes="a", choice_details=noted("old"))
    mine = decide("automatic", "tested", notes="b", choice_details=noted("old"))
    theirs = decide("copies", notes="c", choice_details=noted("new"))

    merged = merge(QUESTION, mine=mine, theirs=theirs, picks=picks(base, mine, theirs))

    wanted = decide("tested", "copies", notes="c\n\nb", choice_details=noted("new"))
    assert settled(QUESTION, merged) == wanted


def test_without_picks_mine_stays_whole():
    mine = decide("tested", notes="m", not_applicable=True, reason="OTHER")
    merged = merge(QUESTION, mine=mine, theirs=decide("copies", notes="t"), picks={})
    assert settled(QUESTION, merged) == mine


def test_a_choice_marked_not_applicable_moves_with_its_reason():
    theirs = decide(choice_details={"copies": ChoiceDetail(True, "OUT_OF_SCOPE")})
    mine = decide("copies")
    merged = merge(QUESTION, mine=mine, theirs=theirs, picks={"choice:copies": "theirs"})
    assert settled(QUESTION, merged) == theirs
