"""What stands beside questions and pillars in lists of earlier stages, the same for everybody.

Written here and in no template, since a page has it for every question of a lens.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..domain.board import Board, Work
from ..models import State

ICONS = {State.READY: "eye", State.AGREED: "check", State.KEPT_OPEN: "clock"}
STATE = (
    '<span class="work-mark work-mark--{}" title="{}">'
    '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    '<span class="visually-hidden">, {}</span></span>'
)
PERSON = (
    '<span class="initials{}" title="{}"><span aria-hidden="true">{}</span>'
    '<span class="visually-hidden">, {}</span></span>'
)


class Mark:
    """Something that templates show as the HTML that it is."""

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class QuestionMark(Mark):
    """Initials of who has a question, and its state where it is not open."""

    work: Work

    def __str__(self) -> SafeString:
        parts = [each for each in (_state(self.work), _person(self.work)) if each]
        return format_html_join("", "{}", ((part,) for part in parts))


@dataclass(frozen=True)
class PillarMark(Mark):
    """How many questions of a pillar are agreed, ready and open, as a bar and in words."""

    board: Board
    pillar_id: str

    @property
    def counts(self) -> dict[str, int]:
        return {state.value: self.board.count(state, self.pillar_id) for state in State}

    def __str__(self) -> SafeString:
        counts = self.counts
        context = {"counts": counts, "total": sum(counts.values())}
        return SafeString(render_to_string("assignments/_bar.html", context).strip())


def _state(work: Work) -> SafeString | str:
    if work.state is State.OPEN:
        return ""
    label = work.label
    icons = static("img/icons.svg")
    return format_html(STATE, work.state.value, label, icons, ICONS[work.state], label)


def _person(work: Work) -> SafeString | str:
    if work.who is None:
        return ""
    name = work.who.user.get_full_name() if work.who.user else ""
    if not work.who.here:
        words = _("assigned to somebody who is no longer here")
        return format_html(PERSON, " initials--gone", words, "?", words)
    words = _("assigned to %(name)s") % {"name": name}
    late = _("overdue") if work.overdue else ""
    if late:
        words = f"{words}, {late}"
    style = " initials--late" if late else ""
    return format_html(PERSON, style, words, work.who.initials, words)
