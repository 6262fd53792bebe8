"""Security of people and programs: roles instead of keys, second factors, secrets."""

from typing import Any

from ..account import Account, days_ago
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..parts.data import database
from ..parts.machines import function, function_environment, instance, service
from ..parts.network import network
from ..parts.people import allow, guarded_root, key, role, root_of, user

ROLES, MFA, SECRETS = "sec_iam_roles", "sec_mfa_privileged", "sec_secrets_manager"


def instance_with_role(account: Account) -> None:
    iam = account.client("iam")
    role(account, "web", "ec2")
    arn = iam.create_instance_profile(InstanceProfileName="web")["InstanceProfile"]["Arn"]
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    instance(account, network(account), IamInstanceProfile={"Arn": arn})


def instance_without_role(account: Account) -> None:
    instance(account, network(account))


def young_key(account: Account) -> None:
    user(account, "deploy")
    key(account, "deploy")


def old_key(account: Account) -> None:
    account.guilty(ROLES, user(account, "erp"))
    with days_ago(120):
        key(account, "erp")


def old_key_switched_off(account: Account) -> None:
    user(account, "former")
    with days_ago(400):
        made = key(account, "former")
    account.client("iam").update_access_key(UserName="former", AccessKeyId=made, Status="Inactive")


def root_with_keys(account: Account) -> None:
    account.guilty(ROLES, root_of(account))
    guarded_root(account, keys=1)


def function_with_password(account: Account) -> None:
    arn = function(account, "invoices", Environment=function_environment(DB_PASSWORD="hunter2"))
    account.guilty(ROLES, arn)
    account.guilty(SECRETS, arn)


def function_with_key_in_a_plain_name(account: Account) -> None:
    """Nothing in the name tells; the value is an access key."""
    arn = function(account, "upload", Environment=function_environment(UPLOADER="AKIA" + "A1" * 8))
    account.guilty(SECRETS, arn)


def function_with_references(account: Account) -> None:
    """Names that speak of secrets, and values that only say where they are."""
    arn = function(
        account,
        "orders",
        Environment=function_environment(
            DB_SECRET_ARN=account.arn("secretsmanager", "secret:db-AbCdEf"),
            API_KEY_PARAMETER="/shop/api-key",
            TOKEN_URL="https://login.example.com/token",
            MAX_TOKENS="2000",
            PASSWORD_MIN_LENGTH="14",
        ),
    )
    account.innocent(SECRETS, arn)


def task_with_secret(account: Account) -> None:
    arn = service(account, network(account), variables={"STRIPE_API_KEY": "sk_test_1"})
    ecs = account.client("ecs")
    task = ecs.describe_services(cluster="main", services=[arn])["services"][0]["taskDefinition"]
    account.guilty(SECRETS, task)


def build_with_token(account: Account) -> None:
    variable = {"name": "NPM_TOKEN", "value": "not-a-real-one", "type": "PLAINTEXT"}
    made = account.client("codebuild").create_project(
        name="build",
        source={"type": "GITHUB", "location": "https://github.com/example/shop.git"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [variable],
        },
        serviceRole=role(account, "build", "codebuild"),
    )["project"]["arn"]
    account.guilty(SECRETS, made)


def kept_secret(account: Account) -> None:
    secret = {"Name": "shop/db", "SecretString": "not-a-real-one"}
    account.innocent(SECRETS, account.client("secretsmanager").create_secret(**secret)["ARN"])


def parameter(account: Account, name: str, kind: str) -> str:
    account.client("ssm").put_parameter(Name=name, Value="not-a-real-one", Type=kind)
    return account.arn("ssm", f"parameter/{name.lstrip('/')}")


def secure_parameter(account: Account) -> None:
    account.innocent(SECRETS, parameter(account, "/shop/db_password", "SecureString"))


def plain_parameter(account: Account) -> None:
    account.guilty(SECRETS, parameter(account, "/shop/db_password", "String"))


def harmless_parameter(account: Account) -> None:
    parameter(account, "/shop/token-endpoint", "String")


def managed_password(account: Account) -> None:
    more: dict[str, Any] = {"ManageMasterUserPassword": True, "MasterUserPassword": ""}
    account.innocent(SECRETS, database(account, **more))


def root_with_mfa(account: Account) -> None:
    guarded_root(account)


def root_without_mfa(account: Account) -> None:
    account.guilty(MFA, root_of(account))


