"""What the pages of the editor send: the lens itself, one question, and which button was pressed.

Fields of a lens: `l-name`, `l-description`, and of its pillar number i `p<i>-was`, `p<i>-id`,
`p<i>-name`. Fields of a question: `q-id`, `q-title`, `q-description`, `q-link-text`, `q-link-url`;
of its choice number i `c<i>-was`, `c<i>-id`, `c<i>-<key>`, `c<i>-<key>-text`, `c<i>-<key>-url`;
of its rule number j `r<j>-was`, `r<j>-risk`, `r<j>-mode`, `r<j>-of` (indexes of choices) and
`r<j>-condition`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from pillars.lens.lens_form import LensForm, PillarForm
from pillars.lens.menus import Mode
from pillars.lens.question_form import (
    LINES,
    RESOURCES,
    TEXTS,
    WORDS,
    ChoiceForm,
    Link,
    QuestionForm,
    RuleForm,
)
from reviewapp.web.numbers import whole_number

# More fields than this page can show do not come from it.
MAX_SENT = 200
_KEYS = (*LINES, *TEXTS, *WORDS)


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button that sent a form, and what it is about: `choice-up` and `3`."""

    name: str = "save"
    what: str = ""

    @property
    def at(self) -> int:
        """The index that it is about; -1 where it is about none."""
        return _number(self.what)


def read_pressed(data: QueryDict) -> Pressed:
    """What `op` says; a plain save where it says nothing."""
    name, _, what = data.get("op", "").partition(":")
    return Pressed(name or "save", what)


def read_seen(data: QueryDict) -> str:
    """What the part looked like where it was read."""
    return data.get("version", "")


def has_fields(data: QueryDict) -> bool:
    """Whether more than a button was sent: the outline's buttons stand outside the form."""
    return "l-name" in data or "q-title" in data


def read_lens(data: QueryDict) -> LensForm:
    pillars = (
        PillarForm(_was(data, f"p{at}-"), _id(data, f"p{at}-"), _text(data, f"p{at}-name"))
        for at in _sent(data, "p")
    )
    return LensForm(_text(data, "l-name"), _text(data, "l-description"), tuple(pillars))


def read_question(data: QueryDict) -> QuestionForm:
    return QuestionForm(
        id=_text(data, "q-id").strip(),
        title=_text(data, "q-title"),
        description=_text(data, "q-description"),
        link=_link(data, "q-link"),
        choices=tuple(_choice(data, f"c{at}-") for at in _sent(data, "c")),
        rules=tuple(_rule(data, f"r{at}-") for at in _sent(data, "r")),
    )


def _choice(data: QueryDict, prefix: str) -> ChoiceForm:
    return ChoiceForm(
        was=_was(data, prefix),
        id=_id(data, prefix),
        texts={key: _text(data, prefix + key) for key in _KEYS if prefix + key in data},
        links={
            key: _link(data, prefix + key) for key in RESOURCES if f"{prefix}{key}-text" in data
        },
    )


def _rule(data: QueryDict, prefix: str) -> RuleForm:
    mode = data.get(f"{prefix}mode", "")
    return RuleForm(
        was=_was(data, prefix),
        risk=data.get(f"{prefix}risk", ""),
        condition=_text(data, f"{prefix}condition"),
        mode=Mode(mode) if mode in set(Mode) else Mode.WRITTEN,
        ticked=frozenset(map(_number, data.getlist(f"{prefix}of"))),
    )


def _link(data: QueryDict, prefix: str) -> Link:
    return Link(_text(data, f"{prefix}-text"), _text(data, f"{prefix}-url"))


def _sent(data: QueryDict, letter: str) -> Iterator[int]:
    return (at for at in range(MAX_SENT) if f"{letter}{at}-was" in data)


def _text(data: QueryDict, name: str) -> str:
    """No browser lets anybody type the character 0, and no database keeps it."""
    return data.get(name, "").replace("\x00", "")


def _was(data: QueryDict, prefix: str) -> str:
    return _text(data, f"{prefix}was")


def _id(data: QueryDict, prefix: str) -> str:
    """An id as it was, even where it has spaces around it, or one that somebody wrote."""
    name = _text(data, f"{prefix}id")
    return name if name == _was(data, prefix) else name.strip()


def _number(text: str, *, digits: int = 4) -> int:
    """-1 where it is none."""
    return whole_number(text, otherwise=-1, digits=digits)


@dataclass(frozen=True, slots=True)
class Release:
    """What is asked of publishing. `read_version`: of the draft as it was shown; -1 for none."""

    read_version: int
    major: bool
    name: str
    note: str


def read_release(data: QueryDict) -> Release:
    return Release(
        read_version=_number(data.get("read_version", ""), digits=9),
        major=data.get("kind") != "minor",
        name=_text(data, "version_name"),
        note=_text(data, "note"),
    )
