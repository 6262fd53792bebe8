"""The pairs between Foundations and Framework, and what an answer in one offers in the other."""

import re
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars.correspondence import (
    FOUNDATIONS,
    FRAMEWORK,
    Correspondence,
    Offer,
    Place,
    Relation,
    Says,
    correspondences,
    follows,
    offers,
)
from pillars.lens.model import Choice, Lens, Pillar, Question
from pillars.risk import Selection
from tests.pillars.test_foundations_content import LENS as FOUNDATIONS_LENS
from tests.pillars.test_framework_content import LENS as FRAMEWORK_LENS

LENSES = {FOUNDATIONS: FOUNDATIONS_LENS, FRAMEWORK: FRAMEWORK_LENS}
CHOICES = {
    Place(alias, question.id, choice.id): choice
    for alias, lens in LENSES.items()
    for question in lens.questions
    for choice in question.choices
    if not choice.is_none
}
PAIRS = correspondences()
SAID = (Says.IN_PLACE, Says.NOT_IN_PLACE, Says.NOT_APPLICABLE)

# One pair of each relation, as the texts of the two lenses mean it.
CACHING = ("perf_delivery/perf_caching", "data_management/perf_data_access_patterns_caching")
ROLES = ("sec_identity/sec_iam_roles", "identities/sec_identities_unique")
TLS = ("sec_data/sec_tls_in_transit", "protect_data_transit/sec_protect_data_transit_encrypt")
GUARD = (
    "sec_detect/sec_guardduty",
    "detect_investigate_events/sec_detect_investigate_events_security_alerts",
)
RUNBOOKS = "ops_prepare/ops_runbooks"
USED = "ready_to_support/ops_ready_to_support_use_runbooks"
CHANGES = "tracking_change_management/rel_tracking_change_management_planned_changemgmt"


def small(path: str) -> Place:
    return Place(FOUNDATIONS, *path.split("/"))


def large(path: str) -> Place:
    return Place(FRAMEWORK, *path.split("/"))


def picked(*ids: str, excused: tuple[str, ...] = (), whole: bool = False) -> Selection:
    return Selection(frozenset(ids), frozenset(excused), question_not_applicable=whole)


def answer(place: Place, said: Says) -> dict[str, dict[str, Selection]]:
    """The answer to one question that says this of one choice, and as little else as it can."""
    selection = {
        Says.IN_PLACE: picked(place.choice),
        Says.NOT_IN_PLACE: picked("none_no"),
        Says.NOT_APPLICABLE: picked(excused=(place.choice,)),
    }[said]
    if said is Says.NOT_IN_PLACE:
        none = LENSES[place.lens].question(place.question).none_choice
        assert none is not None
        selection = picked(none.id)
    return {place.lens: {place.question: selection}}


def merged(*answers: dict[str, dict[str, Selection]]) -> dict[str, dict[str, Selection]]:
    found: dict[str, dict[str, Selection]] = {}
    for each in answers:
        for alias, questions in each.items():
            found.setdefault(alias, {}).update(questions)
    return found


def offered(place: Place, *answers: dict[str, dict[str, Selection]]) -> list[Offer]:
    return [offer for offer in offers(merged(*answers), LENSES) if offer.place == place]


def says(place: Place, *answers: dict[str, dict[str, Selection]]) -> list[Says]:
    return [offer.says for offer in offered(place, *answers)]


# The data.


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.one.choice}-{pair.other.choice}")
def test_both_sides_of_a_pair_are_practices_of_the_lenses(pair: Correspondence):
    assert (pair.one.lens, pair.other.lens) == (FOUNDATIONS, FRAMEWORK)
    assert pair.one in CHOICES
    assert pair.other in CHOICES


@pytest.mark.parametrize(
    "place", [place for place in CHOICES if place.lens == FOUNDATIONS], ids=lambda p: p.choice
)
def test_every_foundations_practice_has_its_own_framework_practice_among_its_pairs(place: Place):
    codes = {CHOICES[pair.other].practice for pair in PAIRS if pair.one == place}
    assert CHOICES[place].practice in codes


