"""Who may do what: roles, users, policies, the root user."""

import json
from typing import Any

from ..account import Account
from ..layer import Answer


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


def user(
    account: Account, name: str, *, password: bool = False, mfa: bool = False, policy: str = ""
) -> str:
    """A user of IAM; gives the ARN."""
    iam = account.client("iam")
    arn: str = iam.create_user(UserName=name)["User"]["Arn"]
    if password:
        iam.create_login_profile(UserName=name, Password="not-a-real-1")
    if mfa:
        device = f"arn:aws:iam::{account.id}:mfa/{name}"
        iam.enable_mfa_device(
            UserName=name,
            SerialNumber=device,
            AuthenticationCode1="123456",
            AuthenticationCode2="654321",
        )
    if policy:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
    return arn


def key(account: Account, name: str) -> str:
    """An access key of a user, gives its id."""
    made: str = account.client("iam").create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    return made


def root_of(account: Account) -> str:
    return f"arn:aws:iam::{account.id}:root"


def guarded_root(account: Account, *, keys: int = 0) -> None:
    """The root user has a second factor, and keys where said."""

    def tell(said: Answer) -> None:
        said["SummaryMap"] |= {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": keys}

    account.change("iam", "GetAccountSummary", tell)
