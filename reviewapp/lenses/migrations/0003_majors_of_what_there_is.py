from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('lenses', '0002_drafts_shares_levels')]

    operations = [
        # What was published until now were whole new versions.
        migrations.RunSQL(
            'UPDATE lenses_lensversion SET major = number', migrations.RunSQL.noop
        ),
    ]
