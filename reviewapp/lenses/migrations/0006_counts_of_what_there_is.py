from django.db import migrations

NONE_SUFFIX = '_no'


def count_parts(apps, schema_editor):
    versions = apps.get_model('lenses', 'LensVersion').objects
    for version in versions.iterator(chunk_size=20):
        questions = [q for p in parts(version.document, 'pillars') for q in parts(p, 'questions')]
        choices = [c for q in questions for c in parts(q, 'choices')]
        versions.filter(pk=version.pk).update(
            pillars=len(parts(version.document, 'pillars')),
            questions=len(questions),
            choices=sum(not str(c.get('id', '')).endswith(NONE_SUFFIX) for c in choices),
        )


def parts(owner, key):
    found = owner.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


class Migration(migrations.Migration):

    dependencies = [('lenses', '0005_counts_and_names_of_shares')]

    operations = [migrations.RunPython(count_parts, migrations.RunPython.noop)]
