"""What a workload's accounts, regions and industry may be."""

import re
from functools import lru_cache

import boto3

ACCOUNT = re.compile(r"^\d{12}$")

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


def account_error(account: str) -> str:
    """What is wrong with an account id, or an empty text."""
    return "" if ACCOUNT.match(account) else f"“{account}” is not 12 digits."


def region_error(region: str) -> str:
    """What is wrong with a region's name, or an empty text."""
    if region in known_regions():
        return ""
    near = sorted(name for name in known_regions() if name[:2] == region[:2])[:4]
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    return f"AWS has no region “{region}”.{hint}"
