"""What a template says, by lens, pillar and question, beside what it said when published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pillars.lens.model import Pillar, Question
from reviewapp.lenses.pages.icons import icon_of
from reviewapp.people.models import Organisation

from ..domain.claims import WHOLE, Claim, Claims, Slot
from ..models import ReviewTemplate
from .texts import LensText, choice_title, texts_of


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One standing answer. `change` against the newest version: new, changed, gone or nothing."""

    title: str
    practice: str
    claim: Claim
    change: str
    known: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    id: str
    title: str
    url: str
    claims: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class PillarRow:
    name: str
    icon: str
    questions: list[QuestionRow]


@dataclass(frozen=True, slots=True)
class LensRow:
    """`seen`: the organisation's library has the lens, so that its words may be shown."""

    name: str
    seen: bool
    pillars: list[PillarRow]


def contents(
    template: ReviewTemplate, organisation: Organisation, said: Claims, published: Claims
) -> list[LensRow]:
    """All that the template says, or said when it was published, in the order of the lenses."""
    slots = said.keys() | published.keys()
    texts = texts_of({slot.lens for slot in slots}, organisation)
    building = _Building(template, said, published)
    return [
        LensRow(text.lens.name, text.seen, building.pillars(key, text))
        for key, text in texts.items()
    ]


def question_url(template: ReviewTemplate, lens: str, question: str) -> str:
    return reverse("standing:question", args=[template.pk, lens, question])


@dataclass(frozen=True, slots=True)
class _Building:
    template: ReviewTemplate
    said: Claims
    published: Claims

    def pillars(self, lens: str, text: LensText) -> list[PillarRow]:
        by_question = self._by_question(lens)
        rows = [
            self._pillar(lens, pillar, found, by_question)
            for pillar in (text.text.pillars if text.seen else ())
            if (found := [q for q in pillar.questions if q.id in by_question])
        ]
        shown = {row.id for pillar in rows for row in pillar.questions}
        if rest := [key for key in by_question if key not in shown]:
            name = _("Not in the newest version") if text.seen else _("Not in the library any more")
            questions = [
                QuestionRow(
                    key,
                    key,
                    question_url(self.template, lens, key) if text.seen else "",
                    list(self._unknown(by_question[key])),
                )
                for key in rest
            ]
            rows.append(PillarRow(name, "warning", questions))
        return rows

    def _pillar(
        self,
        lens: str,
        pillar: Pillar,
        questions: Iterable[Question],
        by_question: dict[str, list[Slot]],
    ) -> PillarRow:
        rows = [
            QuestionRow(
                question.id,
                question.title,
                question_url(self.template, lens, question.id),
                list(self._claims(question, by_question[question.id])),
            )
            for question in questions
        ]
        return PillarRow(pillar.name, icon_of(pillar), rows)

    def _by_question(self, lens: str) -> dict[str, list[Slot]]:
        found: dict[str, list[Slot]] = {}
        for slot in sorted(self.said.keys() | self.published.keys()):
            if slot.lens == lens:
                found.setdefault(slot.question, []).append(slot)
        return found

    def _claims(self, question: Question, slots: list[Slot]) -> Iterator[ClaimRow]:
        order = [WHOLE, *(choice.id for choice in question.choices)]
        codes = {choice.id: choice.practice or "" for choice in question.choices}
        place = {key: number for number, key in enumerate(order)}
        for slot in sorted(slots, key=lambda each: place.get(each.choice, len(order))):
            title = choice_title(question, slot.choice)
            code = codes.get(slot.choice, "")
            yield ClaimRow(title, code, *self._claim(slot), known=slot.choice in place)

    def _unknown(self, slots: list[Slot]) -> Iterator[ClaimRow]:
        for slot in slots:
            yield ClaimRow(slot.choice or slot.question, "", *self._claim(slot), known=False)

    def _claim(self, slot: Slot) -> tuple[Claim, str]:
        now, before = self.said.get(slot), self.published.get(slot)
        if now is None:
            assert before is not None  # noqa: S101 - the slot comes from one of the two
            return before, "gone"
        if before is None:
            return now, "new"
        return now, "changed" if now != before else ""
