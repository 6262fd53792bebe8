"""What a run's findings say again is what its checks said."""

from dataclasses import replace

import pytest

from pillars.checking import Verdict, passed
from pillars.checks import all_checks
from pillars.prefill import suggest
from reviewapp.collection.models import PartState
from reviewapp.findings.domain import evaluate, evaluating, storing
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
    assert any(outcome.complete and outcome.silent for outcome in again)
    for key in keys():
        was, now = suggest([key], told), suggest([key], again)
        assert (was.verdict, was.because) == (now.verdict, now.because), key
        assert [o.check.id for o in was.outcomes] == [o.check.id for o in now.outcomes]


def test_a_check_that_the_run_did_not_know_is_unknown_and_never_a_pass(run):
    evaluate(run)
    silent = next(o.check.id for o in outcomes_of(run) if o.silent)
    run.checks = [key for key in run.checks if key != silent]
    Finding.objects.filter(check_id=silent).delete()

    outcome = next(o for o in outcomes_of(run) if o.check.id == silent)

    assert not outcome.complete
    assert outcome.first_reason(Verdict.UNKNOWN) == NOT_RUN


def test_a_check_that_breaks_half_way_is_unknown_and_leaves_nothing_of_what_it_said(
    run, monkeypatch
):
    def breaks(snapshot):
        for resource in snapshot.of("rds.instance"):
            yield passed(resource, "Fine so far.")
        raise KeyError("more")

    broken = replace(next(c for c in all_checks() if "rds.instance" in c.needs), function=breaks)
    others = [check for check in all_checks() if check.id != broken.id][:3]
    monkeypatch.setattr(evaluating, "all_checks", lambda: (broken, *others))
    monkeypatch.setattr(storing, "BATCH", 1)

    told = evaluate(run)[0]

    kept = [(f.verdict, f.reason) for f in Finding.objects.filter(run=run, check_id=broken.id)]
    assert kept == [("unknown", "This check could not work with these facts (KeyError).")]
    assert (told.complete, told.passed, told.count(Verdict.UNKNOWN)) == (False, False, 1)
