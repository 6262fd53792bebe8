"""Files of before learn whose they are from what points at them; here all of that is known."""

from django.db import migrations

OWNERS = """
UPDATE files_storedfile file SET organisation_id = owner.organisation_id FROM (
    SELECT diagram_id AS id, organisation_id FROM workloads_workload
    UNION
    SELECT report.file_id, workload.organisation_id FROM reports_report report
    JOIN workloads_workload workload ON workload.id = report.workload_id
    UNION
    SELECT imported.file_id, workload.organisation_id FROM scanners_importedreport imported
    JOIN workloads_workload workload ON workload.id = imported.workload_id
    UNION
    SELECT item.file_id, workload.organisation_id FROM reviews_evidenceitem item
    JOIN reviews_answer answer ON answer.id = item.answer_id
    JOIN reviews_lensreview review ON review.id = answer.review_id
    JOIN workloads_workload workload ON workload.id = review.workload_id
    UNION
    SELECT kept.file_id, workload.organisation_id FROM reviews_milestonefile kept
    JOIN reviews_milestone milestone ON milestone.id = kept.milestone_id
    JOIN workloads_workload workload ON workload.id = milestone.workload_id
) owner
WHERE owner.id = file.id AND file.organisation_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_one_active_each"),
        ("files", "0002_organisation"),
        ("reviews", "0012_suggestion_before_a_scan"),
        ("scanners", "0002_aged"),
        ("workloads", "0004_roles_and_units"),
    ]
    operations = [migrations.RunSQL(OWNERS, migrations.RunSQL.noop)]
