"""Who may do what: roles, users, policies."""

import json
from typing import Any

from ..account import Account


def allow(*actions: str, resource: Any = "*", **more: Any) -> str:
    """A policy of one statement, as the text that IAM takes."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(account: Account, name: str, service: str) -> str:
    """A role that a service of AWS's may take; gives its ARN."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": f"{service}.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    arn: str = account.client("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]
    return arn
