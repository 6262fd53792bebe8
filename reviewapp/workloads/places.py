"""What a workload's accounts, regions and industry may be."""

import re
from functools import lru_cache

import boto3

ACCOUNT = re.compile(r"[0-9]{12}")
MOST_ACCOUNTS = 1000  # of one workload

# Industry types of the AWS Well-Architected Tool, so that a workload can be exchanged with it.
INDUSTRIES = (
    "Agriculture",
    "Automobile",
    "Defense",
    "Design and Engineering",
    "Digital Advertising",
    "Education",
    "Environmental Protection",
    "Financial Services",
    "Gaming",
    "General Public Services",
    "Healthcare",
    "Hospitality",
    "InfoTech",
    "Justice and Public Safety",
    "Life Sciences",
    "Manufacturing",
    "Media & Entertainment",
    "Mining & Resources",
    "Oil & Gas",
    "Power & Utilities",
    "Professional Services",
    "Real Estate & Construction",
    "Retail & Wholesale",
    "Social Protection",
    "Telecommunications",
    "Travel, Transportation & Logistics",
    "Other",
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
    return "" if is_account(account) else f"“{_short(account)}” is not 12 digits."


def region_error(region: str) -> str:
    """What is wrong with a region's name, or an empty text."""
    if region in known_regions():
        return ""
    near = sorted(name for name in known_regions() if name[:2] == region[:2])[:4]
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    return f"AWS has no region “{_short(region)}”.{hint}"


def elsewhere_error(place: str) -> str:
    """What is wrong with the name of a place outside AWS, or an empty text."""
    return "" if 3 <= len(place) <= 25 else f"“{_short(place)}” needs 3 to 25 characters."


def requirement_error(requirement: str) -> str:
    """What is wrong with a compliance requirement, or an empty text."""
    too_long = len(requirement) > 60
    return f"“{_short(requirement)}” is longer than 60 characters." if too_long else ""


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
