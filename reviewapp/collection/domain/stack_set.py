"""How a role gets into many accounts: the exact lines, and the same as Terraform."""

import json
from collections.abc import Iterable

from reviewapp.workloads.models import Rollout

from .rollouts import Targets

# A role is in every region: a StackSet puts it there once, from one of them.
REGION = "us-east-1"
MOST_IN_A_LINE = 20
TEMPLATE_FILE, TARGETS_FILE = "pillars-review-stackset.json", "pillars-review-targets.json"


def stack_set_name(rollout: Rollout) -> str:
    return rollout.role_name


def create_line(rollout: Rollout, targets: Targets) -> str:
    """`aws cloudformation create-stack-set`, to be run where the template was saved."""
    deployment = "Enabled=true,RetainStacksOnAccountRemoval=false"
    return _lines(
        "aws cloudformation create-stack-set",
        f"--stack-set-name {stack_set_name(rollout)}",
        f"--template-body file://{TEMPLATE_FILE}",
        "--permission-model SERVICE_MANAGED",
        f"--auto-deployment {deployment if targets.whole else 'Enabled=false'}",
        "--capabilities CAPABILITY_NAMED_IAM",
        f"--region {REGION}",
    )


def instances_line(rollout: Rollout, targets: Targets) -> str:
    """`aws cloudformation create-stack-instances` for the units, or for accounts in them."""
    inline = len(targets.units) <= MOST_IN_A_LINE and targets.whole
    where = f"OrganizationalUnitIds={','.join(targets.units)}" if inline else _file()
    return _lines(
        "aws cloudformation create-stack-instances",
        f"--stack-set-name {stack_set_name(rollout)}",
        f"--deployment-targets {where}",
        f"--regions {REGION}",
        "--operation-preferences FailureTolerancePercentage=10,MaxConcurrentPercentage=25",
        f"--region {REGION}",
    )


def update_line(rollout: Rollout) -> str:
    """`aws cloudformation update-stack-set`, where the policy has grown since."""
    return _lines(
        "aws cloudformation update-stack-set",
        f"--stack-set-name {stack_set_name(rollout)}",
        f"--template-body file://{TEMPLATE_FILE}",
        "--capabilities CAPABILITY_NAMED_IAM",
        "--operation-preferences FailureTolerancePercentage=10,MaxConcurrentPercentage=25",
        f"--region {REGION}",
    )


def terraform(rollout: Rollout, targets: Targets) -> str:
    """The StackSet and its instances; the template lies beside the file."""
    where = [f"    organizational_unit_ids = {_list(targets.units)}"]
    if not targets.whole:
        where.append('    account_filter_type     = "INTERSECTION"')
        where.append(f"    accounts                = {_list(targets.accounts)}")
    return "\n".join(
        [
            'resource "aws_cloudformation_stack_set" "pillars_review" {',
            f'  name             = "{stack_set_name(rollout)}"',
            '  permission_model = "SERVICE_MANAGED"',
            '  capabilities     = ["CAPABILITY_NAMED_IAM"]',
            f'  template_body    = file("${{path.module}}/{TEMPLATE_FILE}")',
            "",
            "  auto_deployment {",
            f"    enabled                          = {str(targets.whole).lower()}",
            *(["    retain_stacks_on_account_removal = false"] if targets.whole else []),
            "  }",
            "",
            "  operation_preferences {",
            "    failure_tolerance_percentage = 10",
            "    max_concurrent_percentage    = 25",
            "  }",
            "",
            "  lifecycle {",
            "    ignore_changes = [administration_role_arn]",
            "  }",
            "}",
            "",
            'resource "aws_cloudformation_stack_set_instance" "pillars_review" {',
            "  stack_set_name = aws_cloudformation_stack_set.pillars_review.name",
            "",
            "  deployment_targets {",
            *where,
            "  }",
            "}",
            "",
        ]
    )


def _file() -> str:
    return f"file://{TARGETS_FILE}"


def _list(names: Iterable[str]) -> str:
    return json.dumps(list(names))


def _lines(*parts: str) -> str:
    return " \\\n  ".join(parts)
