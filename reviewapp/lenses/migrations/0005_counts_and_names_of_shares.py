from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('lenses', '0004_one_version_per_place')]

    operations = [
        migrations.AddField(
            model_name='lensversion',
            name='pillars',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='lensversion',
            name='questions',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='lensversion',
            name='choices',
            field=models.PositiveIntegerField(default=0, help_text='Without “none of these”.'),
        ),
        migrations.AddField(
            model_name='lensshare',
            name='alias',
            field=models.SlugField(blank=True, db_index=False, default='', help_text='What the lens is called in the addresses of who accepted it.', max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='lensshare',
            name='left_at',
            field=models.DateTimeField(blank=True, help_text='Since when who accepted it does not want to see it.', null=True),
        ),
        migrations.AlterField(
            model_name='lensshare',
            name='revoked_at',
            field=models.DateTimeField(blank=True, help_text='Since when it gives nothing any more.', null=True),
        ),
    ]
