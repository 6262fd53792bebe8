"""Stores of data whose settings no scan reads, by the type under which AWS's indexes have them."""

import re
from collections.abc import Mapping

STORES: Mapping[str, str] = {
    "workspaces:workspace": "WorkSpace",
    "elasticmapreduce:cluster": "EMR cluster",
    "sagemaker:notebook-instance": "notebook instance",
    "storagegateway:gateway": "storage gateway",
}


def type_of(arn: str) -> str:
    """`redshift:cluster` of `arn:aws:redshift:eu-west-1:111122223333:cluster:sales`."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return ""
    return f"{parts[2]}:{re.split('[:/]', parts[5].lstrip('/'), maxsplit=1)[0]}"
