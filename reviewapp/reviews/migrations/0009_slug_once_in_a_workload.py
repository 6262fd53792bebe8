from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0008_slugs_of_what_there_is'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='lensreview',
            constraint=models.UniqueConstraint(fields=('workload', 'slug'), name='lens_review_slug_unique'),
        ),
    ]
