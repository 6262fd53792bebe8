"""Profiles in the domain: bounds, versions, one step back, rules over changing lenses, starter."""

import threading

import pytest
from django.db import connection

from pillars.priorities import EVERY_LENS, Asked, Option, Profile, Weight
from reviewapp.lenses.domain.builtin import builtin_documents
from reviewapp.lenses.domain.versions import add_version
from reviewapp.lenses.models import Lens
from reviewapp.priorities.domain.answering import (
    ForeignProfile,
    StaleAnswers,
    answers_of,
    save_answers,
    stop_using,
    use_profile,
)
from reviewapp.priorities.domain.documents import (
    MOST_RULES,
    InvalidProfile,
    check_profile,
    from_rows,
    profile_of,
    to_rows,
)
from reviewapp.priorities.domain.editing import (
    PartGone,
    QuestionTexts,
    with_option_moved,
    with_question,
    with_question_moved,
    with_rules,
    without_question,
)
from reviewapp.priorities.domain.profiles import (
    NameTaken,
    StaleProfile,
    change_profile,
    create_profile,
    delete_profile,
    describe_profile,
    step_back,
)
from reviewapp.priorities.domain.starter import create_starter, starter_document
from reviewapp.priorities.domain.targets import (
    TargetState,
    lenses_to_name,
    rules_for,
    shared_pillars,
    state_of,
    targets_of,
)
from reviewapp.priorities.models import Profile as Stored
from reviewapp.priorities.models import WorkloadProfile
from reviewapp.priorities.queries import profile_in_use, profiles_of
from tests.factories import make_organisation, make_workload
from tests.reviews.factories import make_lens, small_lens

from .factories import answered, house_profile, house_questions, rule

pytestmark = pytest.mark.django_db


def change(stored, function, *, version=None):
    return change_profile(
        profile_id=stored.pk,
        read_version=stored.version if version is None else version,
        change=function,
        by=None,
    )


def texts(*options, text="Where does it run?", several=False):
    return QuestionTexts(
        text, "", several, [each if type(each) is tuple else ("", each) for each in options]
    )


# --- storing -----------------------------------------------------------------------------


def test_a_profile_comes_back_as_it_was_written(organisation):
    version = make_lens(organisation=organisation)
    stored = house_profile(organisation, version, threshold=5)
    stored.refresh_from_db()
    assert profile_of(stored) == Profile(house_questions(version), 5)
    assert from_rows(to_rows(profile_of(stored)), 5) == profile_of(stored)


def test_names_are_taken_once_in_an_organisation(organisation):
    house_profile(organisation)
    with pytest.raises(NameTaken):
        house_profile(organisation, name="HOUSE profile")
    house_profile(make_organisation())
    other = house_profile(organisation, name="Other")
    with pytest.raises(NameTaken):
        describe_profile(
            profile_id=other.pk,
            read_version=1,
            name="house profile",
            description="",
            threshold=3,
            by=None,
        )
    other.refresh_from_db()
    assert (other.name, other.version) == ("Other", 1)


def ask(*options, text="Question?"):
    return Asked("q", text, options=tuple(Option(str(n), each) for n, each in enumerate(options)))


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(tuple(ask("a", "b") for _ in range(11))), "10 questions at most"),
        (Profile((ask("a"),)), "2 to 8 answers; “Question\\?” has 1"),
        (Profile((ask(*"abcdefghi"),)), "2 to 8 answers"),
        (Profile((ask("a", "A"),)), "say the same: “A”"),
        (Profile((ask("a", " "),)), "An answer has 1 to 100 characters"),
        (Profile((ask("a", "b" * 101),)), "An answer has 1 to 100 characters"),
        (Profile((ask("a", "b", text=""),)), "A question has 1 to 200 characters"),
        (Profile((ask("a", "b", text="x\x00y"),)), "A question has 1 to 200 characters"),
        (Profile(threshold=0), "from 1 to 20"),
        (Profile(threshold=21), "from 1 to 20"),
        (
            Profile(
                (
                    Asked(
                        "q",
                        "Q",
                        options=(Option("a", "A", (rule(),) * (MOST_RULES + 1)), Option("b", "B")),
                    ),
                )
            ),
            "200 rules at most: “A”",
        ),
    ],
)
def test_the_bounds_are_kept(organisation, profile, words):
    with pytest.raises(InvalidProfile, match=words):
        check_profile(profile)
    with pytest.raises(InvalidProfile, match=words):
        create_profile(organisation=organisation, name="Bad", profile=profile)
    assert not Stored.objects.exists()