def test_a_pair_stands_once_and_in_the_order_of_foundations():
    assert [pair for pair, n in Counter((p.one, p.other) for p in PAIRS).items() if n > 1] == []
    places = list(CHOICES)
    order = [places.index(pair.one) for pair in PAIRS]
    assert order == sorted(order)


def test_every_pair_says_why_in_one_sentence_of_its_own():
    for pair in PAIRS:
        assert re.fullmatch(r"[A-Z]((?!\. ).)+\.", pair.because), pair.because
        assert 12 <= len(pair.because.split()) <= 45, pair.because
    assert len({pair.because for pair in PAIRS}) == len(PAIRS)


def test_equals_are_paired_with_one_practice_only():
    """Two practices of one lens that both equal a third would be one practice."""
    equals = [pair for pair in PAIRS if pair.relation is Relation.SAME]
    assert len({pair.one for pair in equals}) == len(equals) > 0
    assert len({pair.other for pair in equals}) == len(equals)


# What follows from a relation.

WORLDS = {
    Relation.SAME: [(True, True), (False, False)],
    Relation.PART: [(True, True), (False, False), (True, False)],
    Relation.WIDER: [(True, True), (False, False), (False, True)],
    Relation.OVERLAP: [(True, True), (False, False), (True, False), (False, True)],
}


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("in_place", [True, False])
def test_what_follows_is_what_holds_in_every_world_that_the_relation_allows(relation, in_place):
    """A relation is the set of (one, other) that can be; certain is what all of them agree on."""
    others = {other for one, other in WORLDS[relation] if one == in_place}
    certain = {frozenset({True}): Says.IN_PLACE, frozenset({False}): Says.NOT_IN_PLACE}
    expected = certain.get(frozenset(others), Says.HINT if in_place else None)
    assert follows(relation, Says.IN_PLACE if in_place else Says.NOT_IN_PLACE) is expected


@pytest.mark.parametrize("relation", Relation)
def test_the_reverse_of_a_relation_is_its_worlds_the_other_way_round(relation):
    assert sorted(WORLDS[relation.reversed]) == sorted((b, a) for a, b in WORLDS[relation])
    assert relation.reversed.reversed is relation


@pytest.mark.parametrize(("relation", "said"), list(product(Relation, SAID)))
def test_what_was_accepted_never_speaks_against_its_source(relation, said):
    accepted = follows(relation, said)
    if accepted in SAID:
        assert follows(relation.reversed, accepted) in (said, Says.HINT, None)


@pytest.mark.parametrize("relation", Relation)
def test_nothing_follows_from_nothing_and_only_equals_share_not_applicable(relation):
    expected = Says.NOT_APPLICABLE if relation is Relation.SAME else None
    assert follows(relation, None) is None
    assert follows(relation, Says.NOT_APPLICABLE) is expected


# Offers.


@pytest.mark.parametrize(
    ("pair", "in_place", "missing", "excused"),
    [
        (CACHING, [Says.IN_PLACE], [Says.NOT_IN_PLACE], [Says.NOT_APPLICABLE]),
        (ROLES, [Says.HINT], [Says.NOT_IN_PLACE], []),
        (TLS, [Says.IN_PLACE], [], []),
        (GUARD, [Says.HINT], [], []),
    ],
)
def test_foundations_offers_in_framework(pair, in_place, missing, excused):
    one, other = small(pair[0]), large(pair[1])
    assert says(other, answer(one, Says.IN_PLACE)) == in_place
    assert says(other, answer(one, Says.NOT_IN_PLACE)) == missing
    assert says(other, answer(one, Says.NOT_APPLICABLE)) == excused


@pytest.mark.parametrize(
    ("pair", "in_place", "missing", "excused"),
    [
        (CACHING, [Says.IN_PLACE], [Says.NOT_IN_PLACE], [Says.NOT_APPLICABLE]),
        (ROLES, [Says.IN_PLACE], [], []),
        (TLS, [Says.HINT], [Says.NOT_IN_PLACE], []),
        (GUARD, [Says.HINT], [], []),
    ],
)
def test_framework_offers_in_foundations(pair, in_place, missing, excused):
    one, other = small(pair[0]), large(pair[1])
    assert says(one, answer(other, Says.IN_PLACE)) == in_place
    assert says(one, answer(other, Says.NOT_IN_PLACE)) == missing
    assert says(one, answer(other, Says.NOT_APPLICABLE)) == excused


