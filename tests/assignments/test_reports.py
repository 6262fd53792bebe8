"""Who has what and how far it is, in reports of the live state and of milestones."""

import csv
import io
from datetime import date

import pytest

from reviewapp.reports.content import content_of
from reviewapp.reports.csv_file import as_csv
from reviewapp.reports.pdf.issues import issues_of
from reviewapp.reviews.domain.milestones import save_milestone

from .factories import make_team

pytestmark = pytest.mark.django_db
NAMES = ("assigned_to", "due", "state", "state_by", "state_note")


def test_reports_say_it_and_a_milestone_keeps_it():
    team = make_team()
    team.ben.name = "=Ben"
    team.ben.save()
    team.give(team.ben, "backups", due=date(2030, 12, 3))
    team.decide(team.ben)
    team.step(team.lead, "kept_open", note="Waits for the test.")
    frozen = save_milestone(workload=team.workload, name="Then")
    team.step(team.lead, "agreed")
    for content, state in (
        (content_of(team.workload), "Agreed"),
        (content_of(team.workload, frozen), "Stays open"),
    ):
        rows = list(csv.DictReader(io.StringIO(as_csv(content))))
        note = "Waits for the test." if content.milestone else ""
        said = [rows[0][name] for name in NAMES]
        assert said == ["'=Ben", "2030-12-03", state, "Ada Lead", note]
        assert [rows[-1][name] for name in NAMES] == [""] * 5
    (issue,) = issues_of(frozen.document, "HIGH")
    words = "Assigned to =Ben, due 3 December 2030. Stays open by Ada Lead: Waits for the test."
    assert issue.team == words
