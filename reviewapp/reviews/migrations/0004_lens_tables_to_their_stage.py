"""The lens library became a stage of its own: its tables change their names, nothing else."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("reviews", "0003_lens_alias_on_postgresql_14")]

    operations = [
        migrations.AlterModelTable(name="lens", table="lenses_lens"),
        migrations.AlterModelTable(name="lensversion", table="lenses_lensversion"),
    ]