def test_an_offer_names_its_source_and_its_reason():
    one, other = map_pair(CACHING)
    (pair,) = [each for each in PAIRS if (each.one, each.other) == (one, other)]
    assert offered(other, answer(one, Says.IN_PLACE)) == [
        Offer(other, Says.IN_PLACE, one, Relation.SAME, pair.because, disputed=False)
    ]


def map_pair(pair: tuple[str, str]) -> tuple[Place, Place]:
    return small(pair[0]), large(pair[1])


def test_a_choice_left_unticked_beside_another_is_not_in_place():
    one, other = map_pair(CACHING)
    assert says(other, {FOUNDATIONS: {one.question: picked("perf_cdn")}}) == [Says.NOT_IN_PLACE]


def test_a_choice_marked_not_applicable_beside_another_is_not_missing():
    one, other = map_pair(CACHING)
    beside = picked("perf_cdn", excused=("perf_caching",))
    assert says(other, {FOUNDATIONS: {one.question: beside}}) == [Says.NOT_APPLICABLE]
    one, other = map_pair(ROLES)
    beside = picked("sec_mfa_privileged", excused=("sec_iam_roles",))
    assert says(other, {FOUNDATIONS: {one.question: beside}}) == []


def test_a_question_that_does_not_apply_excuses_its_choices_in_equals_only():
    one, other = map_pair(CACHING)
    whole = {FOUNDATIONS: {one.question: picked("perf_caching", whole=True)}}
    assert offers(whole, LENSES) == tuple(offered(other, whole))
    assert says(other, whole) == [Says.NOT_APPLICABLE]


def test_none_of_these_outweighs_what_is_ticked_beside_it():
    one, other = map_pair(CACHING)
    both = {FOUNDATIONS: {one.question: picked("perf_caching", "perf_delivery_no")}}
    assert says(other, both) == [Says.NOT_IN_PLACE]


@pytest.mark.parametrize("unanswered", [picked(), picked("unknown"), picked(excused=("perf_cdn",))])
def test_an_unanswered_question_says_nothing(unanswered):
    one, other = map_pair(CACHING)
    assert says(other, {FOUNDATIONS: {one.question: unanswered}}) == []
    assert offers({}, LENSES) == ()


@pytest.mark.parametrize("said", SAID)
def test_what_a_place_says_already_is_no_offer(said):
    one, other = map_pair(CACHING)
    assert says(other, answer(one, said), answer(other, said)) == []
    assert says(one, answer(one, said), answer(other, said)) == []


def test_what_a_place_says_otherwise_is_offered_both_ways():
    one, other = map_pair(CACHING)
    differing = (answer(one, Says.IN_PLACE), answer(other, Says.NOT_IN_PLACE))
    assert says(other, *differing) == [Says.IN_PLACE]
    assert says(one, *differing) == [Says.NOT_IN_PLACE]


@pytest.mark.parametrize("said", SAID)
def test_a_place_that_says_something_needs_no_hint(said):
    one, other = map_pair(GUARD)
    assert says(other, answer(one, Says.IN_PLACE), answer(other, said)) == []


def test_where_sources_disagree_all_are_offered_and_marked():
    found = offered(
        small(RUNBOOKS),
        answer(large(USED), Says.IN_PLACE),
        answer(large(CHANGES), Says.NOT_IN_PLACE),
    )
    assert [(offer.says, offer.source, offer.disputed) for offer in found] == [
        (Says.IN_PLACE, large(USED), True),
        (Says.NOT_IN_PLACE, large(CHANGES), True),
    ]


def test_a_source_that_agrees_with_the_place_still_disputes_the_other():
    (found,) = offered(
        small(RUNBOOKS),
        answer(small(RUNBOOKS), Says.IN_PLACE),
        answer(large(USED), Says.IN_PLACE),
        answer(large(CHANGES), Says.NOT_IN_PLACE),
    )
    assert (found.says, found.disputed) == (Says.NOT_IN_PLACE, True)


