from django.db import migrations
from django.db.models import F


def count_from_next_date(apps, schema_editor):
    schedules = apps.get_model("schedule", "Schedule").objects
    schedules.exclude(next_due=None).update(counted_from=F("next_due"))


class Migration(migrations.Migration):
    dependencies = [("schedule", "0002_counted_from")]

    operations = [migrations.RunPython(count_from_next_date, migrations.RunPython.noop)]
