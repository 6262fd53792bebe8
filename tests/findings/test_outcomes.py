"""What a run's findings say again is what its checks said."""

import pytest

from pillars.checks import all_checks
from pillars.prefill import suggest
from reviewapp.collection.models import PartState
from reviewapp.findings.domain import evaluate
from reviewapp.findings.models import Finding
from reviewapp.findings.outcomes import NOT_RUN, outcomes_of
from tests.reviews.factories import make_fact, make_part, make_reading, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(workload):
    """Databases and volumes read, one database without backups; keys were denied."""
    run = make_run(workload)
    rds, ec2, kms = (make_part(run, service) for service in ("rds", "ec2", "kms"))
    make_reading(rds, "rds.instance")
    make_fact(rds, "rds.instance", "orders", BackupRetentionPeriod=0, StorageEncrypted=True)
    make_fact(rds, "rds.instance", "stock", BackupRetentionPeriod=9, StorageEncrypted=True)
    make_reading(ec2, "ec2.volume")
    make_reading(kms, "kms.key", PartState.DENIED, "AccessDenied")
    return run


def keys():
    return {
        key for check in all_checks() for key in (*check.refutes, *check.proves, *check.supports)
    }


def test_every_practice_gets_the_suggestion_that_the_scan_gave_it(run):
    told = evaluate(run)

    again = outcomes_of(run)

    assert any(outcome.failed for outcome in again)
    assert any(outcome.complete and not outcome.results for outcome in again)
    for key in keys():
        was, now = suggest([key], told), suggest([key], again)
        assert (was.verdict, was.because) == (now.verdict, now.because), key
        assert [o.check.id for o in was.outcomes] == [o.check.id for o in now.outcomes]


def test_a_check_that_the_run_did_not_know_is_unknown_and_never_a_pass(run):
    evaluate(run)
    silent = next(o.check.id for o in outcomes_of(run) if not o.results)
    run.checks = [key for key in run.checks if key != silent]
    Finding.objects.filter(check_id=silent).delete()

    outcome = next(o for o in outcomes_of(run) if o.check.id == silent)

    assert not outcome.complete
    assert [result.reason for result in outcome.results] == [NOT_RUN]
