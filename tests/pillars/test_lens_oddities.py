"""Everything odd that published lens files contain, one by one: what is said, what is read."""

import json

import pytest

from pillars.lens.model import Level, Resource, ResourceKind, RuleRisk
from pillars.lens.parse import export_lens, lens_from_document, parse_lens
from tests.pillars.lens_builders import choice, lens, question, rule, text

Q = "$.pillars[0].questions[0]"


def said(messages):
    return [(message.code, message.path) for message in messages]


def read(document):
    """The parsed lens of a document that has no error, and comes back as it was."""
    parsed = parse_lens(text(document))
    assert parsed.errors == ()
    assert parsed.document == document
    assert parse_lens(export_lens(parsed.document)).document == document
    assert lens_from_document(document) == parsed.lens
    return parsed


def warned(document):
    return said(read(document).warnings)


def failed(document):
    parsed = parse_lens(text(document))
    assert parsed.lens is None
    assert parsed.document == document
    with pytest.raises(ValueError, match=r"\$"):
        lens_from_document(document)
    return said(parsed.errors)


def only_choice(**more):
    return lens(question(ids=("one", "two", "q_no")) | more)


def with_choice(**more):
    """A lens whose first choice has ``more``; a None removes the key."""
    document = lens()
    changed = document["pillars"][0]["questions"][0]["choices"][0]
    changed.update(more)
    for key in [key for key, value in more.items() if value is None]:
        del changed[key]
    return document


C = f"{Q}.choices[0]"


def test_a_good_lens_earns_no_message():
    assert warned(lens()) == []


def test_all_of_a_good_lens_is_read():
    document = with_choice(
        description="Why.",
        practice="SEC08-BP02",
        ask="Who holds the keys?",
        improvementSteps={"console": "Click.", "cli": "Type."},
        riskIfAbsent="MEDIUM",
        why="It breaks.",
        effort="high",
        tradeOff="It costs.",
        helpfulResource={"displayText": "Read", "url": "https://example.com/a"},
        additionalResources=[
            {
                "type": "IMPROVEMENT_PLAN",
                "content": [{"displayText": "More", "url": "http://example.com"}],
            }
        ],
    )
    parsed = read(document).lens
    assert (parsed.name, parsed.description) == ("Sample lens", "A lens for tests.")
    assert parsed.schema_version == "2021-11-01"
    (pillar,) = parsed.pillars
    assert (pillar.id, pillar.name) == ("security", "Security")
    (found,) = parsed.questions
    assert (found.id, found.title) == ("question_1", "How do you do it?")
    assert found.description == "What it is about."
    assert parsed.question("question_1") is found
    assert parsed.pillar_of("question_1") is pillar
    assert [each.id for each in found.choices] == ["one", "two", "q_no"]
    assert [each.is_none for each in found.choices] == [False, False, True]
    assert found.none_choice is found.choice("q_no")
    one = found.choice("one")
    assert (one.title, one.description, one.ask) == ("Practice one", "Why.", "Who holds the keys?")
    assert (one.practice, one.evidence) == ("SEC08-BP02", ("SEC08-BP02",))
    assert one.improvement_steps == {"console": "Click.", "cli": "Type."}
    assert (one.why, one.effort, one.trade_off) == ("It breaks.", "high", "It costs.")
    assert one.risk_if_absent is Level.MEDIUM
    assert one.helpful_resource == Resource("Read", "https://example.com/a")
    assert one.improvement_plan == Resource("How to reach one.", "")
    (group,) = one.additional_resources
    assert group.kind is ResourceKind.IMPROVEMENT_PLAN
    assert group.content == (Resource("More", "http://example.com"),)
    assert [(str(each.condition), each.risk) for each in found.risk_rules] == [
        ("one && two", RuleRisk.NO_RISK),
        ("one", RuleRisk.MEDIUM_RISK),
        ("default", RuleRisk.HIGH_RISK),
    ]
    assert hash(parsed) == hash(lens_from_document(document))


