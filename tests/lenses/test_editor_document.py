"""Writing a lens document: operations, ids that follow titles, rules that follow choices."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars.conditions import parse
from pillars.lens import edit, edit_question
from pillars.lens.columns import columns_of
from pillars.lens.examples import example_of
from pillars.lens.following import without_names
from pillars.lens.identifiers import id_from, made_from, wrong_with
from pillars.lens.lens_form import LensForm, PillarForm, fill_in_lens
from pillars.lens.menus import Mode, condition_of, menu_of
from pillars.lens.nodes import ID_PATTERN
from pillars.lens.parse import lens_from_document
from pillars.lens.proofread import THE_LENS, proofread, proofread_question
from pillars.lens.question_form import (
    ChoiceForm,
    Fixed,
    Link,
    QuestionForm,
    RuleForm,
    WrongIds,
    fill_in,
)
from tests.lenses.editor import form_of, rule_form
from tests.reviews.factories import backups, small_lens

NAMES = ("one", "two", "three")


# --- the document ------------------------------------------------------------------------


def test_a_new_lens_can_be_published_and_has_every_risk():
    lens = lens_from_document(edit.new_document("My lens"))
    (question,) = lens.questions
    assert [rule.risk for rule in question.risk_rules] == ["NO_RISK", "MEDIUM_RISK", "HIGH_RISK"]
    assert question.none_choice
    notes = proofread(edit.new_document("My lens"))
    assert not any(note.is_error for part in notes.values() for note in part)


def test_operations_leave_the_old_document_as_it_was_and_keep_unknown_keys():
    document = {"_before": 1, **small_lens(), "_after": [2]}
    document["pillars"][0]["_owner"] = "x"
    before = deepcopy(document)
    after = edit.with_question(document, "backups", {**backups(), "title": "Another"})
    after = edit.move_question(after, "question_1", 1)
    after = edit.remove_question(after, "question_2")
    assert document == before
    assert list(after) == list(before)
    assert after["pillars"][0]["_owner"] == "x"
    assert edit.question_ids(after) == ["backups", "question_1"]
    assert edit.question_of(after, "backups")["title"] == "Another"


def test_a_question_moves_beyond_its_pillar_and_not_beyond_the_lens():
    document = small_lens()
    up = edit.move_question(document, "question_1", -1)
    assert [len(p["questions"]) for p in up["pillars"]] == [2, 1]
    assert edit.question_ids(up) == ["backups", "question_1", "question_2"]
    down = edit.move_question(up, "question_1", 1)
    assert edit.question_ids(down) == edit.question_ids(document)
    assert edit.move_question(document, "backups", -1) == document
    assert edit.move_question(document, "question_2", 1) == document


def test_no_such_question_or_index():
    with pytest.raises(KeyError):
        edit.place_of(small_lens(), "nope")
    for at in (-1, 4):
        with pytest.raises(IndexError):
            edit_question.remove_choice(backups(), at)


@pytest.mark.parametrize("value", ["A\r\nB", "A\rB", "A\nB"])
def test_line_ends_that_a_browser_rewrites_change_nothing(value):
    owner = {"title": value, "description": value}
    assert edit.with_text(owner, "title", "AB", line=True) is owner
    assert edit.with_text(owner, "description", "A\r\nB") is owner
    assert edit.with_text(owner, "description", "A\r\n\r\nB")["description"] == "A\n\nB"
    assert edit.with_text(owner, "title", "A\r\nC", line=True)["title"] == "A C"


def test_a_resource_keeps_its_other_keys_and_goes_when_it_says_nothing():
    owner = {"helpfulResource": {"displayText": "Read", "Url": "kept"}}
    after = edit.with_resource(owner, "helpfulResource", text="", url="https://a.example")
    assert after["helpfulResource"] == {"Url": "kept", "url": "https://a.example"}
    plain = {"helpfulResource": {"displayText": "Read"}}
    assert edit.with_resource(plain, "helpfulResource", text="", url="") == {}


# --- ids ---------------------------------------------------------------------------------


@given(st.text(max_size=80), st.sets(st.text(max_size=10)))
def test_every_title_makes_a_free_id_of_the_format(title, taken):
    first = id_from(title, taken=taken, otherwise="choice")
    second = id_from(title, taken={*taken, first}, otherwise="choice")
    for made in (first, second):
        assert ID_PATTERN.fullmatch(made)
        assert made not in taken
        assert made != "default"
        assert not made.endswith("_no")
        assert made_from(made, title, otherwise="choice")
        assert wrong_with(made, taken=taken, choice=True) == ""
    assert first != second


def test_ids_that_nobody_can_use_are_said():
    assert "needed" in wrong_with("", taken=())
    assert "3 to 128" in wrong_with("a-b", taken=())
    assert "already" in wrong_with("abc", taken={"abc"})
    assert "key word" in wrong_with("default", taken=(), choice=True)
    assert wrong_with("default", taken=()) == ""


# --- menus -------------------------------------------------------------------------------


@given(st.sampled_from([Mode.ALL, Mode.ANY, Mode.NONE]), st.sets(st.sampled_from(NAMES)))
def test_a_menu_says_its_condition_and_the_condition_its_menu(mode, ids):
    order = [name for name in NAMES if name in ids]
    text = condition_of(mode, order)
    menu = menu_of(text, set(NAMES))
    assert menu.ids == ids
    if len(ids) > 1 or (ids and mode is Mode.NONE):
        assert menu.mode is mode
    if ids:
        met = {Mode.ALL: ids, Mode.ANY: {order[0]}, Mode.NONE: set()}[mode]
        unmet = {Mode.ALL: ids - {order[0]}, Mode.ANY: set(), Mode.NONE: {order[0]}}[mode]
        assert parse(text).evaluate(met)
        assert not parse(text).evaluate(unmet)


@pytest.mark.parametrize(
    ("text", "mode", "ids"),
    [
        ("default", Mode.OTHERWISE, ()),
        (" one ", Mode.ALL, ("one",)),
        ("two&&one", Mode.ALL, ("one", "two")),
        ("one || (two)", Mode.ANY, ("one", "two")),
        ("!(one || two)", Mode.NONE, ("one", "two")),
        ("!one && !two", Mode.NONE, ("one", "two")),
        ("one && (two || three)", Mode.WRITTEN, NAMES),
        ("one && !two", Mode.WRITTEN, ("one", "two")),
        ("!(one && two)", Mode.WRITTEN, ("one", "two")),
        ("one && other", Mode.WRITTEN, ("one",)),
        ("one &&", Mode.WRITTEN, ()),
        ("", Mode.ALL, ()),
    ],
)
def test_what_menus_can_say_of_a_text(text, mode, ids):
    menu = menu_of(text, set(NAMES))
    assert (menu.mode, menu.ids) == (mode, frozenset(ids))


# --- choices and rules -------------------------------------------------------------------


def conditions(question):
    return [rule["condition"] for rule in question["riskRules"]]


def test_rules_follow_a_renamed_choice_in_their_own_spelling():
    question = {**backups()}
    question["riskRules"][0]["condition"] = "automatic&&( tested ) && broken ||"
    renamed = edit_question.rename_choices(question, {"tested": "copies", "copies": "tested"})
    assert conditions(renamed) == ["automatic&&( copies ) && broken ||", "copies", "default"]
    assert renamed["workloadRules"][0]["condition"] == "!tested"
    assert renamed["workloadRules"][0]["when"] == "strict_rpo"
    assert edit_question.choice_ids(renamed) == ["automatic", "copies", "tested", "backups_no"]


def test_rules_no_longer_speak_of_a_choice_that_is_gone():
    left = edit_question.remove_choice(backups(), 1)
    assert conditions(left) == ["automatic", "default"]
    left = edit_question.remove_choice(backups(), 2)
    assert left["workloadRules"] == []
    assert conditions(left) == conditions(backups())


@given(st.sets(st.sampled_from(NAMES)), st.data())
def test_a_condition_without_some_names_holds_where_it_held_whatever_they_were(gone, data):
    """For conditions of one connective, which is what menus write."""
    mode = data.draw(st.sampled_from([Mode.ALL, Mode.ANY, Mode.NONE]))
    text = condition_of(mode, NAMES)
    (rule, *_) = [*without_names({"riskRules": [{"condition": text}]}, gone)["riskRules"], None]
    kept = [name for name in NAMES if name not in gone]
    assert (rule and rule["condition"]) == (condition_of(mode, kept) or None)


def test_none_of_these_comes_and_goes():
    question = edit_question.with_none(backups(), False)
    assert edit_question.choice_ids(question) == ["automatic", "tested", "copies"]
    assert edit_question.with_none(question, True)["choices"][-1]["id"] == "backups_no"
    assert edit_question.with_none(backups(), True) == backups()


def test_a_choice_and_a_rule_are_added_before_what_closes_the_list():
    question, at = edit_question.add_choice(backups(), "Say no")
    assert (at, question["choices"][at]["id"]) == (3, "choice_say_no_1")
    question, at = edit_question.add_rule(backups())
    assert (at, len(question["riskRules"])) == (2, 4)
    empty, at = edit_question.add_rule({"riskRules": []})
    assert empty["riskRules"] == [{"condition": "default", "risk": "HIGH_RISK"}]


def test_rules_from_levels_keep_other_keys():
    question = backups()
    for choice, level in zip(question["choices"], ("HIGH", "MEDIUM", "LOW"), strict=False):
        choice["riskIfAbsent"] = level
    question["riskRules"][0]["_team"] = "x"
    found = edit_question.by_levels(question)
    assert conditions(found) == ["automatic && tested", "automatic", "default"]
    assert found["riskRules"][0]["_team"] == "x"
    assert edit_question.follows(found)
    assert edit_question.by_levels(backups()) == backups()


# --- a question as it is sent -------------------------------------------------------------


@pytest.mark.parametrize("question", [backups(), *small_lens()["pillars"][1]["questions"]])
def test_a_form_that_changes_nothing_changes_nothing(question):
    assert fill_in(question, form_of(question), Fixed()) is question


def changed(question, **fields):
    form = form_of(question)
    return QuestionForm(**{**{f: getattr(form, f) for f in form.__slots__}, **fields})


def with_choice(question, at, **fields):
    form = form_of(question)
    old = form.choices[at]
    texts = {**old.texts, **fields.pop("texts", {})}
    new = ChoiceForm(**{"was": old.was, "id": old.id, "texts": texts, "links": old.links, **fields})
    return changed(question, choices=(*form.choices[:at], new, *form.choices[at + 1 :]))


def new_question():
    return edit.new_question("new_question", "New question")


def test_ids_follow_titles_until_they_are_written_by_hand_or_published():
    question = new_question()
    titled = fill_in(question, with_choice(question, 0, texts={"title": "Test it"}), Fixed())
    assert edit_question.choice_ids(titled)[0] == "test_it"
    assert conditions(titled)[0] == "test_it && second_practice"

    by_hand = fill_in(titled, with_choice(titled, 0, id="trial"), Fixed())
    again = fill_in(by_hand, with_choice(by_hand, 0, texts={"title": "Else"}), Fixed())
    assert edit_question.choice_ids(again)[0] == "trial"

    kept = Fixed(published=True, choices=["first_practice"])
    form = with_choice(question, 0, texts={"title": "Test it"})
    assert edit_question.choice_ids(fill_in(question, form, kept))[0] == "first_practice"


def test_the_id_of_a_question_follows_and_none_of_these_with_it():
    question = new_question()
    titled = fill_in(question, changed(question, title="Who may deploy?"), Fixed(["who_may"]))
    assert titled["id"] == "who_may_deploy"
    assert edit_question.choice_ids(titled)[-1] == "who_may_deploy_no"
    kept = fill_in(question, changed(question, title="Who?"), Fixed(published=True))
    assert kept["id"] == "new_question"


@pytest.mark.parametrize("wrong", ["", "a-b", "second_practice", "default"])
def test_ids_that_cannot_be_used_are_refused_by_choice(wrong):
    question = new_question()
    with pytest.raises(WrongIds) as refused:
        fill_in(question, with_choice(question, 0, id=wrong), Fixed())
    assert set(refused.value.errors) == {0}


def test_the_id_of_another_question_is_refused():
    question = new_question()
    with pytest.raises(WrongIds) as refused:
        fill_in(question, changed(question, id="taken"), Fixed(["taken"]))
    assert set(refused.value.errors) == {None}


def test_whichever_of_menu_and_text_was_changed_is_taken():
    question = backups()
    rules = form_of(question).rules

    def first(**fields):
        rule = RuleForm(**{**{f: getattr(rules[0], f) for f in rules[0].__slots__}, **fields})
        form = changed(question, rules=(rule, *rules[1:]))
        return conditions(fill_in(question, form, Fixed()))[0]

    assert first(mode=Mode.ANY) == "automatic || tested"
    assert first(ticked=frozenset({0, 2})) == "automatic && copies"
    assert first(condition="copies") == "copies"
    assert first(condition="copies", mode=Mode.ANY) == "copies"
    assert first(mode=Mode.OTHERWISE) == "default"
    assert first(ticked=frozenset()) == ""
    assert first(condition="automatic  &&\r\n tested") == "automatic && tested"


def test_a_text_that_no_menu_can_say_stays_and_so_does_one_that_is_wrong():
    for text in ("automatic && (tested || copies)", "automatic && nope", "automatic &&"):
        question = backups()
        question["riskRules"][0]["condition"] = text
        rule = rule_form(question, question["riskRules"][0])
        assert rule.mode is Mode.WRITTEN
        titled = fill_in(question, changed(question, title="Other"), Fixed())
        assert conditions(titled)[0] == text


def test_rules_that_follow_the_levels_go_on_following_them():
    question = backups()
    for choice, level in zip(question["choices"], ("HIGH", "MEDIUM", "LOW"), strict=False):
        choice["riskIfAbsent"] = level
    following = edit_question.by_levels(question)
    form = with_choice(following, 2, texts={"riskIfAbsent": "HIGH"})
    assert conditions(fill_in(following, form, Fixed())) == [
        "automatic && copies && tested",
        "automatic && copies",
        "default",
    ]
    form = with_choice(question, 2, texts={"riskIfAbsent": "HIGH"})
    assert conditions(fill_in(question, form, Fixed())) == conditions(question)


def test_the_form_says_which_choices_there_are_and_unknown_keys_stay():
    question = backups()
    question["choices"][0]["_note"] = {"deep": [1]}
    choices = form_of(question).choices
    form = changed(question, choices=(choices[2], choices[0], ChoiceForm("new_one", "new_one")))
    filled = fill_in(question, form, Fixed())
    assert edit_question.choice_ids(filled) == ["copies", "automatic", "new_one"]
    assert filled["choices"][1]["_note"] == {"deep": [1]}


def test_a_word_outside_the_format_stays_until_another_is_chosen():
    question = backups()
    question["choices"][0] |= {"riskIfAbsent": "enormous", "effort": "LOW"}
    assert fill_in(question, form_of(question), Fixed()) is question
    form = with_choice(question, 0, texts={"riskIfAbsent": "LOW", "effort": ""})
    choice = fill_in(question, form, Fixed())["choices"][0]
    assert choice["riskIfAbsent"] == "LOW"
    assert "effort" not in choice


# --- the lens as it is sent ---------------------------------------------------------------


def lens_form(document, **fields):
    pillars = tuple(PillarForm(p["id"], p["id"], p["name"]) for p in document["pillars"])
    values = {"name": document["name"], "description": document["description"], "pillars": pillars}
    return LensForm(**{**values, **fields})


def test_the_texts_of_a_lens_and_its_pillars():
    document = edit.new_document("My lens")
    assert fill_in_lens(document, lens_form(document)) is document
    (pillar,) = lens_form(document).pillars
    named = PillarForm(pillar.was, pillar.id, "People")
    form = lens_form(document, name="Ours", pillars=(named,))
    filled = fill_in_lens(document, form)
    assert (filled["name"], filled["pillars"][0]["id"]) == ("Ours", "people")
    assert filled["pillars"][0]["questions"] == document["pillars"][0]["questions"]
    assert fill_in_lens(document, form, ["new_pillar"])["pillars"][0]["id"] == "new_pillar"


def test_the_id_of_another_pillar_is_refused_and_pillars_that_are_not_sent_stay():
    document = small_lens()
    first, second = lens_form(document).pillars
    wrong = PillarForm(second.was, "reliability", second.name)
    with pytest.raises(WrongIds) as refused:
        fill_in_lens(document, lens_form(document, pillars=(first, wrong)))
    assert set(refused.value.errors) == {1}
    only = lens_form(document, pillars=(PillarForm("security", "security", "Safety"),))
    assert [p["name"] for p in fill_in_lens(document, only)["pillars"]] == [
        "Reliability",
        "Safety",
    ]


# --- what is wrong, and examples -----------------------------------------------------------


def test_a_mistake_is_told_with_its_field_and_hides_nothing_elsewhere():
    document = small_lens()
    first, second = document["pillars"][0]["questions"][0], document["pillars"][1]["questions"][0]
    first["riskRules"][1]["condition"] = "tested &"
    second["choices"][1]["title"] = ""
    second["helpfulResource"] = {"displayText": "Read", "url": "ftp://x"}
    second["riskRules"][2]["condition"] = "first_1 && !first_1"
    document["pillars"][1]["name"] = ""
    notes = proofread(document)
    (error,) = notes["backups"]
    assert (error.field, error.is_error) == ("r1-condition", True)
    fields = {note.message.code: note.field for note in notes["question_1"]}
    assert fields["missing-text"] == "c1-title"
    assert fields["bad-url"] == "q-link-url"
    assert fields["contradictory-condition"] == "r2-condition"
    assert [note.field for note in notes[THE_LENS]] == ["p1-name"]
    assert notes["question_2"] == ()


def test_notes_of_a_question_never_raise_whatever_it_holds():
    for odd in ({}, {"choices": None}, {"choices": [{}], "riskRules": "x", "id": 5, "title": []}):
        assert proofread_question(odd)


@given(st.recursive(st.sampled_from(NAMES), lambda inner: st.tuples(inner, inner), max_leaves=4))
def test_an_example_is_among_the_smallest_that_hold(tree):
    def text(node):
        return node if isinstance(node, str) else f"({text(node[0])} && !{text(node[1])})"

    condition = parse(text(tree))
    found = example_of(condition, NAMES)
    columns = columns_of([name for name in NAMES if name in condition.names])
    rows = columns.holding([condition])[0]
    sizes = [row.bit_count() for row in range(columns.combinations) if rows >> row & 1]
    assert (found is None) == (not sizes)
    if found is not None:
        assert condition.evaluate(set(found))
        assert len(found) == min(sizes)


def test_links_are_texts_and_addresses():
    question = backups()
    form = with_choice(question, 0, links={"improvementPlan": Link("", "")})
    assert "improvementPlan" not in fill_in(question, form, Fixed())["choices"][0]
