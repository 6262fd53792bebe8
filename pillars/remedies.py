"""A remedy's texts with one resource's own names filled in.

Whoever may tag a resource chooses its name, and somebody else pastes these lines into a shell.
So a name is written in the way in which the text around it is read: as one word of the shell,
or inside the quotes of JSON, YAML or Terraform. Nothing of it is ever run or interpolated.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

MARKS = ("name", "id", "last", "parent", "region", "account")
CODE = ("cli", "cloudformation", "terraform")
_MARK = re.compile(r"\{(" + "|".join(MARKS) + r")\}")
_HEAD = "# {name}: {id}\n"
_OWN = re.compile(r"\{(name|id|last)\}")


@dataclass(frozen=True, slots=True)
class Names:
    """How one resource is called. Where nothing is known, the words in capitals stand in."""

    name: str = "NAME"
    id: str = "ID"
    region: str = "REGION"
    account: str = "ACCOUNT"
    whole_account: bool = False

    @property
    def words(self) -> Mapping[str, str]:
        """By mark. `last` is the last part of an ARN (`vol-1`, a group's name), `parent` the part
        before it (the cluster of a service).
        """
        parts = [part for part in re.split(r"[:/]", self.id) if part]
        return {
            "name": _printable(self.name),
            "id": _printable(self.id),
            "last": _printable(parts[-1] if parts else "ID"),
            "parent": _printable(parts[-2] if len(parts) > 1 else "PARENT"),
            # What is said of all regions is set in one of them.
            "region": _printable("REGION" if self.region == "global" else self.region),
            "account": _printable(self.account),
        }


def filled(text: str, means: str, names: Names) -> str:
    """The text with names in the place of marks, written as its means reads them.

    Code that nowhere names the resource begins with a comment that does.
    """
    if means not in CODE:
        return _MARK.sub(lambda mark: names.words[mark[1]], text)
    headed = f"{_HEAD}{text}" if _unnamed(text, names) else text
    return "".join(_written(headed, names.words, WRITERS[means]))


def _unnamed(text: str, names: Names) -> bool:
    known = names.id != "ID" and not names.whole_account
    return bool(text) and known and not _OWN.search(text)


def _written(text: str, words: Mapping[str, str], writer: "Writer") -> Iterator[str]:
    around, at = _Around(writer.quotes), 0
    for mark in _MARK.finditer(text):
        around.read(text, at, mark.start())
        yield text[at : mark.start()]
        yield writer.write(words[mark[1]], around.quote, text[around.since : mark.start()])
        at = mark.end()
    yield text[at:]


@dataclass(slots=True)
class _Around:
    """Which quote (or `#`, a comment) is open where a text was read to, and since where."""

    quotes: str
    quote: str = ""
    since: int = 0

    def read(self, text: str, start: int, end: int) -> None:
        at = start
        while at < end:
            if text[at] == "\\" and self.quote not in ("'", "#"):
                at += 2
            else:
                self._pass(text, at)
                at += 1

    def _pass(self, text: str, at: int) -> None:
        here = text[at]
        if self.quote:
            self.quote = "" if here == ("\n" if self.quote == "#" else self.quote) else self.quote
        elif here in self.quotes or (here == "#" and text[at - 1 : at] in ("", " ", "\n")):
            self.quote, self.since = here, at + 1


def _in_shell(word: str, quote: str, quoted: str) -> str:
    whole = shlex.quote(word)
    if quote == "#":
        # zsh takes no comments from a keyboard: what stands there is a command's argument.
        return whole
    if quote == '"':
        return word if whole == word else f'"{whole}"'
    if quote == "'":
        held = _in_json(word) if quoted.lstrip()[:1] in ("{", "[") else word
        return held.replace("'", "'\\''")
    return whole


def _in_quotes(word: str, quote: str, _: str) -> str:
    if quote == "#":
        return word
    return _in_json(word).replace("${", "$${").replace("%{", "%%{")


def _in_yaml(word: str, quote: str, _: str) -> str:
    return word.replace("'", "''") if quote == "'" else word if quote == "#" else _in_json(word)


def _in_json(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _printable(word: str) -> str:
    """Without line ends, and without signs that would show a text otherwise than it is."""
    return "".join(sign if sign.isprintable() else " " for sign in word)


@dataclass(frozen=True, slots=True)
class Writer:
    """How a language takes a word: its quotes, and the word by the quote around it (`#` in a
    comment) and by what of the quoted text stands before it.
    """

    quotes: str
    write: Callable[[str, str, str], str]


WRITERS = {
    "cli": Writer("'\"", _in_shell),
    "cloudformation": Writer("'\"", _in_yaml),
    "terraform": Writer('"', _in_quotes),
}
