"""AWS Support: whether the account has a plan with which technical cases are taken by an API."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from ..errors import error_code
from ..reader import Reader
from ..registry import GLOBAL, Item, collects

# The one region of the service in each partition.
HOMES = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
# What AWS answers below the Business plan.
BELOW_BUSINESS = "SubscriptionRequiredException"


@collects("support.plan", call="support:DescribeSeverityLevels", scope=GLOBAL)
def plan(reader: Reader) -> Iterator[Item]:
    """One item: `Business` (that plan or a higher one) and the `SeverityLevels` it offers."""
    data = _plan(reader)
    yield Item(reader.arn("support", "plan", region=""), data, name="AWS Support")


def _plan(reader: Reader) -> dict[str, Any]:
    try:
        answer = reader.call(
            "describe_severity_levels", region=HOMES.get(reader.partition, ""), language="en"
        )
    except ClientError as error:
        if error_code(error) != BELOW_BUSINESS:
            raise
        return {"Business": False, "SeverityLevels": []}
    return {"Business": True, "SeverityLevels": [s["code"] for s in answer["severityLevels"]]}
