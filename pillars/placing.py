"""Where each fact of a scan stands under a workload's scope; the rule is in `pillars.scope`."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from .facts import GLOBAL
from .kinds import KindRole, TagSource, kind_of
from .relations import ANY, Link, Way, identities, region_of_name
from .scope import (
    MEAN_WORDS,
    STACK_TAGS,
    Mean,
    Members,
    Place,
    Placed,
    Scope,
    Subject,
)
from .tag_expressions import holds


def place_all(
    scope: Scope, subjects: Iterable[Subject], members: Sequence[Members] = ()
) -> dict[int, Placed]:
    """The place of every fact, by its key.

    Raises:
        ExpressionError: the scope's tag expression has a mistake.
    """
    return _Placing(scope, list(subjects), members).done()


_Key = tuple[str, str, str, str]
_Edges = dict[int, list[tuple[int, Way]]]


class _Placing:
    def __init__(
        self, scope: Scope, subjects: Sequence[Subject], members: Sequence[Members]
    ) -> None:
        self._scope = scope
        self._subjects = subjects
        self._members = members
        self._found: dict[int, Placed] = {}
        self._by_name: dict[_Key, list[int]] = {}
        self._index: dict[int, int] = {}

    def done(self) -> dict[int, Placed]:
        if not self._scope.has_means:
            return {each.key: self._by_region(each) for each in self._subjects}
        self._name_all()
        listed = self._listed()
        for subject in self._subjects:
            self._found[subject.key] = self._alone(subject, listed)
        edges, sights = self._edges()
        self._spread(edges)
        self._look_around(sights)
        return self._found

    def _by_region(self, subject: Subject) -> Placed:
        if self._scope.is_everything:
            return Placed(Place.INSIDE, "The scope leaves nothing out.")
        if self._scope.allows(subject.account, subject.region):
            return Placed(Place.INSIDE, "Its account and region are in scope.")
        return Placed(Place.OUTSIDE, _elsewhere(self._scope, subject))

    def _name_all(self) -> None:
        """Who is meant by a name: within a kind, an account and a region; by an ARN anywhere."""
        for place, subject in enumerate(self._subjects):
            self._index[subject.key] = place
            if kind_of(subject.kind).role is KindRole.DETAIL:
                continue
            region = region_of_name(subject.kind, subject.region)
            for name in identities(subject.arn):
                where = _key(subject.kind, subject.account, region, name)
                self._by_name.setdefault(where, []).append(subject.key)
            for name in subject.aliases:
                where = _key(subject.kind, subject.account, "", name)
                self._by_name.setdefault(where, []).append(subject.key)
            self._by_name.setdefault(_key(ANY, "", "", subject.arn), []).append(subject.key)

    def _whom(self, kind: str, account: str, region: str, name: str) -> list[int]:
        if name.startswith("arn:"):
            return self._by_name.get(_key(ANY, "", "", name), [])
        here = self._by_name.get(_key(kind, account, region_of_name(kind, region), name))
        return here or self._by_name.get(_key(kind, account, "", name), [])

    def _listed(self) -> dict[int, Members]:
        """What the stacks, groups and applications of the scope list."""
        listed: dict[int, Members] = {}
        for each in self._members:
            for kind, name in each.members:
                for key in self._whom(kind, each.account, each.region, name):
                    listed.setdefault(key, each)
        return listed

    def _alone(self, subject: Subject, listed: Mapping[int, Members]) -> Placed:
        """The place of a fact by itself, whatever it belongs to."""
        if not self._scope.allows(subject.account, subject.region):
            return Placed(Place.OUTSIDE, _elsewhere(self._scope, subject))
        if not kind_of(subject.kind).can_be_outside:
            return Placed(Place.INSIDE, "It holds for the whole account.")
        if kind_of(subject.kind).role is KindRole.DETAIL and not subject.links:
            return Placed(Place.INSIDE, "It names no resource, so it holds for the whole account.")
        if subject.key in listed:
            return Placed(Place.INSIDE, f"The {_called(listed[subject.key])} contains it.")
        return self._by_tags(subject) or self._by_gap(subject) or _NOTHING

    def _by_tags(self, subject: Subject) -> Placed | None:
        kind = kind_of(subject.kind)
        if kind.role is KindRole.DETAIL and kind.tags is TagSource.NONE:
            return None  # it has no tags of its own, not even none
        if subject.tags is None:
            return self._by_unread_tags(subject)
        expression = self._scope.expression
        if expression and holds(expression, subject.tags):
            return Placed(Place.INSIDE, "Its tags match the scope.")
        for stack in self._scope.stacks:
            if stack in (subject.tags.get(tag) for tag in STACK_TAGS) or _is_stack(subject, stack):
                return Placed(Place.INSIDE, f"The {MEAN_WORDS[Mean.STACK]} {stack} made it.")
        for each in self._members:
            if any(tags.items() <= subject.tags.items() for tags in each.tags):
                return Placed(Place.INSIDE, f"It carries the tag of the {_called(each)}.")
        return None

    def _by_unread_tags(self, subject: Subject) -> Placed | None:
        by_tags = self._scope.tags.strip() or self._scope.stacks or self._scope.applications
        if not by_tags or kind_of(subject.kind).role is KindRole.DETAIL:
            return None
        return Placed(Place.UNCERTAIN, f"Its tags could not be read: {subject.tags_reason}")

    def _by_gap(self, subject: Subject) -> Placed | None:
        """Whatever was not read of a mean may contain anything of its account and region."""
        if kind_of(subject.kind).role is KindRole.DETAIL:
            return None
        for each in self._gaps.get(subject.account, ()):
            if subject.region in (each.region, GLOBAL):
                why = f"The members of the {_called(each)} could not be read: {each.reason}"
                return Placed(Place.UNCERTAIN, why)
        return None

    @cached_property
    def _gaps(self) -> Mapping[str, list[Members]]:
        found: dict[str, list[Members]] = {}
        for each in self._members:
            if each.reason:
                found.setdefault(each.account, []).append(each)
        return found

    def _spread(self, edges: _Edges) -> None:
        """Carries places along the relations: first what is inside, then what is uncertain."""
        for place in (Place.INSIDE, Place.UNCERTAIN):
            # Its own before what is merely used: an own thing brings more along.
            start = [s.key for s in self._subjects if self._starts(s, place)]
            waiting = deque(start)
            while waiting:
                key = waiting.popleft()
                for other, way in edges.get(key, ()):
                    if self._reaches(key, other, way, place):
                        waiting.append(other)

    def _starts(self, subject: Subject, place: Place) -> bool:
        starting = (KindRole.RESOURCE, KindRole.SHARED)
        return self._found[subject.key].place is place and kind_of(subject.kind).role in starting

    def _reaches(self, key: int, other: int, way: Way, place: Place) -> bool:
        """Moves `other` to where `key` is, if the way between them carries that far."""
        mine, theirs = self._found[key], self._found[other]
        if way is Way.PART and mine.used:
            return False
        used = way is Way.USES or mine.used
        if not self._may_reach(self._subject(key), self._subject(other)):
            return False
        settled = theirs.place is place or theirs.place is Place.INSIDE
        becomes_own = theirs.place is place and theirs.used and not used
        if settled and not becomes_own:
            return False
        self._found[other] = Placed(place, self._because(key, way, place), used)
        return True

    def _subject(self, key: int) -> Subject:
        return self._subjects[self._index[key]]

    def _may_reach(self, giver: Subject, taker: Subject) -> bool:
        """What the whole account shares brings its details along and nothing else."""
        shared = kind_of(giver.kind).role is KindRole.SHARED
        if shared and kind_of(taker.kind).role is not KindRole.DETAIL:
            return False
        return self._scope.allows(taker.account, taker.region)

    def _because(self, key: int, way: Way, place: Place) -> str:
        subject = self._subject(key)
        what = f"{kind_of(subject.kind).label} {_short(subject.arn)}"
        if place is Place.UNCERTAIN:
            return f"It belongs to {what}, of which the scope is not known."
        if way is Way.USES:
            return f"{what}, which is in scope, works with it."
        return f"It belongs to {what}, which is in scope."

    def _look_around(self, sights: _Edges) -> None:
        """What has to be known to judge what is inside, one step away from it."""
        inside = [key for key, each in self._found.items() if each.place is Place.INSIDE]
        for key in inside:
            for other, _ in sights.get(key, ()):
                there = self._subject(other)
                outside = self._found[other].place is Place.OUTSIDE
                if outside and self._scope.allows(there.account, there.region):
                    why = "Outside, but known to checks of what it is connected with."
                    self._found[other] = Placed(Place.BESIDE, why)

    def _edges(self) -> tuple[_Edges, _Edges]:
        """From what gives its place to what takes it; and from what is judged to what it needs."""
        edges: _Edges = {}
        sights: _Edges = {}
        for subject in self._subjects:
            for link in subject.links:
                for other in self._linked(subject, link):
                    way = link.relation.way
                    giver, taker = subject.key, other
                    if way in (Way.PART, Way.WITH, Way.SEEN):
                        giver, taker = taker, giver
                    kept = Way.PART if way is Way.HOLDS else way
                    found = sights if way in (Way.SEES, Way.SEEN) else edges
                    found.setdefault(giver, []).append((taker, kept))
        return edges, sights

    def _linked(self, subject: Subject, link: Link) -> list[int]:
        found: list[int] = []
        for name in link.values:
            found += self._whom(link.relation.named, subject.account, subject.region, name)
        return [key for key in dict.fromkeys(found) if key != subject.key]


_NOTHING = Placed(Place.OUTSIDE, "No tag, stack, group or application of the scope includes it.")


def _key(kind: str, account: str, region: str, name: str) -> _Key:
    return kind, account, region, name


def _elsewhere(scope: Scope, subject: Subject) -> str:
    if scope.accounts and subject.account not in scope.accounts:
        return "Its account is not in scope."
    return "Its region is not in scope."


def _is_stack(subject: Subject, stack: str) -> bool:
    """Whether a fact is itself the stack of this name or ARN."""
    if subject.kind != "cloudformation.stack":
        return False
    return stack == subject.arn or f":stack/{stack}/" in subject.arn


def _called(members: Members) -> str:
    return f"{MEAN_WORDS[members.mean]} {members.name}"


def _short(arn: str) -> str:
    return identities(arn)[-1]
