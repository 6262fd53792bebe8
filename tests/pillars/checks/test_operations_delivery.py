"""Infrastructure as code, pipelines, deployments."""

import pytest

from pillars.checking import Verdict
from pillars.checks import operations
from pillars.checks.operations.deployments import (
    group_gradual,
    group_rolls_back,
    service_rolls_back,
)
from pillars.checks.operations.iac import (
    MEASURED,
    resources_made_by_code,
    stack_healthy,
    stack_in_sync,
)
from pillars.checks.operations.pipelines import (
    ci_federated,
    pipeline_delivers,
    pipeline_tests,
    project_triggered,
    source_versioned,
)
from pillars.prefill import Suggested

from .factories import ACCOUNT, denied, reasons, resource, run, snapshot, suggestion, verdicts
from .things import instance, service

PLACE = f"account {ACCOUNT}"


def stack(name="app", status="CREATE_COMPLETE", drift="NOT_CHECKED"):
    data = {"StackStatus": status, "DriftInformation": {"StackDriftStatus": drift}}
    return resource("cloudformation.stack", name, data)


def pipeline(*actions, name="release"):
    """Actions as (name, category, provider)."""
    made = [
        {"name": label, "actionTypeId": {"category": category, "provider": provider}}
        for label, category, provider in actions
    ]
    data = {"Pipeline": {"stages": [{"name": "all", "actions": made}]}}
    return resource("codepipeline.pipeline", name, data)


SOURCE = ("source", "Source", "CodeStarSourceConnection")
BUILD = ("build", "Build", "CodeBuild")
DEPLOY = ("deploy", "Deploy", "ECS")


class TestStacks:
    def test_mixed(self):
        outcome = run(
            stack_healthy,
            stack("good", "UPDATE_ROLLBACK_COMPLETE"),
            stack("bad", "ROLLBACK_COMPLETE"),
            stack("stuck", "UPDATE_ROLLBACK_FAILED"),
            stack("planned", "REVIEW_IN_PROGRESS"),
            stack("CDKToolkit", "CREATE_COMPLETE"),
        )
        assert verdicts(outcome) == {
            "good": Verdict.PASS,
            "bad": Verdict.FAIL,
            "stuck": Verdict.FAIL,
        }

    def test_drift_speaks_only_where_it_was_looked_for(self):
        outcome = run(
            stack_in_sync, stack("a", drift="IN_SYNC"), stack("b", drift="DRIFTED"), stack("c")
        )
        assert verdicts(outcome) == {"a": Verdict.PASS, "b": Verdict.FAIL}


class TestMarks:
    def marked(self, count, whole, tags):
        made = [instance(f"i-{n}", tags=tags) for n in range(count)]
        by_hand = [instance(f"i-{n}", tags={"Name": "x"}) for n in range(count, whole)]
        return run(resources_made_by_code, *made, *by_hand)

    @pytest.mark.parametrize(
        "tags",
        [
            {"aws:cloudformation:stack-name": "app"},
            {"ManagedBy": "Terraform"},
            {"managed-by": "opentofu"},
            {"terraform": "true"},
            {"pulumi:project": "app"},
            {"provisioner": "AWS CDK"},
        ],
        ids=lambda tags: next(iter(tags)),
    )
    def test_marks_of_tools(self, tags):
        assert verdicts(self.marked(4, 5, tags)) == {PLACE: Verdict.PASS}

    @pytest.mark.parametrize(
        "tags",
        [{"terraform": "false"}, {"managed-by": "alice"}, {"team": "terraform"}],
        ids=lambda tags: next(iter(tags)),
    )
    def test_other_tags_are_no_marks(self, tags):
        assert verdicts(self.marked(5, 5, tags)) == {PLACE: Verdict.FAIL}

    def test_a_low_share_fails_and_says_how_low(self):
        outcome = self.marked(3, 5, {"managed-by": "terraform"})
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        assert reasons(outcome) == ["Marked as made by code: 3 of 5 resources (60 %)."]

    def test_what_services_make_is_not_counted(self):
        grouped = instance(tags={"aws:autoscaling:groupName": "web"})
        default = resource("ec2.vpc", "vpc", {"IsDefault": True})
        assert run(resources_made_by_code, grouped, default).results == ()

    def test_unread_tags_are_unknown(self):
        unread = resource("lambda.function", "f", unread={"Tags": "denied"})
        assert verdicts(run(resources_made_by_code, unread)) == {PLACE: Verdict.UNKNOWN}


