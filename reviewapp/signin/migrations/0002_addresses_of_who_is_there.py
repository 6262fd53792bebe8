"""Whoever could sign in until now still can: their addresses count as verified.

Signing in asks for a verified address from here on. Accounts were made by owners alone, and opened
through a link in a mail to the address.
"""

from django.db import migrations


def verify(apps, schema_editor):
    User = apps.get_model("people", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    for user_id, email in User.objects.values_list("pk", "email").iterator():
        email = email.lower()
        if EmailAddress.objects.filter(email=email, verified=True).exclude(user=user_id).exists():
            continue
        EmailAddress.objects.filter(user=user_id, primary=True).exclude(email=email).update(
            primary=False
        )
        EmailAddress.objects.update_or_create(
            user_id=user_id, email=email, defaults={"verified": True, "primary": True}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("signin", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("people", "0001_initial"),
    ]

    operations = [migrations.RunPython(verify, migrations.RunPython.noop)]