def administrator(account: Account) -> None:
    """Signs in to the console with a second factor."""
    account.innocent(MFA, user(account, "ada", password=True, mfa=True, policy=allow("*")))


def careless_administrator(account: Account) -> None:
    account.guilty(MFA, user(account, "eve", password=True, policy=allow("*")))


def administrator_by_group(account: Account) -> None:
    iam = account.client("iam")
    account.guilty(MFA, user(account, "bob", password=True))
    iam.create_group(GroupName="administrators")
    iam.put_group_policy(
        GroupName="administrators", PolicyName="everything", PolicyDocument=allow("*")
    )
    iam.add_user_to_group(GroupName="administrators", UserName="bob")


def administrator_by_managed_policy(account: Account) -> None:
    """AdministratorAccess itself, attached to the user."""
    account.guilty(MFA, user(account, "carol", password=True))

    def attach(said: dict[str, Any]) -> None:
        for each in said["UserDetailList"]:
            if each["UserName"] == "carol":
                each["AttachedManagedPolicies"] = [
                    {
                        "PolicyName": "AdministratorAccess",
                        "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
                    }
                ]

    account.change("iam", "GetAccountAuthorizationDetails", attach)


def can_make_herself_administrator(account: Account) -> None:
    """May set anybody's password, the administrators' too."""
    policy = allow("iam:UpdateLoginProfile", "iam:CreateLoginProfile")
    account.guilty(MFA, user(account, "mallory", password=True, policy=policy))


def can_join_any_group(account: Account) -> None:
    policy = allow("iam:AddUserToGroup")
    account.guilty(MFA, user(account, "trudy", password=True, policy=policy))


def reader_without_mfa(account: Account) -> None:
    """Not privileged, and yet nobody can say that everybody who matters has a second factor."""
    user(account, "reader", password=True, policy=allow("s3:GetObject"))


def machine_administrator(account: Account) -> None:
    """An administrator who cannot sign in to the console needs no device to do so."""
    user(account, "terraform", policy=allow("*"))


def federation(account: Account) -> None:
    account.client("iam").create_saml_provider(
        Name="company",
        SAMLMetadataDocument="<EntityDescriptor>" + "x" * 1000 + "</EntityDescriptor>",
    )


GOOD = Case(
    "people good",
    (
        instance_with_role,
        function_with_references,
        old_key_switched_off,
        kept_secret,
        secure_parameter,
        harmless_parameter,
        managed_password,
        root_with_mfa,
        administrator,
        machine_administrator,
    ),
    {ROLES: SUPPORTED, MFA: MET, SECRETS: SUPPORTED},
)
BAD = Case(
    "people bad",
    (
        instance_without_role,
        old_key,
        function_with_password,
        function_with_key_in_a_plain_name,
        task_with_secret,
        build_with_token,
        plain_parameter,
        root_without_mfa,
        careless_administrator,
    ),
    every(NOT_MET, ROLES, MFA, SECRETS),
)
CASES = (
    GOOD,
    BAD,
    Case("people empty", (root_with_mfa,), {ROLES: UNKNOWN, MFA: MET, SECRETS: UNKNOWN}),
    Case("root without mfa", (root_without_mfa,), {MFA: NOT_MET}),
    Case("root with keys", (root_with_keys,), {ROLES: NOT_MET}),
    Case("young key only", (young_key, root_with_mfa), {ROLES: UNKNOWN, MFA: MET}),
    Case("instances without role", (instance_without_role,), {ROLES: UNKNOWN}),
    Case(
        "administrators in disguise",
        (
            root_with_mfa,
            administrator,
            administrator_by_group,
            administrator_by_managed_policy,
        ),
        {MFA: NOT_MET},
    ),
    Case("setter of passwords", (root_with_mfa, can_make_herself_administrator), {MFA: NOT_MET}),
    Case("joiner of groups", (root_with_mfa, can_join_any_group), {MFA: NOT_MET}),
    Case(
        "reader without mfa", (root_with_mfa, administrator, reader_without_mfa), {MFA: SUPPORTED}
    ),
    Case("federated sign-in", (root_with_mfa, federation), {MFA: SUPPORTED, ROLES: SUPPORTED}),
    Case(
        "one secret in the open",
        (kept_secret, function_with_references, plain_parameter),
        {SECRETS: NOT_MET},
    ),
)
