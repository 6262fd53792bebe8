"""The page of one question in the editor: its texts, its choices, its rules, its truth table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pillars.lens.edit import Part, entries, question_of, text_of
from pillars.lens.edit_question import follows, is_none, parsed
from pillars.lens.proofread import Note
from pillars.lens.questions import MAX_CHOICES, MAX_DESCRIPTION, MAX_TITLE
from pillars.lens.resources import MAX_DISPLAY_TEXT
from pillars.lens.rule_checks import MAX_RULES
from pillars.lens.words import EFFORTS, LEVELS, word_of

from ..domain.drafts import seen_of
from ..models import LensDraft
from ..words import word
from .editor import editor_context
from .editor_fields import MENU, TEXT, TITLE, Field
from .editor_rules import rule_cards, unsaid
from .outline import question_url
from .truth import truth_view

Errors = Mapping[str, str]
# More than this no page can show; the format allows 15 and 3.
MOST_CHOICES, MOST_RULES = 60, 20
_SHOWN = frozenset(
    (
        *("id", "title", "description", "practice", "riskIfAbsent", "why", "effort", "tradeOff"),
        *("ask", "helpfulResource", "improvementPlan"),
    )
)


@dataclass(frozen=True, slots=True)
class ChoiceCard:
    """A choice as it can be written. `kept`: keys that no field shows."""

    at: int
    number: int
    none: bool
    was: str
    heading: str
    id: Field
    title: Field
    level: Field
    plan: tuple[Field, ...]
    more: tuple[Field, ...]
    kept: tuple[str, ...]
    published: bool
    first: bool
    last: bool

    @property
    def key(self) -> str:
        """What the ids of its buttons begin with."""
        return f"c{self.at}"

    @property
    def filled(self) -> list[str]:
        """Labels of the folded fields that say something."""
        return [field.label for field in self.more if field.value]


def question_page(
    draft: LensDraft,
    question_id: str,
    *,
    published: tuple[str, ...] = (),
    shown: Part | None = None,
    ids: Mapping[str, str] | None = None,
    errors: Errors | None = None,
    focus: str = "",
) -> dict[str, Any]:
    """The page of a question.

    Args:
        draft: as it is stored.
        question_id: of the question as it is stored.
        published: ids of its choices that a version has already.
        shown: the question with what was sent and not taken, so that nothing typed is lost.
        ids: field of an id → what was written there and not taken.
        errors: why it was not taken, by field.
        focus: the field that has the focus.

    Raises:
        KeyError: the draft has no such question.
    """
    context = editor_context(draft, question_id)
    question = shown or question_of(draft.document, question_id)
    typed, said = dict(ids or {}), dict(errors or {})
    return {
        **context,
        **question_context(question, context["notes"].get(question_id, ())),
        "part": question_id,
        "seen": seen_of(draft.document, question_id),
        "url": question_url(draft, question_id),
        "errors": said,
        "focus": focus,
        "fields": _question_fields(question, typed, said),
        "cards": choice_cards(question, published, typed, said),
        "editable": editable(question),
        **_ways(draft, question_id),
    }


def question_context(question: Part, notes: tuple[Note, ...]) -> dict[str, Any]:
    """What follows from a question's rules: read again on every save."""
    read, report = parsed(question)
    truth = None if report.failed else truth_view(read)
    rules = rule_cards(question, notes, truth)
    return {
        "question": question,
        "title": text_of(question, "title").strip() or _("Untitled question"),
        "rules": rules,
        "truth": truth,
        "truth_blocked": report.failed,
        "follows_levels": follows(question),
        "has_levels": any(_level(each) for each in entries(question, "choices")),
        "has_none": any(map(is_none, entries(question, "choices"))),
        "workload_rules": [] if report.failed else read.workload_rules,
        "remarks": unsaid(notes, truth),
        "counts": {"choices": len(entries(question, "choices")), "rules": len(rules)},
        "limits": {"choices": MAX_CHOICES, "rules": MAX_RULES},
    }


def editable(question: Part) -> bool:
    """Whether a form can say all of a question and give it back unharmed."""
    choices, rules = entries(question, "choices"), entries(question, "riskRules")
    ids = [text_of(each, "id") for each in choices]
    few = len(choices) <= MOST_CHOICES and len(rules) <= MOST_RULES
    return few and len(set(ids)) == len(ids) and all(each.isprintable() and each for each in ids)