def test_an_organisation_has_so_many_profiles_and_no_more(organisation, monkeypatch):
    monkeypatch.setattr("reviewapp.priorities.domain.profiles.MOST_PROFILES", 2)
    house_profile(organisation, name="One")
    house_profile(organisation, name="Two")
    with pytest.raises(InvalidProfile, match="2 profiles at most"):
        house_profile(organisation, name="Three")
    house_profile(make_organisation())


# --- changing ----------------------------------------------------------------------------


def test_questions_are_added_changed_moved_and_removed(organisation):
    stored = house_profile(organisation)
    stored = change(stored, lambda now: with_question(now, texts("Here", "There", several=True)))
    added = profile_of(stored).questions[-1]
    assert (added.text, added.several) == ("Where does it run?", True)
    assert [option.text for option in added.options] == ["Here", "There"]
    assert len({option.id for option in added.options} | {added.id}) == 3

    stored = change(stored, lambda now: with_question_moved(now, added.id, -1))
    assert [each.id for each in profile_of(stored).questions] == ["crit", added.id, "goals"]
    stored = change(stored, lambda now: with_question_moved(now, "crit", -1))
    assert [each.id for each in profile_of(stored).questions] == ["crit", added.id, "goals"]
    stored = change(stored, lambda now: without_question(now, "crit"))
    assert [each.id for each in profile_of(stored).questions] == [added.id, "goals"]
    with pytest.raises(PartGone):
        change(stored, lambda now: without_question(now, "crit"))


def test_an_answer_keeps_its_rules_when_its_words_or_place_change(organisation):
    stored = house_profile(organisation)
    before = profile_of(stored).questions[0].options[1]
    written = texts(("high", "Extremely"), "Somewhat", ("low", "Not at all"), text="How much?")
    stored = change(stored, lambda now: with_question(now, written, question_id="crit"))
    asked = profile_of(stored).questions[0]
    assert [option.text for option in asked.options] == ["Extremely", "Somewhat", "Not at all"]
    assert (asked.options[0].id, asked.options[0].rules) == ("high", before.rules)
    assert asked.options[1].rules == ()

    stored = change(stored, lambda now: with_option_moved(now, "crit", "high", +1))
    assert [option.id for option in profile_of(stored).questions[0].options][1:] == ["high", "low"]


def test_rules_of_one_lens_are_replaced_and_others_stay(organisation):
    version = make_lens(organisation=organisation)
    stored = house_profile(organisation, version)
    new = [rule("normal", lens=str(version.lens_id), pillar="security")]
    place = {"question_id": "crit", "option_id": "high"}
    stored = change(
        stored, lambda now: with_rules(now, lens=str(version.lens_id), rules=new, **place)
    )
    rules = profile_of(stored).questions[0].options[1].rules
    assert [(each.lens, each.pillar) for each in rules] == [
        (EVERY_LENS, "reliability"),
        (str(version.lens_id), "security"),
    ]
    stored = change(stored, lambda now: with_rules(now, lens=EVERY_LENS, rules=[], **place))
    assert list(profile_of(stored).questions[0].options[1].rules) == new


def test_whoever_read_an_older_version_writes_nothing(organisation):
    stored = house_profile(organisation)
    change(stored, lambda now: without_question(now, "goals"))
    with pytest.raises(StaleProfile) as stale:
        change(stored, lambda now: without_question(now, "crit"), version=1)
    assert stale.value.current.version == 2
    assert [each.id for each in profile_of(stale.value.current).questions] == ["crit"]
    with pytest.raises(StaleProfile):
        step_back(profile_id=stored.pk, read_version=1, by=None)
    with pytest.raises(StaleProfile):
        describe_profile(
            profile_id=stored.pk, read_version=1, name="x", description="", threshold=3, by=None
        )


