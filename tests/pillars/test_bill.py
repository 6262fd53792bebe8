"""The eight causes: every check exists, and every resource is counted at one cause only."""

from decimal import Decimal

from pillars.bill import CAUSES, cause_checks, draw_up
from pillars.checks import all_checks
from pillars.savings import Claim, Saving


def claim(resource, check, amount, *, at_most=False):
    return Claim(resource, Saving(Decimal(amount), "why", at_most), check)


def test_there_are_eight_causes_of_checks_that_exist():
    assert len(CAUSES) == 8
    assert set(cause_checks()) <= {check.id for check in all_checks()}
    assert len(cause_checks()) == len(set(cause_checks()))


def test_nothing_found_saves_nothing():
    bill = draw_up([])
    assert not bill.total
    assert [each.total.estimated for each in bill.causes] == [0] * 8


def test_a_resource_with_two_causes_counts_where_most_is_saved():
    function = "arn:aws:lambda:eu-west-1:1:function:f"
    bill = draw_up(
        [
            claim("i-1", "ec2-instance-in-use", "60"),
            claim("i-1", "ec2-instance-cpu-fits", "30"),
            claim("vol-1", "ebs-volume-attached", "8"),
            claim(f"{function}:$LATEST", "compute-optimizer-function-optimized", "4"),
            claim(function, "lambda-runs-succeed", "7"),
            claim("vpc-1", "vpc-nat-spared-by-endpoint", "90", at_most=True),
        ]
    )
    totals = {each.cause.id: each.total for each in bill.causes}
    assert totals["idle"].estimated == 60
    assert totals["functions"].estimated == 7
    assert (totals["nat"].estimated, totals["nat"].at_most) == (0, 90)
    assert bill.total.estimated == sum(t.estimated for t in totals.values()) == 75
    assert bill.total.resources == 4


def test_the_largest_saving_of_a_cause_comes_first_and_bounds_last():
    bill = draw_up(
        [
            claim("a", "ebs-snapshot-recent", "500", at_most=True),
            claim("b", "ebs-volume-attached", "1"),
            claim("c", "ebs-volume-attached", "20"),
        ]
    )
    (volumes,) = [each for each in bill.causes if each.cause.id == "volumes"]
    assert [each.resource for each in volumes.claims] == ["c", "b", "a"]