def test_what_a_lens_lacks_is_a_key_error():
    parsed = read(lens()).lens
    for missing in (parsed.question, parsed.pillar_of, parsed.question("question_1").choice):
        with pytest.raises(KeyError):
            missing("nothing")


def test_evidence_stands_for_itself_where_it_is_written():
    found = read(with_choice(practice="SEC08-BP02", evidence=["foundations/sec_mfa"])).lens
    assert next(found.questions).choice("one").evidence == ("foundations/sec_mfa",)
    found = read(with_choice(practice="SEC08-BP02", evidence=[])).lens
    assert next(found.questions).choice("one").evidence == ()
    assert next(read(lens()).lens.questions).choice("one").evidence == ()


def test_nan_is_an_error_with_line_column_and_path():
    source = text(lens()).replace('"title": "How do you do it?"', '"title": NaN')
    parsed = parse_lens(source)
    (error,) = parsed.errors
    line = next(n for n, each in enumerate(source.splitlines(), 1) if "NaN" in each)
    column = source.splitlines()[line - 1].index("NaN") + 1
    assert (parsed.lens, parsed.document) == (None, None)
    assert (error.code, error.path) == ("nan-value", f"{Q}.title")
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"error: line {line}, column {column}, {Q}.title: NaN stands")


def test_no_default_rule_tells_how_large_the_gap_is():
    parsed = read(lens(question(rule("one && two", "NO"), rule("one", "MEDIUM"))))
    (warning,) = parsed.warnings
    assert (warning.code, warning.path) == ("no-default-rule", f"{Q}.riskRules")
    assert "2 of 4 combinations" in warning.message


def test_no_default_rule_and_no_gap():
    (warning,) = read(lens(question(rule("one", "NO"), rule("!one", "HIGH")))).warnings
    assert warning.code == "no-default-rule"
    assert "cover every answer" in warning.message


def test_unreachable_rules():
    rules = rule("one && two", "NO"), rule("!one || !two", "HIGH"), rule("default", "MEDIUM")
    assert warned(lens(question(*rules))) == [
        ("unreachable-rule", f"{Q}.riskRules[2].condition"),
    ]


def test_rules_behind_a_default_are_unreachable():
    rules = rule("default", "NO"), rule("one", "MEDIUM"), rule("two", "HIGH")
    assert warned(lens(question(*rules))) == [
        ("unreachable-rule", f"{Q}.riskRules[1].condition"),
        ("unreachable-rule", f"{Q}.riskRules[2].condition"),
    ]


def test_contradictory_conditions_are_not_also_called_unreachable():
    rules = rule("one && !one", "NO"), rule("one", "MEDIUM"), rule("default", "HIGH")
    assert warned(lens(question(*rules))) == [
        ("contradictory-condition", f"{Q}.riskRules[0].condition"),
    ]


def test_of_more_names_than_can_be_tried_only_the_certain_is_claimed():
    ids = tuple(f"id_{n}" for n in range(16))
    every, some = " && ".join(ids), " || ".join(ids)
    rules = rule(every, "NO"), rule(f"({some}) && !({some})", "MEDIUM"), rule("default", "HIGH")
    warnings = warned(lens(question(*rules, ids=(*ids[:15], ids[15], "q_no"))))
    assert warnings == [("too-many", f"{Q}.choices")]
    rules = rule("default", "HIGH"), rule(every, "NO")
    assert ("unreachable-rule", f"{Q}.riskRules[1].condition") in warned(
        lens(question(*rules, ids=(*ids, "q_no")))
    )


def test_fifteen_names_are_all_tried():
    ids = tuple(f"id_{n}" for n in range(15))
    rules = rule(" || ".join(ids), "NO"), rule(" && ".join(ids), "MEDIUM"), rule("default", "HIGH")
    assert ("unreachable-rule", f"{Q}.riskRules[1].condition") in warned(
        lens(question(*rules, ids=ids))
    )


def test_a_rule_that_names_the_none_choice():
    rules = rule("one && !q_no", "NO"), rule("default", "HIGH")
    assert warned(lens(question(*rules))) == [
        ("rule-names-none-choice", f"{Q}.riskRules[0].condition"),
    ]


