"""Who edited reviews before may do what a lead reviewer may."""

from django.db import migrations


def rename(before, after):
    def write(apps, schema_editor):
        apps.get_model("people", "Membership").objects.filter(role=before).update(role=after)

    return write


class Migration(migrations.Migration):
    dependencies = [("people", "0002_roles_and_units")]
    operations = [migrations.RunPython(rename("editor", "lead"), rename("lead", "editor"))]
