"""What software comes from and by whom it is delivered: packages, pipelines, advisories."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._policies import Statement, conditions, principals, statements
from .._principals import administrator_by
from .._values import many
from ..common import counted, dig, judged, listed, required

ROLES = "iam.role"
POLICIES = "iam.policy"
INSPECTOR = "inspector2.status"
PACKAGES = "codeartifact.repository"
IMAGES = "ecr.pull_through_cache_rule"
BUILDERS = ("codebuild.amazonaws.com", "codepipeline.amazonaws.com", "codedeploy.amazonaws.com")
# Providers of identity to pipelines, and the claim that says which pipeline it is.
CI_PROVIDERS = {
    "token.actions.githubusercontent.com": "token.actions.githubusercontent.com:sub",
    "gitlab.com": "gitlab.com:sub",
    "app.terraform.io": "app.terraform.io:sub",
}


@check(
    id="packages-centrally-kept",
    title="Packages and base images come through one's own store",
    pillar="security",
    severity=Severity.LOW,
    needs=[PACKAGES, IMAGES],
    passes="CodeArtifact keeps packages, or a rule of ECR takes public images through the "
    "account's registry. Other stores do not show, so absence yields nothing.",
    supports=["SEC11-BP05"],
    remedy=Remedy(
        console="CodeArtifact → Repositories → Create repository with a public upstream; ECR → "
        "Private registry → Pull through cache → Add rule.",
        cli="aws codeartifact create-repository --region {region} --domain company "
        "--repository npm-store",
        cloudformation="Npm:\n  Type: AWS::CodeArtifact::Repository\n  Properties:\n"
        "    DomainName: company\n    RepositoryName: npm-store",
        terraform='resource "aws_codeartifact_repository" "npm" {\n  domain     = "company"\n'
        '  repository = "npm-store"\n}',
        cost="0.05 USD per GB and month, and 0.05 USD per 10,000 requests after the free tier",
    ),
    url="https://docs.aws.amazon.com/codeartifact/latest/ug/welcome.html",
)
def packages_kept(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PACKAGES), _packages)
    yield from judged(snapshot.of(IMAGES), _images)


def _packages(repository: Resource) -> Result:
    return passed(repository, f"CodeArtifact keeps packages in {required(repository, 'name')}.")


def _images(rule: Resource) -> Result:
    source = required(rule, "upstreamRegistryUrl")
    return passed(rule, f"Images of {source} come through {rule.name}.")


@check(
    id="pipeline-roles-narrow",
    title="Pipelines may not do everything, and only the right ones come in",
    pillar="security",
    severity=Severity.HIGH,
    needs=[ROLES, POLICIES],
    passes="A role that pipelines or builds take is no administrator, and where it trusts a CI "
    "service outside of AWS, its condition says which repository may come.",
    refutes=["SEC11-BP07"],
    supports=["SEC11-BP07"],
    remedy=Remedy(
        console="IAM → Roles → {name} → Permissions: replace AdministratorAccess with what the "
        "pipeline deploys; Trust relationships: condition on the repository.",
        cli=(
            "aws iam list-attached-role-policies --role-name {name}\n"
            "# once a narrower policy is attached and tried\n"
            "aws iam detach-role-policy --role-name {name} --policy-arn POLICY_ARN"
        ),
        cloudformation=(
            'Role:\n  Type: AWS::IAM::Role\n  Properties:\n    RoleName: "{name}"\n'
            '    AssumeRolePolicyDocument:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Allow\n          Action: sts:AssumeRoleWithWebIdentity\n"
            "          Principal:\n            Federated: PROVIDER_ARN\n"
            "          Condition:\n            StringLike:\n"
            '              "token.actions.githubusercontent.com:sub": '
            '"repo:ORG/REPOSITORY:ref:refs/heads/main"'
        ),
        terraform=(
            'data "aws_iam_policy_document" "trust" {\n'
            "  statement {\n"
            '    actions = ["sts:AssumeRoleWithWebIdentity"]\n'
            "    principals {\n"
            '      type        = "Federated"\n'
            "      identifiers = "
            '["arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"]\n'
            "    }\n"
            "    condition {\n"
            '      test     = "StringLike"\n'
            '      variable = "token.actions.githubusercontent.com:sub"\n'
            '      values   = ["repo:ORG/REPOSITORY:ref:refs/heads/main"]\n'
            "    }\n"
            "  }\n"
            "}\n"
            'resource "aws_iam_role" "this" {\n'
            '  name               = "{name}"\n'
            "  assume_role_policy = data.aws_iam_policy_document.trust.json\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
    "sec_appsec_regularly_assess_security_properties_of_pipelines.html",
)
def pipeline_roles(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ROLES), lambda role: _pipeline_role(snapshot, role))


def _pipeline_role(snapshot: Snapshot, role: Resource) -> Result | None:
    trust = [
        each
        for each in statements(required(role, "AssumeRolePolicyDocument"))
        if each.get("Effect") == "Allow"
    ]
    builders = [s for each in trust for s in principals(each, "Service") if s in BUILDERS]
    providers = [p for each in trust for p in CI_PROVIDERS if _trusts(each, p)]
    if not builders and not providers:
        return None
    open_to = [p for each in trust for p in CI_PROVIDERS if _trusts(each, p) and _is_open(each, p)]
    if open_to:
        return failed(role, f"Role {role.name} may be taken by any repository of {open_to[0]}.")
    if policy := administrator_by(role, snapshot):
        return failed(role, f"Pipelines that take role {role.name} may do everything: {policy}.")
    return passed(
        role, f"Role {role.name} of {listed([*builders, *providers])} is no administrator."
    )


def _trusts(statement: Statement, provider: str) -> bool:
    return any(each.endswith(f"/{provider}") for each in principals(statement, "Federated"))


def _is_open(statement: Statement, provider: str) -> bool:
    """Whether no condition narrows who may come, or one that everybody meets."""
    claim = CI_PROVIDERS[provider].lower()
    values = [
        str(value)
        for _, key, found in conditions(statement.get("Condition"))
        if key.lower() == claim
        for value in many(found)
    ]
    return not values or any(value in ("*", "repo:*", "repo:*/*", "repo:*:*") for value in values)


@check(
    id="inspector-scans",
    title="Known vulnerabilities are looked for all the time",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[INSPECTOR],
    passes="Inspector is on and scans machines, images, functions or code. Other scanners do not "
    "show, so a region without Inspector fails without proving anything.",
    supports=["SEC01-BP04", "SEC06-BP01", "SEC11-BP02"],
    remedy=Remedy(
        console="Inspector → Account management → Activate ({region}). Inspector charges by "
        "instance, image and function scanned.",
        cli="aws inspector2 enable --region {region} --resource-types EC2 ECR LAMBDA",
        terraform='resource "aws_inspector2_enabler" "this" {\n  account_ids    = ["{account}"]\n'
        '  resource_types = ["EC2", "ECR", "LAMBDA"]\n}',
        cost="About 1.26 USD per instance, 0.30 USD per function and month, and 0.09 USD per image",
    ),
    url="https://docs.aws.amazon.com/inspector/latest/user/getting_started_tutorial.html",
)
def inspector_scans(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(INSPECTOR), _inspects)


def _inspects(status: Resource) -> Result:
    parts = required(status, "resourceState")
    found = sorted(name for name in parts if dig(parts, name, "status") == "ENABLED")
    if dig(required(status, "state"), "status") == "ENABLED" and found:
        return passed(status, f"Inspector scans {listed(found, 6)} in {status.region}.")
    many_parts = counted(len(parts), "kind of resource", "kinds of resource")
    return failed(status, f"Inspector scans none of {many_parts} in {status.region}.")


CHECKS: tuple[Check, ...] = (packages_kept, pipeline_roles, inspector_scans)
