"""Which ids of a draft were published before: answers hang on them, so they follow no title."""

from dataclasses import dataclass

from pillars.lens.edit import Document, entries, question_ids, question_of, text_of
from pillars.lens.edit_question import choice_ids
from pillars.lens.question_form import Fixed

from ..models import LensDraft


@dataclass(frozen=True, slots=True)
class PublishedIds:
    """The ids of the version that a draft began with; none where it began with nothing."""

    document: Document

    @property
    def pillars(self) -> list[str]:
        return [text_of(each, "id") for each in entries(self.document, "pillars")]

    def fixed(self, draft: Document, question_id: str) -> Fixed:
        """What must not follow the titles of a question of the draft."""
        others = [each for each in question_ids(draft) if each != question_id]
        if question_id not in question_ids(self.document):
            return Fixed(questions=others)
        choices = choice_ids(question_of(self.document, question_id))
        return Fixed(questions=others, published=True, choices=choices)


def published_ids(draft: LensDraft) -> PublishedIds:
    return PublishedIds(draft.base.document if draft.base else {})
