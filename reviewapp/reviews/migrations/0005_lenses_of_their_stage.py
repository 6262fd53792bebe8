import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0004_lens_tables_to_their_stage"),
        ("lenses", "0001_initial"),
    ]

    operations = [
        # The tables and the constraint between them stay as they are.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="lensreview",
                    name="version",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="lenses.lensversion",
                    ),
                ),
                migrations.DeleteModel(name="LensVersion"),
                migrations.DeleteModel(name="Lens"),
            ]
        )
    ]