def test_inverted_order():
    rules = rule("!one", "HIGH"), rule("!two", "MEDIUM"), rule("default", "NO")
    assert warned(lens(question(*rules))) == [("inverted-order", f"{Q}.riskRules[0]")]


def test_one_rule_only():
    parsed = read(lens(question(rule("default", "NO"))))
    assert said(parsed.warnings) == [("single-rule", f"{Q}.riskRules[0]")]
    assert "Every answer gives NO_RISK" in parsed.warnings[0].message


def test_no_rules_at_all():
    assert warned(only_choice(riskRules=[])) == [("no-risk-rules", f"{Q}.riskRules")]


def test_more_than_three_rules_and_a_level_twice():
    rules = rule("one && two", "NO"), rule("one", "MEDIUM"), rule("two", "MEDIUM")
    assert warned(lens(question(*rules, rule("default", "HIGH")))) == [
        ("too-many", f"{Q}.riskRules"),
        ("repeated-risk", f"{Q}.riskRules[2].risk"),
    ]


def test_no_none_choice():
    assert warned(lens(question(ids=("one", "two")))) == [("no-none-choice", f"{Q}.choices")]


def test_several_none_choices():
    assert warned(lens(question(ids=("one", "two", "a_no", "b_no")))) == [
        ("several-none-choices", f"{Q}.choices")
    ]


@pytest.mark.parametrize("title", ["None of these", "none of the above.", " NONE  of these apply"])
def test_a_none_title_on_an_ordinary_id(title):
    document = with_choice(title=title, improvementPlan=None)
    parsed = read(document)
    assert said(parsed.warnings) == [("none-title", f"{C}.id")]
    assert not next(parsed.lens.questions).choice("one").is_none


def test_keys_outside_the_format_are_kept_and_said_once():
    document = with_choice(
        _teams=["a"], helpfulResource={"displayText": "x", "Url": "https://example.com"}
    )
    document["_version"] = {"deep": [1, {"er": None}]}
    document["pillars"][0]["questions"][0]["choices"][1]["_teams"] = "b"
    parsed = read(document)
    assert said(parsed.warnings) == [
        ("unknown-key", f"{C}._teams"),
        ("unknown-key", f"{C}.helpfulResource.Url"),
        ("unknown-key", "$._version"),
    ]
    assert "in a choice, where it occurs 2 times" in parsed.warnings[0].message
    assert list(json.loads(export_lens(document))) == list(document)


@pytest.mark.parametrize(
    ("url", "code", "linked"),
    [
        ("", "empty-url", ""),
        ("  ", "empty-url", ""),
        (" https://example.com/a ", "space-in-url", "https://example.com/a"),
        ("https://example.com/a b", "space-in-url", "https://example.com/a%20b"),
        ("https://example.com/a http://example.com/b", "several-urls", "https://example.com/a"),
        ("https://example.com/a\nhttps://example.com/b", "several-urls", "https://example.com/a"),
        ("https://example.com/a,http://example.com/b", "several-urls", "https://example.com/a"),
        ("https://example.com/?u=http://a.b", None, "https://example.com/?u=http://a.b"),
        ("javascript:alert(1)", "bad-url", ""),
        ("www.example.com", "bad-url", ""),
        ("https://", "bad-url", ""),
        ("HTTPS://example.com", None, "HTTPS://example.com"),
    ],
)
def test_urls(url, code, linked):
    parsed = read(with_choice(helpfulResource={"displayText": "Read", "url": url}))
    assert said(parsed.warnings) == ([(code, f"{C}.helpfulResource.url")] if code else [])
    assert next(parsed.lens.questions).choice("one").helpful_resource == Resource("Read", linked)


def test_a_url_without_a_text():
    parsed = read(with_choice(helpfulResource={"url": "https://example.com"}))
    assert said(parsed.warnings) == [("missing-display-text", f"{C}.helpfulResource")]
    resource = next(parsed.lens.questions).choice("one").helpful_resource
    assert resource == Resource("https://example.com", "https://example.com")


