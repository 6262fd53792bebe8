"""People in a text: `@[Ada Lovelace]` or `@ada@example.com` as it is typed, `@[17]` as it is kept.

The id stays right when somebody is renamed. What stands in code is left as it was typed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reviewapp.people.models import User
from reviewapp.workloads.models import Workload
from reviewapp.workloads.queries import people_of

from ..markdown import MENTION, SOMEBODY, Names
from ..models import Comment

_TICKS = re.compile(r"`+")
_TYPED = re.compile(
    r"""
    (?<![\w@]) @\[ (?P<name> [^\[\]\n]{1,254} ) \]
    | (?<![\w@.]) @ (?P<mail> [\w.!#$%&'*+/=?^{|}~-]{1,64} @ [\w-]+ (?:\.[\w-]+)+ )
    """,
    re.VERBOSE,
)


class UnknownPerson(Exception):
    """Somebody is mentioned whom nobody knows here; `words` say whom and what to do."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(" ".join(words))
        self.words = list(words)


@dataclass(frozen=True, slots=True)
class People:
    """Those who may be mentioned, by mail address and by name, both in lower case."""

    by_mail: Mapping[str, User]
    by_name: Mapping[str, Sequence[User]]

    def find(self, typed: str) -> User:
        """Raises UnknownPerson for nobody, and for a name that several have."""
        wanted = typed.strip().casefold()
        if user := self.by_mail.get(wanted):
            return user
        found = self.by_name.get(wanted, ())
        if len(found) == 1:
            return found[0]
        raise UnknownPerson([_several(typed) if found else _nobody(typed)])

    def handle(self, user: User) -> str:
        """What to type for somebody: the name where it is theirs alone, else the address."""
        name = user.get_full_name()
        alone = len(self.by_name.get(name.strip().casefold(), ())) == 1
        typable = alone and not re.search(r"[\[\]\n]", name) and not name.strip().isdigit()
        return f"@[{name}]" if typable else f"@[{user.email}]"


def people_from(users: Iterable[User]) -> People:
    by_mail: dict[str, User] = {}
    by_name: dict[str, list[User]] = defaultdict(list)
    for user in users:
        by_mail[user.email.casefold()] = user
        by_name[user.get_full_name().strip().casefold()].append(user)
    return People(by_mail, by_name)


def people_here(workload: Workload, *, also: Comment | None = None) -> People:
    """Who may be mentioned: whoever may see the workload, and whom the comment names already."""
    users = {user.pk: user for user in people_of(workload)}
    if also is not None:
        users |= {each.user_id: each.user for each in also.mentions.select_related("user")}
    return people_from(users.values())


def to_kept(text: str, people: People) -> str:
    """The text with ids instead of what was typed.

    Raises:
        UnknownPerson: with words for everybody who was not found.
    """
    unknown: list[str] = []

    def keep(found: re.Match[str]) -> str:
        mail, rest = _mail_of(found)
        try:
            user = people.find(found["name"] or mail)
        except UnknownPerson as error:
            unknown.extend(error.words)
            return found[0]
        return f"@[{user.pk}]{rest}"

    kept = "".join(part if is_code else _TYPED.sub(keep, part) for part, is_code in _parts_of(text))
    if unknown:
        raise UnknownPerson(list(dict.fromkeys(unknown)))
    return kept


def to_typed(text: str, people: People, users: Mapping[int, User]) -> str:
    """The kept text as its author would type it, to be edited."""

    def typed(found: re.Match[str]) -> str:
        user = users.get(int(found[1]))
        return people.handle(user) if user else f"@{SOMEBODY}"

    return MENTION.sub(typed, text)


def names_for(comments: Iterable[Comment]) -> Names:
    """Id and name of everybody whom comments mention; read with `mentions__user`."""
    users = {each.user_id: each.user for comment in comments for each in comment.mentions.all()}
    return tuple(sorted((pk, user.get_full_name()) for pk, user in users.items()))


def _parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, and of each whether it is code, its backticks included.

    As CommonMark has it: a run of backticks opens code where a later run is as long, which ends
    it. Every run is looked at once, however many there are without an end.
    """
    runs = list(_TICKS.finditer(text))
    ends = _ends_of(runs)
    begin = 0
    for number, run in enumerate(runs):
        end = ends[number]
        if end is None or run.start() < begin:
            continue
        yield text[begin : run.start()], False
        yield text[run.start() : end], True
        begin = end
    yield text[begin:], False


def _ends_of(runs: Sequence[re.Match[str]]) -> list[int | None]:
    """Of each run of backticks, where the next one of its length ends."""
    ends: list[int | None] = []
    later: dict[int, int] = {}
    for run in reversed(runs):
        length = run.end() - run.start()
        ends.append(later.get(length))
        later[length] = run.end()
    return ends[::-1]


def _mail_of(found: re.Match[str]) -> tuple[str, str]:
    """An address that ends a sentence goes without its full stop."""
    mail = found["mail"] or ""
    bare = mail.rstrip("-_")
    return bare, mail[len(bare) :]


def _nobody(typed: str) -> str:
    return _("Nobody called “%(name)s” may see this workload, so they cannot be mentioned.") % {
        "name": typed
    }


def _several(typed: str) -> str:
    return _("Several people are called “%(name)s”. Write @ and the mail address instead.") % {
        "name": typed
    }
