"""Takes over the tables that the reviews' stage made."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("reviews", "0004_lens_tables_to_their_stage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Lens",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("alias", models.SlugField(help_text="`foundations`; unique in its organisation.", max_length=60)),
                        ("name", models.CharField(max_length=128)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("organisation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="lenses", to="people.organisation")),
                    ],
                    options={"ordering": ["name"]},
                ),
                migrations.CreateModel(
                    name="LensVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("document", models.JSONField()),
                        ("digest", models.CharField(help_text="SHA-256 of the canonical document.", max_length=64)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("created_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("lens", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="lenses.lens")),
                    ],
                    options={"ordering": ["lens", "-number"]},
                ),
                migrations.AddConstraint(
                    model_name="lens",
                    constraint=models.UniqueConstraint(condition=models.Q(("organisation__isnull", False)), fields=("organisation", "alias"), name="lens_alias_unique_own"),
                ),
                migrations.AddConstraint(
                    model_name="lens",
                    constraint=models.UniqueConstraint(condition=models.Q(("organisation__isnull", True)), fields=("alias",), name="lens_alias_unique_builtin"),
                ),
                migrations.AddConstraint(
                    model_name="lensversion",
                    constraint=models.UniqueConstraint(fields=("lens", "number"), name="lens_version_unique"),
                ),
            ]
        )
    ]