def test_a_resource_that_says_nothing_is_none():
    parsed = read(with_choice(helpfulResource={"displayText": " "}))
    assert next(parsed.lens.questions).choice("one").helpful_resource is None


def test_markup_is_kept_as_text():
    parsed = read(with_choice(title="Use <b>this</b> & <script>"))
    assert said(parsed.warnings) == [("markup-in-text", f"{C}.title")]
    assert next(parsed.lens.questions).choice("one").title == "Use <b>this</b> & <script>"


def test_a_comparison_is_no_markup():
    assert warned(with_choice(title="RTO < 4 h, cost > 0, <3")) == []


def test_line_ends_byte_order_marks_and_encodings():
    document = lens(name="Überprüfung 😀")
    plain = text(document)
    for source in (
        plain.replace("\n", "\r\n"),
        "\ufeff" + plain,
        plain.encode(),
        plain.encode("utf-8-sig"),
        plain.encode("utf-16"),
        b"\xfe\xff" + plain.encode("utf-16-be"),
    ):
        parsed = parse_lens(source)
        assert (parsed.document, parsed.errors, parsed.warnings) == (document, (), ())


def test_swapped_pillar_id_and_name():
    document = lens()
    for pillar_id, name, codes in (
        ("Cost Optimization", "costOptimization", ["bad-id", "swapped-id-and-name"]),
        ("Cost Optimization", "COST", ["bad-id", "swapped-id-and-name"]),
        ("Security", "security", ["swapped-id-and-name"]),
        ("SEC", "security", []),
        ("security", "Security", []),
    ):
        document["pillars"][0].update(id=pillar_id, name=name)
        assert warned(document) == [(code, "$.pillars[0].id") for code in codes]


@pytest.mark.parametrize("version", [None, "", "2020-01-01", 2021])
def test_schema_version(version):
    codes = [code for code, _ in warned(lens(schemaVersion=version))]
    assert codes == ["not-text"] * (version == 2021) + ["schema-version"]


def test_what_is_too_long_or_too_many_for_aws_is_read_all_the_same():
    document = lens(name="n" * 129, description="d" * 2_049)
    questions = document["pillars"][0]["questions"]
    questions[0].update(title="t" * 129, description="d" * 2_049)
    questions[0]["choices"][0].update(title="t" * 129)
    questions[0]["choices"][0]["improvementPlan"]["displayText"] = "d" * 2_049
    assert sorted(warned(document)) == sorted(
        [
            ("too-long", "$.name"),
            ("too-long", "$.description"),
            ("too-long", f"{Q}.title"),
            ("too-long", f"{Q}.description"),
            ("too-long", f"{C}.title"),
            ("too-long", f"{C}.improvementPlan.displayText"),
        ]
    )


def test_too_many_of_each():
    document = lens(*(question(id=f"question_{n}") for n in range(21)))
    document["pillars"] += [
        {"id": f"pillar_{n}", "name": "P", "questions": [question(id=f"other_{n}")]}
        for n in range(10)
    ]
    content = [{"displayText": str(n)} for n in range(6)]
    document["pillars"][0]["questions"][0]["choices"][0]["additionalResources"] = [
        {"type": "HELPFUL_RESOURCE", "content": content}
    ]
    document["pillars"][1]["questions"][0]["choices"] += [choice(f"c_{n}") for n in range(13)]
    parsed = read(document)
    assert said(parsed.warnings) == [
        ("too-many", "$.pillars"),
        ("too-many", "$.pillars[0].questions"),
        ("too-many", f"{C}.additionalResources[0].content"),
        ("too-many", "$.pillars[1].questions[0].choices"),
    ]
    assert len(list(parsed.lens.questions)) == 31


