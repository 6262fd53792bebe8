"""How many of what: lists are counted by the English name of what they hold."""

from django import template
from django.utils.translation import ngettext_lazy

register = template.Library()

COUNTED = {
    "account": ngettext_lazy("%(n)d account", "%(n)d accounts", "n"),
    "call": ngettext_lazy("%(n)d call", "%(n)d calls", "n"),
    "change": ngettext_lazy("%(n)d change", "%(n)d changes", "n"),
    "check": ngettext_lazy("%(n)d check", "%(n)d checks", "n"),
    "connection": ngettext_lazy("%(n)d connection", "%(n)d connections", "n"),
    "finding": ngettext_lazy("%(n)d finding", "%(n)d findings", "n"),
    "invitation": ngettext_lazy("%(n)d invitation", "%(n)d invitations", "n"),
    "lens": ngettext_lazy("%(n)d lens", "%(n)d lenses", "n"),
    "link": ngettext_lazy("%(n)d link", "%(n)d links", "n"),
    "meeting": ngettext_lazy("%(n)d meeting", "%(n)d meetings", "n"),
    "member": ngettext_lazy("%(n)d member", "%(n)d members", "n"),
    "milestone": ngettext_lazy("%(n)d milestone", "%(n)d milestones", "n"),
    "notification": ngettext_lazy("%(n)d notification", "%(n)d notifications", "n"),
    "part": ngettext_lazy("%(n)d part", "%(n)d parts", "n"),
    "practice": ngettext_lazy("%(n)d practice", "%(n)d practices", "n"),
    "question": ngettext_lazy("%(n)d question", "%(n)d questions", "n"),
    "re-review": ngettext_lazy("%(n)d re-review", "%(n)d re-reviews", "n"),
    "report": ngettext_lazy("%(n)d report", "%(n)d reports", "n"),
    "resource": ngettext_lazy("%(n)d resource", "%(n)d resources", "n"),
    "result": ngettext_lazy("%(n)d result", "%(n)d results", "n"),
    "scan": ngettext_lazy("%(n)d scan", "%(n)d scans", "n"),
    "share": ngettext_lazy("%(n)d share", "%(n)d shares", "n"),
    "suppression": ngettext_lazy("%(n)d suppression", "%(n)d suppressions", "n"),
    "template": ngettext_lazy("%(n)d template", "%(n)d templates", "n"),
    "thread": ngettext_lazy("%(n)d thread", "%(n)d threads", "n"),
    "unit": ngettext_lazy("%(n)d unit", "%(n)d units", "n"),
    "version": ngettext_lazy("%(n)d version", "%(n)d versions", "n"),
    "workload": ngettext_lazy("%(n)d workload", "%(n)d workloads", "n"),
}


@register.filter
def counted(number: int, noun: str) -> str:
    """`{{ 3|counted:"workload" }}`: “3 workloads”, in the language that holds.

    Raises KeyError for a noun that is not in `COUNTED`.
    """
    return COUNTED[noun] % {"n": number}
