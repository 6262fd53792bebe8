from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class NoticesConfig(AppConfig):
    name = "reviewapp.notices"
    label = "notices"

    def ready(self) -> None:
        from reviewapp.people.signals import unit_role_given

        from . import receivers

        user_logged_in.connect(receivers.remember_zone)
        unit_role_given.connect(receivers.tell_of_unit_role)
