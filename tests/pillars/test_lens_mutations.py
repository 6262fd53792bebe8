"""Ten thousand lenses damaged at random, the same ones in every run: each is answered."""

import copy
import json
import random
import time
from collections import Counter

from pillars.lens.parse import export_lens, parse_lens
from pillars.risk import Selection, assess
from tests.pillars.lens_builders import choice, lens, question, rule, text

NUMBER = 10_000
SECONDS = 2


def sample():
    """A lens that uses every key of the format and of ours, and some of nobody's."""
    full = choice(
        "one",
        description="What it means.",
        helpfulResource={"displayText": "Read", "url": "https://example.com/a"},
        improvementPlan={"displayText": "Do", "url": "http://example.com/b c", "Url": ""},
        additionalResources=[
            {"type": "HELPFUL_RESOURCE", "content": [{"displayText": "More", "url": ""}]},
            {"type": "IMPROVEMENT_PLAN", "content": []},
        ],
        practice="SEC01-BP01",
        evidence=["SEC01-BP01"],
        improvementSteps={"console": "Click.", "cli": "Type."},
        riskIfAbsent="HIGH",
        why="It breaks.",
        ask="Who?",
        effort="low",
        tradeOff="It costs.",
    )
    rules = rule("one && !two || (q_no)", "NO"), rule("one", "MEDIUM"), rule("default", "HIGH")
    workload = rule("!one", "HIGH", when="prod || dev", because="it is live")
    choices = [full, choice("two"), choice("q_no")]
    rich = question(*rules, id="question_2", choices=choices, workloadRules=[workload])
    return lens(question(), rich, _version="1.0", _teams=["a", {"b": None}])


SAMPLE = sample()
PIECES = [
    *(None, True, False, 0, -1, 10**400, 1e308, "", " ", "default", "one", "&&", "!(", "a" * 300),
    *([], {}, [[]], {"id": "one"}, [{}], "HIGH_RISK", "2021-11-01", "\0", "é\u2028<b>", "\ud800"),
]
SCRAPS = [*'{}[]",:\\&|!()', "null", "NaN", "1e999", "\\u12", '"id"', "\ufeff", "\n", "default"]


def places(value, path=()):
    items = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else items:
        yield (*path, key)
        yield from places(item, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def replaced(chance, owner, key):
    owner[key] = copy.deepcopy(chance.choice(PIECES))


def removed(_chance, owner, key):
    del owner[key]


def transplanted(chance, owner, key):
    """A part of the lens where another one belongs."""
    owner[key] = copy.deepcopy(at(SAMPLE, chance.choice(list(places(SAMPLE)))))


def doubled(chance, owner, key):
    if isinstance(owner, list):
        owner.insert(chance.randrange(len(owner) + 1), copy.deepcopy(owner[key]))
    else:
        owner[f"{key}".upper()] = copy.deepcopy(owner[key])


def spliced(chance, owner, key):
    """A text, a condition among them, with a piece cut out or put in."""
    found = str(owner[key])
    cut = chance.randrange(len(found) + 1)
    piece = chance.choice(["", "&&", "||", "!", "(", ")", " one ", "_no", "Z", " ", "-"])
    owner[key] = found[:cut] + piece + found[cut + chance.randrange(4) :]


EDITS = (replaced, removed, transplanted, doubled, spliced, spliced)


def edited(chance):
    """A document damaged in its parts."""
    document = copy.deepcopy(SAMPLE)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(list(places(document)) or [None])
        if path:
            chance.choice(EDITS)(chance, at(document, path[:-1]), path[-1])
    return json.dumps(document)


def torn(chance):
    """A text damaged in its characters."""
    source = text(SAMPLE, chance.choice([None, 1]))
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(source))
        end = start + chance.choice([0, 1, 2, 50])
        source = source[:start] + chance.choice([*SCRAPS, source[end : end + 40]]) + source[end:]
    return source


def flipped(chance):
    """Bytes of which some have other bits."""
    source = bytearray(text(SAMPLE, None).encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"])))
    for _ in range(chance.randint(1, 2)):
        source[chance.randrange(len(source))] ^= 1 << chance.randrange(8)
    return bytes(source)


DAMAGES = (edited, edited, torn, flipped)


def held_to_its_promises(parsed):
    assert (parsed.lens is None) is bool(parsed.errors)
    for message in parsed.errors + parsed.warnings:
        assert message.path.startswith("$")
        assert message.line >= 1
        assert message.message.strip()
        assert message.fix.strip()
    if parsed.lens:
        assert parse_lens(export_lens(parsed.document)).document == parsed.document
        for each in parsed.lens.questions:
            ids = frozenset(choice.id for choice in each.choices)
            assert assess(each, Selection(ids)).because.endswith(".")


def test_ten_thousand_damaged_lenses_are_answered():
    chance = random.Random(20211101)
    codes, outcomes, longest = Counter(), Counter(), 0.0
    for number in range(NUMBER):
        source = DAMAGES[number % len(DAMAGES)](chance)
        started = time.process_time()
        parsed = parse_lens(source)
        longest = max(longest, time.process_time() - started)
        held_to_its_promises(parsed)
        outcomes["read" if parsed.lens else "refused"] += 1
        codes.update({each.code for each in parsed.errors + parsed.warnings})
    assert longest < SECONDS
    # The damage is neither so slight nor so great that it would show nothing.
    assert min(outcomes["read"], outcomes["refused"]) > NUMBER / 5
    assert len(codes) > 35, sorted(codes)