def test_what_is_missing_is_shown_by_its_id():
    document = lens(name="", description=None)
    document["pillars"][0]["name"] = None
    document["pillars"][0]["questions"][0]["title"] = " "
    del document["pillars"][0]["questions"][0]["choices"][0]["title"]
    parsed = read(document)
    assert sorted(said(parsed.warnings)) == sorted(
        [
            ("missing-text", "$.name"),
            ("missing-text", "$.description"),
            ("missing-text", "$.pillars[0].name"),
            ("missing-text", f"{Q}.title"),
            ("missing-text", f"{C}.title"),
        ]
    )
    (found,) = parsed.lens.questions
    assert (parsed.lens.name, parsed.lens.pillars[0].name) == ("Untitled lens", "security")
    assert (found.title, found.choice("one").title) == ("question_1", "one")


def test_messages_come_in_the_order_of_the_file():
    document = with_choice(_teams=1, title="<b>")
    document["pillars"][0]["questions"][0]["title"] = "<i>"
    document["_version"] = 1
    expected = ["$._version", f"{Q}.title", f"{C}._teams", f"{C}.title"]
    for indent in (None, 2):
        warnings = parse_lens(text(document, indent)).warnings
        places = [(each.line, each.column) for each in warnings]
        assert places == sorted(places)
        assert {each.path for each in warnings} == set(expected)


def test_a_missing_value_is_placed_at_its_owner():
    source = text(with_choice(title=None))
    (warning,) = parse_lens(source).warnings
    line = source.splitlines()[warning.line - 1]
    assert line[warning.column - 1 :] == "{"
    assert '"id": "one"' in source.splitlines()[warning.line]


def test_an_improvement_plan_is_due_except_for_none():
    assert warned(with_choice(improvementPlan=None)) == [
        ("missing-improvement-plan", f"{C}.improvementPlan")
    ]
    assert warned(with_choice(improvementPlan={"url": "https://example.com"})) == [
        ("missing-display-text", f"{C}.improvementPlan"),
        ("missing-display-text", f"{C}.improvementPlan"),
    ]


def test_values_of_another_kind_are_kept_and_warned_about():
    document = with_choice(
        title=7,
        ask=["x"],
        practice=True,
        evidence="SEC01",
        improvementSteps={"cli": 1, "iac": None, "console": {}},
        helpfulResource="see https://example.com",
        additionalResources={"type": "HELPFUL_RESOURCE"},
    )
    parsed = read(document)
    assert sorted(said(parsed.warnings)) == sorted(
        [
            ("not-text", f"{C}.title"),
            ("not-text", f"{C}.ask"),
            ("not-text", f"{C}.practice"),
            ("not-a-list", f"{C}.evidence"),
            ("not-text", f"{C}.improvementSteps.cli"),
            ("not-text", f"{C}.improvementSteps.console"),
            ("not-an-object", f"{C}.helpfulResource"),
            ("not-a-list", f"{C}.additionalResources"),
        ]
    )
    one = next(parsed.lens.questions).choice("one")
    assert (one.title, one.ask, one.improvement_steps) == ("7", "", {"cli": "1"})


@pytest.mark.parametrize("value", ["severe", "highest", 3, True, ["HIGH"], {"level": "HIGH"}])
@pytest.mark.parametrize("key", ["riskIfAbsent", "effort"])
def test_a_word_that_is_not_known_is_kept_and_warned_about(key, value):
    document = with_choice(**{key: value})
    parsed = read(document)
    assert said(parsed.warnings) == [("unknown-word", f"{C}.{key}")]
    words = "HIGH, MEDIUM, LOW" if key == "riskIfAbsent" else "low, medium, high"
    assert parsed.warnings[0].message.endswith(f"none of {words}.")
    one = parsed.lens.question("question_1").choice("one")
    assert (one.risk_if_absent, one.effort) == (None, "")
    assert parsed.document == document


@pytest.mark.parametrize("value", ["", None])
def test_a_level_may_be_left_open(value):
    document = with_choice(riskIfAbsent=value, effort=value)
    assert warned(document) == []
    one = read(document).lens.question("question_1").choice("one")
    assert (one.risk_if_absent, one.effort) == (None, "")


def test_levels_and_efforts_are_read_in_capitals_and_without():
    document = with_choice(riskIfAbsent=" High", effort="LOW ")
    assert warned(document) == []
    one = read(document).lens.question("question_1").choice("one")
    assert (one.risk_if_absent, one.effort) == (Level.HIGH, "low")


