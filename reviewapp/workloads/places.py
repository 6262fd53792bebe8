"""What a workload's accounts, regions and industry may be."""

import re
from functools import lru_cache

import boto3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ACCOUNT = re.compile(r"[0-9]{12}")
MOST_ACCOUNTS = 1000  # of one workload

# Industry types of the AWS Well-Architected Tool, so that a workload can be exchanged with it.
INDUSTRIES = (
    gettext_noop("Agriculture"),
    gettext_noop("Automobile"),
    gettext_noop("Defense"),
    gettext_noop("Design and Engineering"),
    gettext_noop("Digital Advertising"),
    gettext_noop("Education"),
    gettext_noop("Environmental Protection"),
    gettext_noop("Financial Services"),
    gettext_noop("Gaming"),
    gettext_noop("General Public Services"),
    gettext_noop("Healthcare"),
    gettext_noop("Hospitality"),
    gettext_noop("InfoTech"),
    gettext_noop("Justice and Public Safety"),
    gettext_noop("Life Sciences"),
    gettext_noop("Manufacturing"),
    gettext_noop("Media & Entertainment"),
    gettext_noop("Mining & Resources"),
    gettext_noop("Oil & Gas"),
    gettext_noop("Power & Utilities"),
    gettext_noop("Professional Services"),
    gettext_noop("Real Estate & Construction"),
    gettext_noop("Retail & Wholesale"),
    gettext_noop("Social Protection"),
    gettext_noop("Telecommunications"),
    gettext_noop("Travel, Transportation & Logistics"),
    gettext_noop("Other"),
)


@lru_cache(maxsize=1)
def known_regions() -> frozenset[str]:
    """Every region that the installed SDK knows, over all partitions."""
    session = boto3.Session()
    return frozenset(
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("ec2", partition_name=partition)
    )


def is_account(text: str) -> bool:
    return ACCOUNT.fullmatch(text) is not None


def account_error(account: str) -> str:
    """What is wrong with an account id, or an empty text."""
    return "" if is_account(account) else _("“%s” is not 12 digits.") % _short(account)


def region_error(region: str) -> str:
    """What is wrong with a region's name, or an empty text."""
    if region in known_regions():
        return ""
    near = sorted(name for name in known_regions() if name[:2] == region[:2])[:4]
    wrong = _("AWS has no region “%s”.") % _short(region)
    if not near:
        return wrong
    hint = _("Did you mean %s?") % ", ".join(near)
    return f"{wrong} {hint}"


def elsewhere_error(place: str) -> str:
    """What is wrong with the name of a place outside AWS, or an empty text."""
    return "" if 3 <= len(place) <= 25 else _("“%s” needs 3 to 25 characters.") % _short(place)


def requirement_error(requirement: str) -> str:
    """What is wrong with a compliance requirement, or an empty text."""
    too_long = len(requirement) > 60
    return _("“%s” is longer than 60 characters.") % _short(requirement) if too_long else ""


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
