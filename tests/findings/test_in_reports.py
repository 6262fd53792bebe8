"""Suppressions in reports: a section of their own, in each format, frozen with a milestone."""

import json

import pytest

from reviewapp.findings.domain.suppressing import end_suppression
from reviewapp.people.models import Role
from reviewapp.reports.models import Format
from reviewapp.reviews.domain.milestones import save_milestone
from tests.factories import make_user
from tests.reports.factories import print_report, rendered, text_of
from tests.reports.test_data_files import rows_of

from .factories import BACKUPS, REASON, reviewed, suppress

pytestmark = pytest.mark.django_db


def test_each_format_has_them_in_a_section_of_their_own(workload, organisation):
    person = make_user(organisation, Role.LEAD)
    reviewed(workload, orders=0, stock=9)
    made = suppress(workload, person, check=BACKUPS, resource="*orders*")
    milestone = save_milestone(workload=workload, name="Then")
    end_suppression(made, by=person)

    text = text_of(print_report(workload, milestone))
    assert "Suppressed findings" in text
    assert REASON in text
    assert "Suppressed findings" not in text_of(print_report(workload))

    (row,) = [row for row in rows_of(workload, milestone) if row["section"] == "suppressions"]
    assert (row["choice_id"], row["reason"], row["findings_suppressed"]) == (BACKUPS, REASON, "1")
    assert row["suppression_scope"] == "Resource: *orders*"
    assert row["suppression_owner"] == str(person)
    assert {row["section"] for row in rows_of(workload)} == {"answers"}

    written = json.loads(rendered(workload, Format.JSON, milestone).data)["review"]
    assert [each["reason"] for each in written["suppressions"]] == [REASON]