class TestPipelines:
    def test_delivering(self):
        outcome = run(
            pipeline_delivers,
            pipeline(SOURCE, BUILD, DEPLOY, name="whole"),
            pipeline(BUILD, name="headless"),
            pipeline(SOURCE, name="idle"),
        )
        assert verdicts(outcome) == {
            "whole": Verdict.PASS,
            "headless": Verdict.FAIL,
            "idle": Verdict.FAIL,
        }

    def test_an_unread_definition_is_unknown(self):
        unread = resource("codepipeline.pipeline", "p", unread={"Pipeline": "denied"})
        assert verdicts(run(pipeline_delivers, unread)) == {"p": Verdict.UNKNOWN}

    def test_testing(self):
        outcome = run(
            pipeline_tests,
            pipeline(("check", "Test", "CodeBuild"), name="category"),
            pipeline(("UnitTests", "Build", "CodeBuild"), name="name"),
            pipeline(BUILD, name="none"),
        )
        assert verdicts(outcome) == {
            "category": Verdict.PASS,
            "name": Verdict.PASS,
            "none": Verdict.FAIL,
        }

    def test_sources(self):
        outcome = run(
            source_versioned,
            pipeline(SOURCE, name="git"),
            pipeline(("source", "Source", "S3"), name="zip"),
            pipeline(("source", "Source", "ECR"), name="image"),
        )
        assert verdicts(outcome) == {"git": Verdict.PASS, "zip": Verdict.FAIL}

    def test_ci_services_are_told_from_other_issuers(self):
        def provider(name, url):
            return resource("iam.oidc_provider", name, {"Url": url})

        outcome = run(
            ci_federated,
            provider("github", "token.actions.githubusercontent.com"),
            provider("gitlab", "https://gitlab.com"),
            provider("eks", "https://oidc.eks.us-east-1.amazonaws.com/id/1"),
        )
        assert verdicts(outcome) == {"github": Verdict.PASS, "gitlab": Verdict.PASS}

    def test_projects(self):
        def project(name, source, **data):
            return resource("codebuild.project", name, {"source": {"type": source}, **data})

        outcome = run(
            project_triggered,
            project("step", "CODEPIPELINE"),
            project("hook", "GITHUB", webhook={"url": "https://example.com"}),
            project("manual", "GITHUB"),
        )
        assert verdicts(outcome) == {
            "step": Verdict.PASS,
            "hook": Verdict.PASS,
            "manual": Verdict.FAIL,
        }


class TestDeployments:
    def group(self, name, **data):
        return resource("codedeploy.deployment_group", name, data)

    def test_rollback(self):
        on = {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}
        outcome = run(
            group_rolls_back,
            self.group("on", autoRollbackConfiguration=on),
            self.group("off", autoRollbackConfiguration={"enabled": False}),
        )
        assert verdicts(outcome) == {"on": Verdict.PASS, "off": Verdict.FAIL}

    def test_gradual(self):
        outcome = run(
            group_gradual,
            self.group("slow", deploymentConfigName="CodeDeployDefault.ECSCanary10Percent5Minutes"),
            self.group("fast", deploymentConfigName="CodeDeployDefault.AllAtOnce"),
        )
        assert verdicts(outcome) == {"slow": Verdict.PASS, "fast": Verdict.FAIL}

    def test_services(self):
        half = {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}
        outcome = run(
            service_rolls_back,
            service("safe"),
            service("half", deploymentConfiguration=half),
            service("elsewhere", deploymentController={"type": "CODE_DEPLOY"}),
        )
        assert verdicts(outcome) == {"safe": Verdict.PASS, "half": Verdict.FAIL}


class TestSuggestions:
    def suggest(self, choice, *resources, reads=(), without=()):
        found = snapshot(*resources, reads=reads, without=without)
        return suggestion(f"foundations/{choice}", operations.CHECKS, found).verdict

    def test_iac_is_supported_and_never_refuted(self):
        assert self.suggest("ops_iac", stack()) is Suggested.SUPPORTED
        assert self.suggest("ops_iac", stack(status="CREATE_FAILED")) is Suggested.UNKNOWN
        assert self.suggest("ops_iac", instance(), reads=MEASURED) is Suggested.UNKNOWN
        terraform = instance(tags={"terraform": "true"})
        assert self.suggest("ops_iac", terraform, reads=MEASURED) is Suggested.SUPPORTED
        assert self.suggest("ops_iac", without=["cloudformation.stack"]) is Suggested.UNKNOWN

    def test_cicd_is_supported_and_never_refuted(self):
        assert self.suggest("ops_cicd", pipeline(SOURCE, DEPLOY)) is Suggested.SUPPORTED
        assert self.suggest("ops_cicd", pipeline(SOURCE)) is Suggested.UNKNOWN
        assert self.suggest("ops_cicd", reads=["codepipeline.pipeline"]) is Suggested.UNKNOWN

    def test_a_denied_region_leaves_iac_open(self):
        found = snapshot(stack(), readings=[denied("cloudformation.stack", region="eu-west-1")])
        answer = suggestion("foundations/ops_iac", operations.CHECKS, found)
        assert answer.verdict is Suggested.UNKNOWN