def test_additional_resources_that_cannot_be_understood():
    entries = [1, {"type": "VIDEO", "content": []}, {"type": "HELPFUL_RESOURCE", "content": ["x"]}]
    at = f"{C}.additionalResources"
    assert warned(with_choice(additionalResources=entries)) == [
        ("not-an-object", f"{at}[0]"),
        ("unknown-resource-type", f"{at}[1].type"),
        ("not-an-object", f"{at}[2].content[0]"),
    ]


def test_duplicate_keys():
    source = text(lens()).replace('"name": "Sample lens"', '"name": "First", "name": "Sample lens"')
    parsed = parse_lens(source)
    assert said(parsed.warnings) == [("duplicate-key", "$.name")]
    assert (parsed.warnings[0].line, parsed.warnings[0].column) == (3, 20)
    assert parsed.lens.name == "Sample lens"


def test_the_same_choice_id_in_two_questions():
    assert warned(lens(question(), question(id="question_2"))) == []


def test_questions_and_pillars_that_are_empty():
    document = lens(question(rule("default", "HIGH"), choices=[]))
    document["pillars"].append({"id": "empty", "name": "Empty"})
    assert [code for code, _ in warned(document)] == ["no-choices", "single-rule", "no-questions"]


def test_a_risk_in_lower_case():
    rules = {"condition": "one", "risk": " no_risk"}, rule("default", "HIGH")
    parsed = read(lens(question(*rules)))
    assert said(parsed.warnings) == [("risk-spelling", f"{Q}.riskRules[0].risk")]
    assert next(parsed.lens.questions).risk_rules[0].risk is RuleRisk.NO_RISK


@pytest.mark.parametrize("ids", [("a-b", "two"), ("x", "two"), ("y" * 129, "two"), ("a b", "two")])
def test_ids_that_aws_refuses(ids):
    rules = rule("two", "NO"), rule("default", "HIGH")
    assert warned(lens(question(*rules, ids=(*ids, "q_no")))) == [("bad-id", f"{C}.id")]


# What leaves no sensible reading stops the import.


@pytest.mark.parametrize("document", [{}, {"pillars": None}, {"pillars": []}])
def test_no_pillars(document):
    assert failed(document) == [("no-pillars", "$.pillars")]


@pytest.mark.parametrize("source", ["[]", '"lens"', "1", "null", "true"])
def test_a_file_that_is_no_object(source):
    parsed = parse_lens(source)
    assert said(parsed.errors) == [("not-an-object", "$")]
    assert (parsed.lens, parsed.document) == (None, None)
    with pytest.raises(ValueError):
        lens_from_document(json.loads(source))


def test_lists_and_objects_in_the_place_of_each_other():
    assert failed({"pillars": {}}) == [("not-a-list", "$.pillars")]
    assert failed({"pillars": [1]}) == [("not-an-object", "$.pillars[0]")]
    assert failed(only_choice(choices="one")) == [
        ("not-a-list", f"{Q}.choices"),
        ("unknown-choice", f"{Q}.riskRules[0].condition"),
        ("unknown-choice", f"{Q}.riskRules[1].condition"),
    ]
    assert failed(only_choice(riskRules=["one"])) == [("not-an-object", f"{Q}.riskRules[0]")]


def test_duplicate_ids():
    second = lens(question(ids=("one", "two", "one", "q_no")), question())
    second["pillars"].append({"id": "security", "name": "Again", "questions": [question()]})
    assert failed(second) == [
        ("duplicate-id", f"{Q}.choices[2].id"),
        ("duplicate-id", "$.pillars[0].questions[1].id"),
        ("duplicate-id", "$.pillars[1].id"),
        ("duplicate-id", "$.pillars[1].questions[0].id"),
    ]


