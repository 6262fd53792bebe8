"""Regions whose electricity Amazon reports as matched with renewable energy.

Amazon's 2022 sustainability report names 19 regions whose electricity of that year was matched
completely (https://sustainability.aboutamazon.com/products-services/the-cloud). For 2023 it speaks
of 22, and of all electricity of the company since; the shorter list is kept, and a region outside
it is unknown, not worse.
"""

REPORT_YEAR = 2022
REPORT_URL = "https://sustainability.aboutamazon.com/products-services/the-cloud"

MATCHED = frozenset(
    {
        *("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
        *("us-gov-east-1", "us-gov-west-1", "ca-central-1"),
        *("eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-central-2"),
        *("eu-north-1", "eu-south-1", "eu-south-2"),
        *("ap-south-1", "ap-south-2", "cn-north-1", "cn-northwest-1"),
    }
)
