"""The checks by their id, and the remedy of one in words for one resource."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from pillars.checking import Check
from pillars.checks import all_checks
from pillars.remedies import CODE, Names, filled

from .elsewhere import title_elsewhere
from .models import Finding


@dataclass(frozen=True, slots=True)
class Page:
    """A page about a check: its address, and words by which it is known."""

    url: str

    @property
    def words(self) -> str:
        """The host and the end of the path: `docs.aws.amazon.com: encryption-by-default`."""
        host, _, path = self.url.removeprefix("https://").partition("/")
        known = "AWS Config" if path.startswith("config/") else host
        return f"{known}: {path.rsplit('/', 1)[-1].removesuffix('.html') or path}"


@dataclass(frozen=True, slots=True)
class Way:
    """One means of making a resource pass, with its words; or its price; or pages about it."""

    means: str
    label: str
    text: str
    pages: tuple[Page, ...] = ()

    @property
    def is_code(self) -> bool:
        return self.means in CODE


LABELS = {
    "console": _("Console"),
    "cost": _("Cost"),
    "cli": "AWS CLI",
    "cloudformation": "CloudFormation",
    "terraform": "Terraform",
}


@cache
def checks_by_id() -> Mapping[str, Check]:
    return {check.id: check for check in all_checks()}


def check_title(check_id: str) -> str:
    """The title of a check or of another tool's rule; its id where nobody knows it any more."""
    check = checks_by_id().get(check_id)
    return check.title if check else title_elsewhere(check_id) or check_id


def remedies(check: Check, finding: Finding | None = None) -> list[Way]:
    """What would make a resource pass, by means; with its name and id where one is given.

    After the console's words comes what it costs where that is known, at the end pages about it.
    """
    names = _names(finding) if finding else Names()
    remedy = check.remedy.of(finding.resource) if finding else check.remedy
    texts = ((means, getattr(remedy, means)) for means in LABELS)
    ways = [
        Way(means, str(LABELS[means]), filled(text, means, names)) for means, text in texts if text
    ]
    pages = tuple(Page(url) for url in pages_about(check))
    return [*ways, Way("pages", str(_("Read more")), "", pages)] if pages else ways


def first_failing(findings: Iterable[Finding]) -> Finding | None:
    """Whose own names the remedies of a check are shown with."""
    return next((each for each in findings if each.verdict == "fail"), None)


def pages_about(check: Check) -> tuple[str, ...]:
    """The addresses of pages about what a check asks for; its own first."""
    return tuple(dict.fromkeys(page for page in (check.url, *check.references) if page))


def remedy_lines(check: Check, finding: Finding | None = None) -> dict[str, str]:
    """What would make a resource pass, by means; empty where there is nothing to say."""
    told = {way.means: way.text for way in remedies(check, finding)}
    return {means: told.get(means, "") for means in LABELS}


def _names(finding: Finding) -> Names:
    return Names(
        name=finding.resource_name,
        id=finding.resource,
        region=finding.region,
        account=finding.account,
        whole_account=finding.resource_name.startswith("account "),
    )