def test_sources_that_agree_are_all_offered_and_none_is_marked():
    retention = "decomissioning_resources/cost_decomissioning_resources_data_retention"
    found = offered(
        small("cost_waste/cost_s3_lifecycle"),
        answer(large(retention), Says.IN_PLACE),
        answer(large("sus_data/sus_sus_data_a4"), Says.IN_PLACE),
    )
    assert [(offer.says, offer.disputed) for offer in found] == [(Says.IN_PLACE, False)] * 2


def test_a_hint_is_dropped_where_something_firm_is_offered():
    """Both are parts of one practice: one in place is a hint, one missing says it is missing."""
    place = large("pricing_model/cost_pricing_model_implement_models")
    half = {FOUNDATIONS: {"cost_pricing": picked("cost_commitments")}}
    assert [(each.says, each.source.choice) for each in offered(place, half)] == [
        (Says.NOT_IN_PLACE, "cost_spot")
    ]
    both = {FOUNDATIONS: {"cost_pricing": picked("cost_commitments", "cost_spot")}}
    assert says(place, both) == [Says.HINT, Says.HINT]


def test_a_choice_that_the_version_under_review_lacks_neither_speaks_nor_hears():
    """An earlier version without the choice: that it is not ticked says nothing of it."""
    one, other = map_pair(CACHING)
    question = Question(one.question, "Earlier", choices=(Choice("perf_cdn", "Files"),))
    pillar = Pillar("performance", "Performance", (question,))
    earlier = Lens("Foundations", "", "2021-11-01", (pillar,))
    lenses = {FOUNDATIONS: earlier, FRAMEWORK: FRAMEWORK_LENS}
    found = offers({FOUNDATIONS: {one.question: picked("perf_cdn", one.choice)}}, lenses)
    assert {offer.source.choice for offer in found} == {"perf_cdn"}
    assert offers(answer(other, Says.IN_PLACE), lenses) == ()


def test_a_lens_that_is_not_under_review_is_offered_nothing():
    one, _ = map_pair(CACHING)
    assert offers(answer(one, Says.IN_PLACE), {FOUNDATIONS: FOUNDATIONS_LENS}) == ()


def selections(question: Question):
    ids = st.frozensets(st.sampled_from([choice.id for choice in question.choices]))
    rarely = st.integers(0, 9).map(lambda n: n == 0)
    return st.builds(Selection, ids, ids, rarely)


def answers_of(lens: Lens):
    return st.fixed_dictionaries(
        {}, optional={question.id: selections(question) for question in lens.questions}
    )


@given(st.fixed_dictionaries({alias: answers_of(lens) for alias, lens in LENSES.items()}))
def test_whatever_is_answered_offers_are_new_certain_enough_and_marked(answers):
    found = offers(answers, LENSES)
    said = {place: said_of(place, answers) for place in CHOICES}
    assert [o.place for o in found] == sorted((o.place for o in found), key=list(CHOICES).index)
    for offer in found:
        assert offer.place.lens != offer.source.lens
        assert offer.says is not said[offer.place]
        assert offer.says is follows(offer.relation, said[offer.source])
        others = [each for each in found if each.place == offer.place]
        if offer.says is Says.HINT:
            assert said[offer.place] is None
            assert {each.says for each in others} == {Says.HINT}
        if len({each.says for each in others}) > 1:
            assert offer.disputed


def said_of(place: Place, answers) -> Says | None:
    """By the words of the definition, without the code under test."""
    given_ = answers[place.lens].get(place.question)
    if given_ is None:
        return None
    if given_.question_not_applicable:
        return Says.NOT_APPLICABLE
    none = {each for each in given_.selected if each.endswith("_no")}
    if place.choice in given_.selected and not none:
        return Says.IN_PLACE
    if place.choice in given_.not_applicable:
        return Says.NOT_APPLICABLE
    return Says.NOT_IN_PLACE if given_.selected else None
