"""The three-way merge of one question: what a template left, what stands, what it says now.

The rule, for each choice and for the question as a whole:

- What nobody decided is the template's, and so is what still stands as the template left it.
- What people decided, before the template came or since, is theirs: it is left alone, whatever
  the template says later, until somebody gives it back (`takes`). Where both say the same,
  only the template's words are added to the note.
- What the template says no more it takes back, where it still stands as the template left it.
- "None of these" is ticked where the templates say of every practice that it is not in place
  or does not apply, and at least one is not in place; nobody else's tick on it is touched.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from pillars.lens.model import Question
from reviewapp.reviews.domain.decisions import CHOICE_NOTES_LIMIT, NOTES_LIMIT, Decision

from ..models import StandingState
from .claims import WHOLE, Claim
from .lefts import Left
from .texts import merge_text
from .values import Value, claimed, put, put_text, text_in, value_in


class Fate(StrEnum):
    """What becomes of one slot.

    IN_STEP: it says what the template says. FOLLOWS: it will. AGREES: people decided the same.
    CONFLICT: people decided otherwise before the template came. OVERRIDDEN: they did since.
    WITHDRAWN: the template says it no more and takes it back. RELEASED: the template says it no
    more, but what stands is people's.
    """

    IN_STEP = "in_step"
    FOLLOWS = "follows"
    AGREES = "agrees"
    CONFLICT = "conflict"
    OVERRIDDEN = "overridden"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"


OURS = (Fate.IN_STEP, Fate.FOLLOWS)  # the template's own
PEOPLES = (Fate.CONFLICT, Fate.OVERRIDDEN)
Decided = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Merged:
    """The decision as it will stand, what became of each slot, what is left there for later."""

    decision: Decision
    fates: Mapping[str, Fate]
    lefts: Mapping[str, Left]


def merge_question(
    question: Question,
    *,
    ours: Decision,
    decided: Decided,
    lefts: Mapping[str, Left],
    claims: Mapping[str, Claim],
    takes: AbstractSet[str] = frozenset(),
) -> Merged:
    """Merges what templates say of a question into what stands.

    Args:
        question: with all choices that `lefts` and `claims` name.
        ours: the decision as it stands.
        decided: whether people decided a choice, or the WHOLE; asked of `ours`.
        lefts: what templates left there, by choice id or WHOLE.
        claims: what they say now.
        takes: slots that somebody gives to the template although people decided them.
    """
    merge = _Merge(question, ours, decided, lefts, claims, takes)
    for choice in (WHOLE, *(each.id for each in question.choices if not each.is_none)):
        if choice in claims or choice in lefts:
            merge.slot(choice)
    merge.none_of_these()
    return Merged(merge.decision, merge.fates, merge.after)


def fate_of(
    *, ours: Value, decided: bool, left: Left | None, claim: Claim | None, taken: bool
) -> Fate:
    """What becomes of one slot, by the rule above."""
    people = left.own or ours != left.value if left else decided
    if claim is None:
        return Fate.RELEASED if people else Fate.WITHDRAWN
    same = ours == claimed(claim)
    if people and not taken:
        otherwise = Fate.OVERRIDDEN if left else Fate.CONFLICT
        return Fate.AGREES if same else otherwise
    return Fate.IN_STEP if same else Fate.FOLLOWS


@dataclass
class _Merge:
    """One merge under way."""

    question: Question
    ours: Decision
    decided: Decided
    lefts: Mapping[str, Left]
    claims: Mapping[str, Claim]
    takes: AbstractSet[str]

    def __post_init__(self) -> None:
        self.decision = self.ours
        self.fates: dict[str, Fate] = {}
        self.after: dict[str, Left] = {}

    def slot(self, choice: str) -> None:
        left, claim = self.lefts.get(choice), self.claims.get(choice)
        fate = self.fates[choice] = fate_of(
            ours=value_in(self.ours, choice),
            decided=self.decided(choice),
            left=left,
            claim=claim,
            taken=choice in self.takes,
        )
        if fate is Fate.FOLLOWS and claim:
            self.decision = put(self.question, self.decision, choice, claimed(claim))
        elif fate is Fate.WITHDRAWN:
            self.decision = put(self.question, self.decision, choice, Value())
        text = self._text(choice, fate, left, claim)
        if claim:
            self.after[choice] = Left(claimed(claim), text, own=fate not in OURS)

    def _text(self, choice: str, fate: Fate, left: Left | None, claim: Claim | None) -> str | None:
        """Merges the words, unless they speak for what people decided against."""
        was = left.text if left else ""
        if fate in PEOPLES:
            return was
        if choice in self.takes and was is None:
            was = ""
        limit = NOTES_LIMIT if choice == WHOLE else CHOICE_NOTES_LIMIT
        note = text_in(self.decision, choice)
        merged = merge_text(note, was=was, now=claim.text if claim else "", limit=limit)
        self.decision = put_text(self.decision, choice, merged.note)
        return merged.left

    def none_of_these(self) -> None:
        none = self.question.none_choice
        if none is None:
            return
        left, ticked = self.lefts.get(none.id), none.id in self.decision.selected
        if left and none.id not in self.ours.selected:
            left = replace(left, own=True)
        if self._nothing_in_place():
            if not self.decision.selected and not (left and left.own):
                left = Left(Value(str(StandingState.IN_PLACE)))
                self.decision = replace(self.decision, selected=frozenset({none.id}))
            if left:
                self.after[none.id] = left
        elif ticked and left and not left.own:
            self.decision = replace(self.decision, selected=self.decision.selected - {none.id})

    def _nothing_in_place(self) -> bool:
        """Whether the templates say so of every practice, and none is in place in fact."""
        states = []
        for choice in self.question.choices:
            if choice.is_none:
                continue
            claim = self.claims.get(choice.id)
            if claim is None or self.fates[choice.id] in PEOPLES:
                return False
            states.append(claim.state)
        absent = StandingState.NOT_IN_PLACE in states
        return absent and StandingState.IN_PLACE not in states and WHOLE not in self.claims