def test_a_change_that_changes_nothing_raises_no_version(organisation):
    stored = house_profile(organisation)
    assert change(stored, lambda now: with_question_moved(now, "crit", -1)).version == 1


def test_one_step_back_and_forward_again(organisation):
    stored = house_profile(organisation)
    with pytest.raises(InvalidProfile, match="Nothing was changed yet"):
        step_back(profile_id=stored.pk, read_version=1, by=None)
    before = profile_of(stored)
    removed = change(stored, lambda now: without_question(now, "crit"))

    back = step_back(profile_id=stored.pk, read_version=removed.version, by=None)
    assert (profile_of(back), back.version) == (before, 3)
    forth = step_back(profile_id=stored.pk, read_version=back.version, by=None)
    assert profile_of(forth) == profile_of(removed)


def test_the_threshold_is_taken_back_too_and_a_name_is_not(organisation):
    stored = house_profile(organisation)
    described = {"profile_id": stored.pk, "description": "", "by": None}
    describe_profile(read_version=1, name="Renamed", threshold=7, **described)
    back = step_back(profile_id=stored.pk, read_version=2, by=None)
    assert (back.threshold, back.name) == (3, "Renamed")
    describe_profile(read_version=3, name="Again", threshold=3, **described)
    stored.refresh_from_db()
    assert stored.before == {"questions": stored.questions, "threshold": 7}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_is_told(organisation):
    stored = house_profile(organisation)
    barrier, outcomes = threading.Barrier(2), []

    def write(question):
        def removed(now):
            barrier.wait(timeout=10)
            return without_question(now, question)

        try:
            outcomes.append(change(stored, removed).version)
        except StaleProfile:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[name]) for name in ("crit", "goals")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes, key=str) == [2, "stale"]
    stored.refresh_from_db()
    assert len(stored.questions) == 1


# --- what rules name ---------------------------------------------------------------------


def test_rules_are_written_with_what_their_targets_are_called(organisation):
    version = make_lens(organisation=organisation)
    lenses, key = lenses_to_name(organisation), str(version.lens_id)
    made = rules_for(
        lenses,
        key,
        {
            ("security", "question_1"): Weight.FIRST,
            ("reliability", ""): Weight.NORMAL,
            ("gone", ""): Weight.HIGH,
        },
    )
    assert [(each.label, each.lens_name, each.weight) for each in made] == [
        ("Reliability", "Small lens", "normal"),
        ("How do you do number 1?", "Small lens", "first"),
    ]
    assert {question.id for _, question in targets_of(lenses, key) if question} == {
        "backups",
        "question_1",
        "question_2",
    }


def test_pillars_of_every_lens_are_named_once(organisation):
    document = small_lens()
    document["pillars"][0]["id"] = "own"
    make_lens(document, organisation=organisation)
    pillars = [pillar.id for pillar in shared_pillars(lenses_to_name(organisation))]
    assert pillars.count("security") == 1
    assert pillars[-1] == "own"
    assert len(pillars) == 7


def test_a_rule_outlives_what_it_names(organisation):
    version = make_lens(organisation=organisation)
    key = str(version.lens_id)
    question = rule(lens=key, pillar="security", question="question_2")
    pillar = rule(lens=key, pillar="reliability")
    anywhere = rule(pillar="only-here")

    def states():
        lenses = lenses_to_name(organisation)
        return [state_of(each, lenses) for each in (question, pillar, anywhere)]

    assert states() == [TargetState.THERE, TargetState.THERE, TargetState.LOST]
    smaller = small_lens(questions=1)
    smaller["pillars"][0]["id"] = "only-here"
    add_version(version.lens, smaller)
    assert states() == [TargetState.LOST, TargetState.LOST, TargetState.THERE]
    Lens.objects.filter(pk=version.lens_id).update(organisation=make_organisation())
    assert states() == [TargetState.NO_LENS, TargetState.NO_LENS, TargetState.LOST]


def test_lenses_of_another_organisation_cannot_be_named(organisation):
    theirs = make_lens(organisation=make_organisation())
    assert str(theirs.lens_id) not in lenses_to_name(organisation)


# --- the starter -------------------------------------------------------------------------


