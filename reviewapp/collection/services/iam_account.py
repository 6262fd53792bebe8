"""IAM: what holds for the account as a whole."""

import csv
import io
import time
from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects

# AWS writes the credential report in the background, as a rule within a few seconds.
REPORT_POLLS = 10
PAUSE_SECONDS = 1.0


@collects("iam.account_summary", call="iam:GetAccountSummary", scope=GLOBAL)
def account_summary(reader: Reader) -> Iterator[Item]:
    summary = reader.call("get_account_summary")["SummaryMap"]
    yield Item(reader.arn("iam", "root", region=""), summary, name=reader.account)


@collects(
    "iam.credential_report_row",
    call="iam:GetCredentialReport",
    actions=("iam:GenerateCredentialReport",),
    scope=GLOBAL,
)
def credential_report(reader: Reader) -> Iterator[Item]:
    """One item per user and one for the root user, with the report's columns as texts.

    A report that is not ready in time ends as an error of the call that fetches it.
    """
    _await_report(reader)
    content = reader.call("get_credential_report")["Content"].decode()
    for row in csv.DictReader(io.StringIO(content)):
        yield Item(row["arn"], row, name=row["user"])


def _await_report(reader: Reader) -> None:
    for _ in range(REPORT_POLLS):
        if reader.call("generate_credential_report")["State"] == "COMPLETE":
            return
        time.sleep(PAUSE_SECONDS)


@collects(
    "iam.password_policy",
    call="iam:GetAccountPasswordPolicy",
    scope=GLOBAL,
    absent=("NoSuchEntity",),
)
def password_policy(reader: Reader) -> Iterator[Item]:
    policy = reader.call("get_account_password_policy")["PasswordPolicy"]
    yield Item(reader.arn("iam", "password-policy", region=""), policy, name="Password policy")


@collects("iam.saml_provider", call="iam:ListSAMLProviders", scope=GLOBAL)
def saml_providers(reader: Reader) -> Iterator[Item]:
    for provider in reader.pages("list_saml_providers", "SAMLProviderList"):
        yield Item(provider["Arn"], provider, name=_last_part(provider["Arn"]))


@collects("iam.oidc_provider", call="iam:ListOpenIDConnectProviders", scope=GLOBAL)
def oidc_providers(reader: Reader) -> Iterator[Item]:
    """Each with its `Url`, as AWS writes it: the list gives the ARN alone, which ends with it."""
    for provider in reader.pages("list_open_id_connect_providers", "OpenIDConnectProviderList"):
        url = _last_part(provider["Arn"])
        yield Item(provider["Arn"], {**provider, "Url": url}, name=url)


def _last_part(arn: str) -> str:
    return arn.partition("/")[2]
