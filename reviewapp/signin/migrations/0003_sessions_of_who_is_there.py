"""Sessions that were open before they were listed can be seen and ended as well.

Where each comes from is noted at its next request.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

UNKNOWN = "0.0.0.0"


def list_sessions(apps, schema_editor):
    if settings.SESSION_ENGINE != "django.contrib.sessions.backends.db":
        return
    Session = apps.get_model("sessions", "Session")
    User = apps.get_model("people", "User")
    UserSession = apps.get_model("usersessions", "UserSession")
    people = {str(pk): pk for pk in User.objects.values_list("pk", flat=True)}
    store = SessionStore()
    open_ones = Session.objects.filter(expire_date__gt=timezone.now())
    for key, data in open_ones.values_list("session_key", "session_data").iterator():
        user_id = people.get(str(store.decode(data).get(SESSION_KEY)))
        if user_id:
            UserSession.objects.get_or_create(
                session_key=key, defaults={"user_id": user_id, "ip": UNKNOWN, "user_agent": ""}
            )


class Migration(migrations.Migration):
    dependencies = [
        ("signin", "0002_addresses_of_who_is_there"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(list_sessions, migrations.RunPython.noop)]