def test_every_rule_of_the_starter_names_what_there_is():
    lenses = dict(builtin_documents())
    known = {
        alias: {question["id"] for pillar in lens["pillars"] for question in pillar["questions"]}
        for alias, lens in lenses.items()
    }
    known["pillars"] = {pillar["id"] for lens in lenses.values() for pillar in lens["pillars"]}
    for asked in starter_document()["questions"]:
        for option in asked["options"]:
            for alias, weights in option["rules"].items():
                assert weights.keys() <= known[alias], (option["id"], alias)
                assert set(weights.values()) <= set(Weight)


def test_the_starter_is_made_whole(organisation):
    stored = create_starter(organisation=organisation, by=None)
    profile = profile_of(stored)
    lenses = lenses_to_name(organisation)
    wanted = [
        sum(len(ids) for ids in option["rules"].values())
        for asked in starter_document()["questions"]
        for option in asked["options"]
    ]
    options = [option for asked in profile.questions for option in asked.options]
    assert [len(option.rules) for option in options] == wanted
    assert all(
        state_of(each, lenses) is TargetState.THERE and each.label
        for option in options
        for each in option.rules
    )
    with pytest.raises(NameTaken):
        create_starter(organisation=organisation, by=None)


def test_every_answer_of_the_starter_puts_something_first_and_none_puts_half(organisation):
    from pillars.priorities import prioritise

    profile = profile_of(create_starter(organisation=organisation, by=None))
    for named in lenses_to_name(organisation).values():
        total = len(list(named.lens.questions))
        for asked in profile.questions:
            for option in asked.options:
                found = prioritise(profile, {asked.id: {option.id}}, key=named.key, lens=named.lens)
                assert any(each.points for each in found.questions), (named.name, option.text)
                assert len(found.order) <= total / 2, (named.name, option.text)


# --- workloads ---------------------------------------------------------------------------


def test_a_workload_uses_one_profile_at_a_time_and_keeps_its_answers(organisation, workload):
    one, two = house_profile(organisation), house_profile(organisation, name="Two")
    answered(workload, one, crit="high", goals=["cheap", "fast"])
    assert answers_of(profile_in_use(workload)) == {
        "crit": {"high"},
        "goals": {"fast", "cheap"},
    }
    use_profile(workload=workload, profile=two, by=None)
    use = profile_in_use(workload)
    assert (use.profile, use.answers) == (two, {})
    use_profile(workload=workload, profile=one, by=None)
    assert profile_in_use(workload).answers == {"crit": ["high"], "goals": ["fast", "cheap"]}
    stop_using(workload=workload)
    assert profile_in_use(workload) is None
    assert WorkloadProfile.objects.count() == 2


def test_what_the_profile_does_not_have_is_no_answer(organisation, workload):
    use = answered(
        workload,
        house_profile(organisation),
        crit=["high", "low"],
        goals=["gone", "fast"],
        other="x",
    )
    assert use.answers == {"crit": ["low"], "goals": ["fast"]}


def test_answers_are_written_over_what_was_read(organisation, workload):
    use = answered(workload, house_profile(organisation), crit="high")
    save_answers(use=use, read_version=use.version, answers={}, by=None)
    with pytest.raises(StaleAnswers):
        save_answers(use=use, read_version=use.version, answers={"crit": ["low"]}, by=None)
    assert profile_in_use(workload).answers == {}
    stop_using(workload=workload)
    with pytest.raises(StaleAnswers):
        save_answers(use=use, read_version=use.version + 1, answers={"crit": ["low"]}, by=None)


def test_a_profile_of_another_organisation_is_refused(workload):
    with pytest.raises(ForeignProfile):
        use_profile(workload=workload, profile=house_profile(make_organisation()), by=None)
    assert profile_in_use(workload) is None


def test_deleting_a_profile_takes_its_answers_along(organisation, workload):
    stored = house_profile(organisation)
    answered(workload, stored, crit="high")
    answered(make_workload(organisation), stored, crit="low")
    assert profiles_of(organisation).get().used == 2
    delete_profile(profile_id=stored.pk)
    assert profile_in_use(workload) is None
    assert not WorkloadProfile.objects.exists()
