"""Terraform texts: blocks and arguments, against what the provider of AWS knows.

`data/terraform.json` holds the arguments and nested blocks of each resource type of the provider's
version named there; `!` before a name says that it must be given, and a block that is empty
takes anything (statements of WAF hold statements).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parent / "data" / "terraform.json"
# What Terraform itself takes in every resource.
META = {"count", "for_each", "provider", "depends_on", "lifecycle"}
_TOKEN = re.compile(
    r'\s*(?:#[^\n]*|"(?:\\.|[^"\\])*"|[A-Za-z_][A-Za-z0-9_-]*|[{}()\[\]=,]|[^\s{}()\[\]=,"#]+)'
)
PAIRS = {"{": "}", "(": ")", "[": "]"}


@dataclass
class Block:
    """`resource "a" "b" { … }`: its words, and what it holds by name."""

    words: list[str]
    arguments: set[str] = field(default_factory=set)
    blocks: list["Block"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.words[0]


class Malformed(ValueError):
    """What no Terraform can read; says where."""


def read(text: str) -> Block:
    """The text as the body of a file. Raises Malformed."""
    tokens = list(_tokens(text))
    body, rest = _body(tokens, 0, ["file"])
    if rest != len(tokens):
        raise Malformed(f"{tokens[rest][1]} closes nothing")
    return body


def wrong_in(text: str) -> Iterator[str]:
    """What the provider would refuse. What is left out of a block that stands is no mistake,
    but a resource of its own says all that it must.
    """
    try:
        found = read(text)
    except Malformed as error:
        yield str(error)
        return
    for name in found.arguments:
        yield f"{name} stands outside of a resource"
    for block in found.blocks:
        if block.name == "resource":
            yield from _wrong_resource(block)
        elif block.name not in ("data", "provider", "variable", "import"):
            yield f"{block.name} stands outside of a resource"


@cache
def resources() -> Mapping[str, Any]:
    return json.loads(SCHEMA.read_text())["resources"]


def _wrong_resource(block: Block) -> Iterator[str]:
    kind = block.words[1] if len(block.words) == 3 else ""
    if kind.startswith("awscc_"):
        return
    if kind not in resources():
        yield f"{kind} is no resource type that is known"
    else:
        yield from _wrong_body(block, resources()[kind], kind)


def _wrong_body(block: Block, known: Mapping[str, Any], path: str) -> Iterator[str]:
    names = {name.removeprefix("!"): inner for name, inner in known.items()}
    if not names:
        return
    for name in block.arguments - META:
        if name not in names:
            yield f"{path} has no argument {name}"
        elif isinstance(names[name], dict):
            yield f"{path}.{name} is a block"
    for inner in block.blocks:
        if inner.name in names and isinstance(names[inner.name], dict):
            yield from _wrong_body(inner, names[inner.name], f"{path}.{inner.name}")
        elif inner.name not in META and inner.name != "dynamic":
            yield f"{path} has no block {inner.name}"


def missing_in(text: str) -> list[str]:
    """What must be given in a resource of the text and is not."""
    found = [block for block in read(text).blocks if block.name == "resource"]
    known = [block for block in found if block.words[1] in resources()]
    return [each for b in known for each in _missing(b, resources()[b.words[1]], b.words[1])]


def _missing(block: Block, known: Mapping[str, Any], path: str) -> Iterator[str]:
    given = block.arguments | {inner.name for inner in block.blocks}
    for name in known:
        if name.startswith("!") and name[1:] not in given:
            yield f"{path}.{name[1:]}"
    names = {name.removeprefix("!"): inner for name, inner in known.items()}
    for inner in block.blocks:
        if isinstance(names.get(inner.name), dict):
            yield from _missing(inner, names[inner.name], f"{path}.{inner.name}")


Token = tuple[int, str]


def _tokens(text: str) -> Iterator[Token]:
    """(line, token) without comments."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise Malformed(f"cannot be read: {text[at : at + 20]!r}")
        token = found[0].strip()
        if not token.startswith("#"):
            yield text.count("\n", 0, found.end()), token
        at = found.end()


def _body(tokens: list[Token], at: int, words: list[str]) -> tuple[Block, int]:
    block = Block(words)
    while at < len(tokens) and tokens[at][1] != "}":
        name, start = tokens[at][1], at
        at += 1
        if at < len(tokens) and tokens[at][1] == "=":
            block.arguments.add(name)
            at = _value(tokens, at + 1)
            continue
        while at < len(tokens) and tokens[at][1].startswith('"'):
            at += 1
        if at == len(tokens) or tokens[at][1] != "{":
            raise Malformed(f"{name} is neither an argument nor a block")
        labels = [word.strip('"') for _, word in tokens[start:at]]
        inner, at = _body(tokens, at + 1, labels)
        if at == len(tokens):
            raise Malformed(f"{name} is left open")
        block.blocks.append(inner)
        at += 1
    return block, at


def _value(tokens: list[Token], at: int) -> int:
    """Past a value: what stands on its line, and whatever its brackets hold."""
    if at == len(tokens):
        raise Malformed("an argument has no value")
    line, open_, last = tokens[at][0], [], at
    while at < len(tokens):
        where, token = tokens[at]
        if not open_ and (where != line or token in ("}", ",")):
            break
        if token in PAIRS:
            open_.append(PAIRS[token])
        elif open_ and token == open_[-1]:
            open_.pop()
            line = where
        at += 1
    if open_ or at == last:
        raise Malformed(f"the value on line {line + 1} is not complete")
    return at
