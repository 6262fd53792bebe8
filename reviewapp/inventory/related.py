"""The resources that a fact names, and those that name it, by the table of relations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pillars.kinds import kind_of
from pillars.relations import (
    ANY,
    Link,
    Relation,
    Way,
    aliases_of,
    identities,
    links_of,
    relations_to,
)
from reviewapp.collection.models import Fact

MOST = 100

# What the related resource is to this one: where this one names it, and where it names this one.
NAMES = {
    Way.PART: _("Part of"),
    Way.WITH: _("Part of"),
    Way.HOLDS: _("Holds"),
    Way.USES: _("Works with"),
}
NAMED = {
    Way.PART: _("Holds"),
    Way.WITH: _("Holds"),
    Way.HOLDS: _("Part of"),
    Way.USES: _("Used by"),
}


@dataclass(frozen=True, slots=True)
class Related:
    words: str
    fact: Fact
    label: str


def related_to(fact: Fact) -> list[Related]:
    """At most `MOST`, each once; two queries."""
    found: dict[int, Related] = {}
    for words, other in [*_named_by(fact), *_naming(fact)]:
        if other.pk != fact.pk:
            found.setdefault(other.pk, Related(words, other, kind_of(other.kind).label))
    return sorted(found.values(), key=lambda each: (each.words, each.label, each.fact.name))[:MOST]


def _named_by(fact: Fact) -> Iterator[tuple[str, Fact]]:
    links = [link for link in links_of(fact.kind, fact.data) if link.relation.way in NAMES]
    if not links:
        return
    condition = Q()
    for link in links:
        condition |= _called(link)
    for other in _facts(fact, condition):
        names = set(identities(other.resource))
        for link in links:
            if link.relation.named in (ANY, other.kind) and names & set(link.values):
                yield str(NAMES[link.relation.way]), other
                break


def _called(link: Link) -> Q:
    """The facts that may be meant; the identities of those that are found decide."""
    by_name = Q(resource__in=link.values)
    for value in link.values:
        if not value.startswith("arn:"):
            by_name |= Q(resource__endswith=value)
    return by_name if link.relation.named == ANY else by_name & Q(kind=link.relation.named)


def _naming(fact: Fact) -> Iterator[tuple[str, Fact]]:
    names = {*identities(fact.resource), *aliases_of(fact.kind, fact.data)}
    relations = [each for each in relations_to(fact.kind) if each.way in NAMED]
    holders = sorted({relation.holder for relation in relations})
    mentioned = Q()
    for name in names:
        mentioned |= Q(data__icontains=name)
    for other in _facts(fact, mentioned & Q(kind__in=holders)):
        if relation := _relation(other, relations, names):
            yield str(NAMED[relation.way]), other


def _relation(other: Fact, relations: Iterable[Relation], names: set[str]) -> Relation | None:
    wanted = set(relations)
    for link in links_of(other.kind, other.data):
        if link.relation in wanted and names & set(link.values):
            return link.relation
    return None


def _facts(fact: Fact, condition: Q) -> QuerySet[Fact]:
    return Fact.objects.filter(condition, run=fact.run_id, account=fact.account)[: MOST * 5]
