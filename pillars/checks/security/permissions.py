"""Who may do what: nothing that runs is an administrator, and people get rights by group."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._policies import allows_everything, principals, statements
from .._principals import administrator_by, default_document, own_policies
from .._reading import in_every_place
from ..common import config_rule, judged, listed

_BEST_PRACTICES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"


@check(
    id="iam-service-roles-not-admin",
    title="Roles that machines assume are not administrators",
    pillar="security",
    severity=Severity.HIGH,
    needs=["iam.role", "iam.policy"],
    passes="No policy of a role that an AWS service can assume allows all actions on all "
    "resources. Roles that AWS itself creates for its services are left out.",
    refutes=["SEC03-BP02"],
    remedy=Remedy(
        console="IAM → Roles → {name} → Generate policy based on CloudTrail events; attach what "
        "it finds and detach the administrator policy.",
        cli=(
            "aws iam list-attached-role-policies --role-name {name}\n"
            "# what it did, from CloudTrail; the access role lets Access Analyzer read the trail\n"
            "aws accessanalyzer start-policy-generation --region REGION "
            "--policy-generation-details principalArn={id} --cloud-trail-details "
            "file://trail.json\n"
            "# once the narrower policy is attached and tried\n"
            "aws iam detach-role-policy --role-name {name} --policy-arn POLICY_ARN"
        ),
        cloudformation=(
            'Narrow:\n  Type: AWS::IAM::RolePolicy\n  Properties:\n    RoleName: "{name}"\n'
            "    PolicyName: what-it-really-does\n    PolicyDocument:\n"
            '      Version: "2012-10-17"\n      Statement:\n        - Effect: Allow\n'
            '          Action: ["s3:GetObject"]\n          Resource: "arn:aws:s3:::BUCKET/*"'
        ),
        terraform='resource "aws_iam_role_policy" "narrow" {\n  role   = "{name}"\n'
        "  policy = data.aws_iam_policy_document.what_it_really_does.json\n}",
        cost="Free",
    ),
    url=_BEST_PRACTICES,
)
def service_roles_not_admin(snapshot: Snapshot) -> Iterator[Result]:
    roles = [role for role in snapshot.of("iam.role") if _services(role) and not _aws_own(role)]
    return judged(roles, lambda role: _not_admin(role, snapshot))


def _not_admin(role: Resource, snapshot: Snapshot) -> Result:
    who = f"Role {role.name}, which {listed(_services(role))} can assume,"
    policy = administrator_by(role, snapshot)
    if policy:
        return failed(role, f"{who} may do everything, by policy {policy}.")
    return passed(role, f"{who} is not an administrator.")


def _services(role: Resource) -> list[str]:
    trust = role.get("AssumeRolePolicyDocument")
    return sorted(
        {
            service
            for statement in statements(trust)
            if statement.get("Effect") == "Allow"
            for service in principals(statement, "Service")
        }
    )


def _aws_own(role: Resource) -> bool:
    return str(role.get("Path", "/")).startswith("/aws-service-role/")


@check(
    id="iam-own-policies-not-admin",
    title="No policy of the account's own allows everything",
    pillar="security",
    severity=Severity.HIGH,
    needs=["iam.policy"],
    passes="No managed policy written in the account, and attached to something, allows all "
    "actions on all resources without a condition.",
    refutes=["SEC03-BP02"],
    remedy=Remedy(
        console="IAM → Policies → {name} → Edit: name the actions and resources that are needed; "
        "IAM Access Analyzer drafts them from CloudTrail.",
        cli="aws iam list-entities-for-policy --policy-arn {id}\n"
        "aws iam create-policy-version --policy-arn {id} --set-as-default "
        "--policy-document file://narrow.json",
        cloudformation=(
            "Narrow:\n  Type: AWS::IAM::ManagedPolicy\n  Properties:\n"
            '    ManagedPolicyName: "{name}"\n    PolicyDocument:\n'
            '      Version: "2012-10-17"\n      Statement:\n        - Effect: Allow\n'
            '          Action: ["s3:GetObject"]\n          Resource: "arn:aws:s3:::BUCKET/*"'
        ),
        terraform='resource "aws_iam_policy" "narrow" {\n  name   = "{name}"\n'
        "  policy = data.aws_iam_policy_document.narrow.json\n}",
        cost="Free",
    ),
    url=_BEST_PRACTICES,
    references=[config_rule("iam-policy-no-statements-with-admin-access")],
)
def own_policies_not_admin(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("iam.policy"), _narrow)


def _narrow(policy: Resource) -> Result | None:
    if ":iam::aws:" in policy.id or not policy.get("AttachmentCount"):
        return None
    if allows_everything(default_document(policy)):
        count = policy.get("AttachmentCount")
        return failed(policy, f"Policy {policy.name} allows everything; {count} use it.")
    return passed(policy, f"Policy {policy.name} does not allow everything.")


@check(
    id="iam-users-through-groups",
    title="IAM users get their rights through groups",
    pillar="security",
    severity=Severity.LOW,
    needs=["iam.user"],
    passes="No policy is written into or attached to the IAM user itself.",
    refutes=["SEC02-BP06"],
    supports=["SEC02-BP06"],
    remedy=Remedy(
        console="IAM → Users → {name} → Permissions: add the user to a group that carries the "
        "policies, then remove them from the user.",
        cli=(
            "aws iam add-user-to-group --user-name {name} --group-name GROUP\n"
            "aws iam list-attached-user-policies --user-name {name}\n"
            "# once the group grants what the user needs\n"
            "aws iam detach-user-policy --user-name {name} --policy-arn POLICY_ARN"
        ),
        cloudformation=(
            "Membership:\n  Type: AWS::IAM::UserToGroupAddition\n  Properties:\n"
            '    GroupName: developers\n    Users: ["{name}"]'
        ),
        terraform='resource "aws_iam_user_group_membership" "user" {\n  user   = "{name}"\n'
        "  groups = [aws_iam_group.developers.name]\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
    references=[config_rule("iam-user-no-policies-check")],
)
def users_through_groups(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("iam.user"), _through_groups)


def _through_groups(user: Resource) -> Result:
    policies = own_policies(user)
    if policies:
        return failed(user, f"User {user.name} has policies of its own: {listed(policies)}.")
    return passed(user, f"User {user.name} has no policy of its own.")


@check(
    id="iam-instance-roles",
    title="Running instances act through a role",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ec2.instance"],
    passes="The running EC2 instance has an instance profile. Whether its software uses it, or "
    "needs AWS at all, a person knows.",
    supports=["SEC02-BP02", "SEC03-BP01", "foundations/sec_iam_roles"],
    remedy=Remedy(
        console="EC2 → Instances → {name} → Actions → Security → Modify IAM role; choose a role "
        "that allows what the machine does and no more.",
        cli=(
            "aws ec2 associate-iam-instance-profile --region {region} --instance-id {last} "
            "--iam-instance-profile Name=PROFILE"
        ),
        cloudformation=(
            "Profile:\n  Type: AWS::IAM::InstanceProfile\n  Properties:\n    Roles: [!Ref AppRole]"
        ),
        terraform=(
            'resource "aws_instance" "this" {\n'
            "  # the rest stays as it is: {last}, {name}\n"
            "  iam_instance_profile = aws_iam_instance_profile.app.name\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
)
def instance_roles(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ec2.instance"), _has_role)


def _has_role(instance: Resource) -> Result | None:
    if (instance.get("State") or {}).get("Name") != "running":
        return None
    profile = instance.get("IamInstanceProfile")
    if profile:
        return passed(instance, f"Instance {instance.name} acts through {profile.get('Arn')}.")
    return failed(instance, f"Instance {instance.name} has no instance profile.")


@check(
    id="iam-access-analyzer",
    title="IAM Access Analyzer watches the region",
    pillar="security",
    severity=Severity.LOW,
    needs=["accessanalyzer.analyzer"],
    passes="An analyzer of external access, for the account or its organisation, is active in "
    "the region.",
    supports=["SEC03-BP07", "SEC03-BP04"],
    remedy=Remedy(
        console="IAM → Access Analyzer → Create analyzer, External access analysis, in {region}.",
        cli="aws accessanalyzer create-analyzer --analyzer-name account --type ACCOUNT "
        "--region {region}",
        cloudformation=(
            "Analyzer:\n  Type: AWS::AccessAnalyzer::Analyzer\n  Properties:\n"
            "    AnalyzerName: account\n    Type: ACCOUNT"
        ),
        terraform='resource "aws_accessanalyzer_analyzer" "account" {\n'
        '  analyzer_name = "account"\n}',
        cost="Free for external access",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
)
def access_analyzer(snapshot: Snapshot) -> Iterator[Result]:
    return in_every_place(
        snapshot,
        "accessanalyzer.analyzer",
        _watches,
        missing="No active analyzer of external access",
        found="An analyzer of external access is active",
    )


def _watches(analyzer: Resource) -> bool:
    return (
        analyzer.get("type") in ("ACCOUNT", "ORGANIZATION") and analyzer.get("status") == "ACTIVE"
    )


CHECKS: tuple[Check, ...] = (
    service_roles_not_admin,
    own_policies_not_admin,
    users_through_groups,
    instance_roles,
    access_analyzer,
)
