"""The words of the lenses that templates speak of, by their newest versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pillars.lens.model import Lens as ParsedLens
from pillars.lens.model import Question
from reviewapp.lenses.domain.library import available_lenses
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import Lens, LensVersion
from reviewapp.people.models import Organisation

from ..domain.claims import WHOLE, Slot

WHOLE_TITLE = gettext_lazy("The whole question")


@dataclass(frozen=True, slots=True)
class LensText:
    """A lens as its newest version words it. `seen`: the organisation's library has it."""

    lens: Lens
    text: ParsedLens
    seen: bool

    def question(self, question_id: str) -> Question | None:
        try:
            return self.text.question(question_id) if self.seen else None
        except KeyError:
            return None


Texts = Mapping[str, LensText]


def texts_of(lens_ids: Iterable[str], organisation: Organisation) -> Texts:
    """By id the lenses that still exist: two queries, and one for each that was not read yet."""
    wanted = {UUID(each) for each in lens_ids}
    newest = (
        LensVersion.objects.filter(lens__in=wanted)
        .select_related("lens")
        .defer("document")
        .order_by("lens_id", "-number")
        .distinct("lens_id")
    )
    seen = set(available_lenses(organisation).values_list("pk", flat=True))
    found = sorted(newest, key=lambda each: (each.lens.organisation_id is not None, each.lens.name))
    return {str(v.lens_id): LensText(v.lens, lens_of(v), v.lens_id in seen) for v in found}


def words_of(texts: Texts, slot: Slot) -> tuple[str, str, str]:
    """Lens, question and choice in words; ids where the library has no words for them."""
    lens = texts.get(slot.lens)
    if lens is None:
        return _("A lens that is gone"), slot.question, slot.choice or str(WHOLE_TITLE)
    question = lens.question(slot.question)
    if question is None:
        return lens.lens.name, slot.question, slot.choice or str(WHOLE_TITLE)
    return lens.lens.name, question.title, choice_title(question, slot.choice)


def find_question(lens: Lens, question_id: str) -> Question | None:
    """The question as the newest version that has it words it."""
    for version in lens.versions.defer("document").order_by("-number"):
        for question in lens_of(version).questions:
            if question.id == question_id:
                return question
    return None


def choice_title(question: Question, choice: str) -> str:
    if choice == WHOLE:
        return str(WHOLE_TITLE)
    titles = {each.id: each.title for each in question.choices}
    return titles.get(choice, choice)