def _question_fields(question: Part, ids: Mapping[str, str], errors: Errors) -> dict[str, Field]:
    link = _resource(question, "helpfulResource")
    name = ids.get("q-id", text_of(question, "id"))
    return {
        "title": Field(
            "q-title", _("Question"), text_of(question, "title"), TITLE, limit=MAX_TITLE
        ),
        "description": Field(
            *("q-description", _("Description"), text_of(question, "description"), TEXT),
            limit=MAX_DESCRIPTION,
        ),
        "link_text": Field(
            *("q-link-text", _("Helpful resource"), text_of(link, "displayText")),
            limit=MAX_DISPLAY_TEXT,
        ),
        "link_url": Field(
            "q-link-url", _("Its address"), text_of(link, "url"), placeholder="https://"
        ),
        "id": Field("q-id", _("Id of the question"), name, mono=True, error=errors.get("q-id", "")),
    }


def choice_cards(
    question: Part, published: tuple[str, ...], ids: Mapping[str, str], errors: Errors
) -> list[ChoiceCard]:
    choices = entries(question, "choices")
    return [
        _choice_card(
            each, at, last=each is choices[-1], published=published, ids=ids, errors=errors
        )
        for at, each in enumerate(choices)
    ]


def _choice_card(
    choice: Part,
    at: int,
    *,
    last: bool,
    published: tuple[str, ...],
    ids: Mapping[str, str],
    errors: Errors,
) -> ChoiceCard:
    name, key = text_of(choice, "id"), f"c{at}-id"
    title = text_of(choice, "title")
    return ChoiceCard(
        at=at,
        number=at + 1,
        none=is_none(choice),
        was=name,
        heading=title.strip() or name,
        id=Field(key, _("Id"), ids.get(key, name), mono=True, error=errors.get(key, "")),
        title=Field(f"c{at}-title", _("Practice"), title, TITLE, limit=MAX_TITLE),
        level=Field(
            f"c{at}-riskIfAbsent",
            _("Risk if absent"),
            _level(choice),
            MENU,
            options=_options(LEVELS),
        ),
        plan=_link_fields(choice, at, "improvementPlan", _("Improvement plan")),
        more=_more_fields(choice, at),
        kept=tuple(key for key in choice if key not in _SHOWN),
        published=name in published,
        first=at == 0,
        last=last,
    )


def _more_fields(choice: Part, at: int) -> tuple[Field, ...]:
    def field(key: str, label: str, kind: str = TEXT) -> Field:
        return Field(f"c{at}-{key}", label, text_of(choice, key), kind)

    effort = word_of(choice, "effort", EFFORTS)
    return (
        field("description", _("Description")),
        *_link_fields(choice, at, "helpfulResource", _("Help")),
        field("why", _("Why it matters")),
        field("ask", _("What to ask")),
        field("tradeOff", _("What it costs another pillar")),
        Field(f"c{at}-effort", _("Effort"), effort, MENU, options=_options(EFFORTS)),
        Field(f"c{at}-practice", _("Practice code"), text_of(choice, "practice"), mono=True),
    )


def _options(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (("", _("Not set")), *((each, word(each.title())) for each in words))


def _link_fields(choice: Part, at: int, key: str, label: str) -> tuple[Field, Field]:
    found = _resource(choice, key)
    return (
        Field(
            f"c{at}-{key}-text", label, text_of(found, "displayText"), TEXT, limit=MAX_DISPLAY_TEXT
        ),
        Field(
            f"c{at}-{key}-url",
            _("%(label)s: address") % {"label": label},
            text_of(found, "url"),
            placeholder="https://",
        ),
    )


def _resource(owner: Part, key: str) -> Part:
    found = owner.get(key)
    return found if isinstance(found, dict) else {}


def _level(choice: Part) -> str:
    return word_of(choice, "riskIfAbsent", LEVELS)


def _ways(draft: LensDraft, question_id: str) -> dict[str, Any]:
    """The questions before and after this one."""
    questions = [
        each
        for pillar in entries(draft.document, "pillars")
        for each in entries(pillar, "questions")
    ]
    at = next(i for i, each in enumerate(questions) if text_of(each, "id") == question_id)
    return {
        "previous": _way(draft, questions[at - 1]) if at else None,
        "following": _way(draft, questions[at + 1]) if at + 1 < len(questions) else None,
    }


def _way(draft: LensDraft, question: Part) -> dict[str, str]:
    url = question_url(draft, text_of(question, "id"))
    return {"url": url, "title": text_of(question, "title")}
