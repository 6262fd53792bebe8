import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('reviews', '0006_upgrades_removal_origin'),
    ]

    operations = [
        migrations.AddField(
            model_name='lensreview',
            name='slug',
            field=models.SlugField(default='', help_text="In addresses: the lens's alias, where no other lens has it too.", max_length=70, db_index=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='lensreview',
            name='removed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
