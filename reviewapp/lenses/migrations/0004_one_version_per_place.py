from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('lenses', '0003_majors_of_what_there_is')]

    operations = [
        migrations.AddConstraint(
            model_name='lensversion',
            constraint=models.UniqueConstraint(fields=('lens', 'major', 'minor'), name='lens_version_place'),
        ),
    ]