@pytest.mark.parametrize("missing", [None, "", " ", [], {}])
def test_missing_ids(missing):
    document = lens(question(rule("two", "NO"), rule("default", "HIGH"), id=missing))
    document["pillars"][0]["id"] = missing
    document["pillars"][0]["questions"][0]["choices"][0]["id"] = missing
    assert sorted(failed(document)) == sorted(
        [("missing-id", "$.pillars[0].id"), ("missing-id", f"{Q}.id"), ("missing-id", f"{C}.id")]
    )


@pytest.mark.parametrize("condition", ["one &", "", "one two", None, 1, ["one"], "one && (two"])
def test_conditions_that_do_not_parse(condition):
    broken = {"condition": condition, "risk": "NO_RISK"}
    assert failed(lens(question(broken, rule("default", "HIGH")))) == [
        ("condition-syntax", f"{Q}.riskRules[0].condition")
    ]


def test_a_broken_condition_is_placed_at_the_character():
    source = text(lens(question(rule("one & two", "NO"), rule("default", "HIGH"))))
    (error,) = parse_lens(source).errors
    assert source.splitlines()[error.line - 1][error.column - 1 :].startswith("& two")
    assert "character 5 of the condition" in error.message


@pytest.mark.parametrize(
    ("condition", "fix"),
    [
        ("One", "Did you mean “one”?"),
        ("three", "The choices are one, two, q_no."),
        ("one && default", "“default” stands alone"),
    ],
)
def test_unknown_choices(condition, fix):
    parsed = parse_lens(text(lens(question(rule(condition, "NO"), rule("default", "HIGH")))))
    assert said(parsed.errors) == [("unknown-choice", f"{Q}.riskRules[0].condition")]
    assert fix in parsed.errors[0].fix


def test_ids_are_told_apart_by_case():
    rules = rule("one", "NO"), rule("default", "HIGH")
    assert failed(lens(question(*rules, ids=("ONE", "q_no")))) == [
        ("unknown-choice", f"{Q}.riskRules[0].condition")
    ]


def test_a_choice_of_another_question_is_unknown():
    other = question(id="question_2", ids=("three", "four", "r_no"), riskRules=[rule("one", "NO")])
    assert failed(lens(question(), other)) == [
        ("unknown-choice", "$.pillars[0].questions[1].riskRules[0].condition")
    ]


@pytest.mark.parametrize("risk", [None, "", "LOW_RISK", 1, "HIGH"])
def test_unknown_risks(risk):
    broken = {"condition": "one", "risk": risk}
    assert failed(lens(question(broken, rule("default", "HIGH")))) == [
        ("unknown-risk", f"{Q}.riskRules[0].risk")
    ]


# Rules of ours about the workload.


def workload_rule(**changes):
    written = {"when": "prod && !dev", "condition": "!two", "risk": "HIGH_RISK", "because": "Why."}
    return only_choice(workloadRules=[written | changes])


W = f"{Q}.workloadRules[0]"


def test_workload_rules_are_read():
    (found,) = next(read(workload_rule()).lens.questions).workload_rules
    assert (str(found.when), str(found.condition)) == ("prod && !dev", "!two")
    assert (found.risk, found.because) == (RuleRisk.HIGH_RISK, "Why.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"when": "prod &"}, ("condition-syntax", f"{W}.when")),
        ({"when": None}, ("condition-syntax", f"{W}.when")),
        ({"condition": "three"}, ("unknown-choice", f"{W}.condition")),
        ({"condition": "("}, ("condition-syntax", f"{W}.condition")),
        ({"risk": "X"}, ("unknown-risk", f"{W}.risk")),
    ],
)
def test_workload_rules_with_errors(changes, message):
    assert failed(workload_rule(**changes)) == [message]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"because": ""}, ("missing-text", f"{W}.because")),
        ({"risk": "NO_RISK"}, ("workload-rule-raises-nothing", f"{W}.risk")),
        ({"note": 1}, ("unknown-key", f"{W}.note")),
    ],
)
def test_odd_workload_rules(changes, message):
    assert warned(workload_rule(**changes)) == [message]


def test_somebody_elses_workload_rules_are_kept():
    assert warned(only_choice(workloadRules="see the wiki")) == [
        ("not-a-list", f"{Q}.workloadRules")
    ]
