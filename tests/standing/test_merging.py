"""The three-way merge of one question: the rule case by case, and its properties."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars.lens.model import Choice, Question
from reviewapp.reviews.domain.decisions import ChoiceDetail, Decision, settled
from reviewapp.standing.domain.claims import WHOLE, Claim
from reviewapp.standing.domain.lefts import Left
from reviewapp.standing.domain.merging import Fate, Merged, merge_question
from reviewapp.standing.domain.values import Value, claimed, value_in

PRACTICES = ("a", "b", "c")
SLOTS = (WHOLE, *PRACTICES)
QUESTION = Question(
    "q", "How?", choices=tuple(Choice(key, key.upper()) for key in (*PRACTICES, "q_no"))
)
IN, NOT, NA = "in_place", "not_in_place", "not_applicable"


OPEN = Decision()


def merge(ours=OPEN, claims=None, *, lefts=None, decided=(), takes=()) -> Merged:
    claims = {k: Claim(c) if isinstance(c, str) else c for k, c in (claims or {}).items()}
    return merge_question(
        QUESTION,
        ours=ours,
        decided=lambda choice: choice in decided,
        lefts=lefts or {},
        claims=claims,
        takes=frozenset(takes),
    )


def again(before: Merged, claims, ours=None, **more) -> Merged:
    """The next merge, after people perhaps made `ours` of it."""
    return merge(ours or before.decision, claims, lefts=before.lefts, **more)


def ticked(*keys, **more) -> Decision:
    return Decision(frozenset(keys), **more)


def test_what_nobody_decided_is_filled():
    merged = merge(claims={"a": IN, "b": NOT, "c": Claim(NA, reason="OTHER")})

    assert merged.fates == {"a": Fate.FOLLOWS, "b": Fate.IN_STEP, "c": Fate.FOLLOWS}
    assert merged.decision == Decision(
        frozenset("a"), choice_details={"c": ChoiceDetail(True, "OTHER")}
    )


def test_a_change_of_the_template_reaches_what_it_left():
    first = merge(claims={"a": IN, "b": NOT})
    second = again(first, {"a": NOT, "b": IN})

    assert second.fates == {"a": Fate.FOLLOWS, "b": Fate.FOLLOWS}
    assert second.decision == ticked("b")


def test_what_people_decided_before_is_a_conflict_until_somebody_gives_it_away():
    ours = ticked("b")
    first = merge(ours, {"a": IN, "b": IN}, decided=PRACTICES)
    assert first.fates == {"a": Fate.CONFLICT, "b": Fate.AGREES}
    assert first.decision == ours

    second = again(first, {"a": IN, "b": NOT}, decided=PRACTICES)
    assert second.fates == {"a": Fate.OVERRIDDEN, "b": Fate.OVERRIDDEN}
    assert second.decision == ours

    third = again(second, {"a": IN, "b": NOT}, decided=PRACTICES, takes={"a"})
    assert third.fates == {"a": Fate.FOLLOWS, "b": Fate.OVERRIDDEN}
    assert third.decision == ticked("a", "b")

    fourth = again(third, {"a": NOT, "b": NOT}, decided=PRACTICES)
    assert fourth.fates == {"a": Fate.FOLLOWS, "b": Fate.OVERRIDDEN}
    assert fourth.decision == ticked("b")


def test_what_people_changed_since_stays_theirs_though_they_change_it_back():
    first = merge(claims={"a": IN, "b": IN})
    second = again(first, {"a": IN, "b": IN}, ticked("b"))
    assert second.fates == {"a": Fate.OVERRIDDEN, "b": Fate.IN_STEP}

    third = again(second, {"a": IN, "b": IN}, ticked("a", "b"))
    assert third.fates == {"a": Fate.AGREES, "b": Fate.IN_STEP}

    fourth = again(third, {"a": NOT, "b": NOT})
    assert fourth.fates == {"a": Fate.OVERRIDDEN, "b": Fate.FOLLOWS}
    assert fourth.decision == ticked("a")


def test_what_the_template_says_no_more_it_takes_back_where_it_still_stands():
    first = merge(claims={"a": Claim(IN, note="Central."), "b": Claim(NA, reason="OTHER")})
    changed = replace(first.decision, choice_details={"a": ChoiceDetail(notes="Central.")})

    second = again(first, {}, changed)

    assert second.fates == {"a": Fate.WITHDRAWN, "b": Fate.RELEASED}
    assert second.decision == Decision()
    assert second.lefts == {}


def test_the_whole_question_can_be_out():
    first = merge(claims={WHOLE: Claim(NA, reason="OUT_OF_SCOPE", note="No batch jobs here.")})
    assert first.decision == Decision(
        not_applicable=True, reason="OUT_OF_SCOPE", notes="No batch jobs here."
    )
    assert again(first, {}).decision == Decision()

    kept = merge(ticked("a"), {WHOLE: NA}, decided=SLOTS)
    assert kept.fates == {WHOLE: Fate.CONFLICT}
    assert kept.decision == ticked("a")


def test_none_of_these_is_ticked_where_nothing_is_in_place_and_goes_with_that():
    first = merge(claims={"a": NOT, "b": NOT, "c": NA})
    assert first.decision.selected == {"q_no"}
    assert again(first, {"a": NOT, "b": NOT, "c": NA}).decision == first.decision

    assert again(first, {"a": IN, "b": NOT, "c": NA}).decision.selected == {"a"}
    assert again(first, {"a": NOT, "b": NOT}).decision.selected == frozenset()


def test_none_of_these_that_people_took_off_stays_off():
    said = {"a": NOT, "b": NOT, "c": NOT}
    first = merge(claims=said)
    second = again(first, said, Decision())
    assert second.decision == Decision()
    assert again(second, said).decision == Decision()


def test_peoples_none_of_these_is_not_touched():
    ours = ticked("q_no")
    first = merge(ours, {"a": NOT, "b": NOT, "c": NOT}, decided=PRACTICES)
    assert first.decision == ours
    assert again(first, {}, decided=PRACTICES).decision == ours


def test_a_practice_given_to_the_template_takes_the_tick_from_none_of_these():
    merged = merge(ticked("q_no"), {"a": IN}, decided=PRACTICES, takes={"a"})
    assert merged.decision == ticked("a")


def test_the_words_are_added_to_a_note_and_replaced_in_it():
    ours = Decision(choice_details={"a": ChoiceDetail(notes="Ask Mira.")})
    first = merge(ours, {"a": Claim(IN, note="Central account.")})
    assert first.decision.detail("a").notes == "Ask Mira.\n\nCentral account."

    second = again(first, {"a": Claim(IN, note="Two accounts.")})
    assert second.fates == {"a": Fate.IN_STEP}
    assert second.decision.detail("a").notes == "Ask Mira.\n\nTwo accounts."


def test_words_that_people_rewrote_are_left_for_good():
    first = merge(claims={"a": Claim(IN, note="Central account.")})
    theirs = ticked("a", choice_details={"a": ChoiceDetail(notes="Central account, not here.")})
    second = again(first, {"a": Claim(IN, note="Two accounts.")}, theirs)
    assert second.decision == theirs
    third = again(second, {"a": Claim(NOT, note="None.")})
    assert third.decision.detail("a").notes == "Central account, not here."
    assert third.decision.selected == frozenset()


def test_words_do_not_stand_beside_a_decision_against_them():
    merged = merge(ticked("b"), {"a": Claim(IN, note="Central.")}, decided=PRACTICES)
    assert merged.decision == ticked("b")


def test_evidence_follows_the_note_where_people_decided_the_same():
    claim = Claim(IN, evidence="Trail org-trail", url="https://example.com/t")
    merged = merge(ticked("a"), {"a": claim}, decided=PRACTICES)
    assert merged.fates == {"a": Fate.AGREES}
    assert merged.decision.detail("a").notes == "Evidence: Trail org-trail https://example.com/t"


# --- properties --------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "Central.", "Central.\n\nEvidence: trail", "Other words"])
VALUES = st.sampled_from([Value(), Value(IN), Value(NA, "OTHER"), Value(NA, "NONE")])


@st.composite
def decisions(draw) -> Decision:
    """Any decision that an answer can hold."""
    details = {}
    selected = set()
    for key in PRACTICES:
        value = draw(VALUES)
        if value.state == IN:
            selected.add(key)
        detail = ChoiceDetail(value.state == NA, value.reason, draw(TEXTS))
        if detail != ChoiceDetail():
            details[key] = detail
    if not selected and draw(st.booleans()):
        selected = {"q_no"}
    out = draw(st.booleans())
    return Decision(frozenset(selected), out, "OTHER" if out else "NONE", draw(TEXTS), details)


@st.composite
def claim_sets(draw) -> dict[str, Claim]:
    said = {}
    for key in draw(st.sets(st.sampled_from(SLOTS))):
        state = NA if key == WHOLE else draw(st.sampled_from([IN, NOT, NA]))
        reason = draw(st.sampled_from(["NONE", "OTHER"])) if state == NA else "NONE"
        said[key] = Claim(state, reason, note=draw(TEXTS))
    return said


SETS = st.sets(st.sampled_from(SLOTS))
HISTORIES = st.lists(st.tuples(claim_sets(), st.none() | decisions(), SETS), max_size=4)


def lived(history) -> tuple[Decision, dict[str, Left]]:
    """What stands and what was left after merges, with people writing between them."""
    ours, lefts = Decision(), {}
    for said, people, takes in history:
        merged = merge(ours, said, lefts=lefts, takes=takes)
        ours, lefts = people or merged.decision, merged.lefts
    return ours, lefts


@given(HISTORIES, claim_sets(), SETS, SETS)
def test_a_merge_gives_a_decision_that_can_be_kept_and_settles_at_once(
    history, said, decided, takes
):
    ours, lefts = lived(history)
    merged = merge(ours, said, lefts=lefts, decided=decided, takes=takes)
    assert settled(QUESTION, merged.decision) == merged.decision

    after = merge(merged.decision, said, lefts=merged.lefts, decided=decided)
    assert after.decision == merged.decision
    assert after.lefts == merged.lefts


@given(HISTORIES, claim_sets(), SETS)
def test_what_people_decided_is_never_overwritten_without_their_choice(history, said, decided):
    ours, lefts = lived(history)
    merged = merge(ours, said, lefts=lefts, decided=decided)
    for key in SLOTS:
        left, now = lefts.get(key), value_in(ours, key)
        peoples = (left.own or left.value != now) if left else key in decided
        if peoples or (left is None and key not in said):
            assert value_in(merged.decision, key) == now


@given(HISTORIES, claim_sets())
def test_what_is_not_peoples_says_what_the_template_says(history, said):
    ours, lefts = lived(history)
    merged = merge(ours, said, lefts=lefts)
    for key, claim in said.items():
        left = lefts.get(key)
        if left is None or (not left.own and left.value == value_in(ours, key)):
            assert value_in(merged.decision, key) == claimed(claim)


@given(claim_sets(), st.lists(claim_sets(), max_size=4))
def test_the_way_does_not_matter_where_nobody_decides(last, before):
    ours, lefts = Decision(), {}
    for said in [*before, last]:
        merged = merge(ours, said, lefts=lefts)
        ours, lefts = merged.decision, merged.lefts
    assert merged.decision == merge(claims=last).decision


@given(decisions(), claim_sets(), claim_sets())
def test_a_template_that_says_nothing_any_more_leaves_what_people_had(ours, said, other):
    """But for a text that both wrote: that is the template's."""
    ours = replace(ours, notes="", choice_details={})
    first = merge(ours, said, decided=SLOTS)
    second = merge(first.decision, other, lefts=first.lefts, decided=SLOTS)
    last = merge(second.decision, {}, lefts=second.lefts, decided=SLOTS)
    assert last.decision == ours


@given(decisions(), claim_sets(), claim_sets())
def test_where_people_decided_everything_only_words_are_added(ours, said, other):
    first = merge(ours, said, decided=SLOTS)
    second = merge(first.decision, other, lefts=first.lefts, decided=SLOTS)
    for merged in (first, second):
        assert merged.decision.selected == ours.selected
        assert merged.decision.excused == ours.excused
        assert merged.decision.not_applicable == ours.not_applicable


@given(decisions(), claim_sets(), SETS)
def test_a_slot_that_is_given_away_says_what_the_template_says(ours, said, takes):
    merged = merge(ours, said, decided=SLOTS, takes=takes)
    for key in takes & said.keys():
        assert value_in(merged.decision, key) == claimed(said[key])
        assert not merged.lefts[key].own


@pytest.mark.parametrize("limit_left", [0, 1])
def test_words_that_do_not_fit_are_left_out(limit_left):
    note = "x" * (2000 - 2 - len("Central.") + 1 - limit_left)
    ours = Decision(choice_details={"a": ChoiceDetail(notes=note)})
    merged = merge(ours, {"a": Claim(IN, note="Central.")})
    wanted = f"{note}\n\nCentral." if limit_left else note
    assert merged.decision.detail("a").notes == wanted
