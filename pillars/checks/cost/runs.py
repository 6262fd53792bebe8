"""Functions that are paid for runs which come to nothing."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .. import _money
from .._usage import DAYS, KIND, Usage, Values, measured, total
from ..common import judged, number, required

FUNCTIONS = "lambda.function"
ENOUGH_RUNS = 100
FAILING_PERCENT = 5


@check(
    id="lambda-runs-succeed",
    title="Functions are not paid for failing",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[FUNCTIONS, KIND],
    passes=f"Fewer than {FAILING_PERCENT} % of the function's runs in two weeks ended with an "
    "error. Asynchronous runs that fail are repeated, and paid again. "
    f"Functions with fewer than {ENOUGH_RUNS} runs yield nothing.",
    supports=["COST06-BP02", "SUS03-BP03"],
    remedy=Remedy(
        console="Lambda → {name} → Monitor → View CloudWatch logs: find the error; Configuration → "
        "Asynchronous invocation: retries, and a destination for what failed.",
        cli="aws lambda put-function-event-invoke-config --region {region} "
        "--function-name {name} --maximum-retry-attempts 0",
        cloudformation=(
            "Retries:\n  Type: AWS::Lambda::EventInvokeConfig\n  Properties:\n"
            '    FunctionName: "{name}"\n    Qualifier: $LATEST\n    MaximumRetryAttempts: 0'
        ),
        terraform='resource "aws_lambda_function_event_invoke_config" "this" {\n'
        '  function_name          = "{name}"\n  maximum_retry_attempts = 0\n}',
        cost="Saves the failing runs and their repetitions",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
)
def runs_succeed(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    yield from judged(snapshot.of(FUNCTIONS), lambda function: _runs(function, usage))


def _runs(function: Resource, usage: Usage) -> Result | None:
    name = str(required(function, "FunctionName"))
    values = usage.of(function, "AWS/Lambda", name)
    runs, errors = total(values, "Invocations"), total(values, "Errors")
    if runs < ENOUGH_RUNS:
        return None
    share = 100 * errors / runs
    reason = f"{share:.1f} % of {name}'s {runs:,.0f} runs in {DAYS} days failed"
    if share < FAILING_PERCENT:
        return passed(function, f"{reason}.")
    if limit := _reached(function, values):
        reason += f", and some reached the limit of {limit} seconds"
    return failed(function, f"{reason}.", _money.failing_runs(function, values))


def _reached(function: Resource, values: Values) -> int | None:
    """The function's time limit in seconds, if a run came up to it."""
    limit, longest = number(function.data.get("Timeout")), measured(values, "Duration", "Maximum")
    if limit is None or longest is None or longest < limit * 1000:
        return None
    return int(limit)
