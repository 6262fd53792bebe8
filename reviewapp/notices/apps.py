from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class NoticesConfig(AppConfig):
    name = "reviewapp.notices"
    label = "notices"

    def ready(self) -> None:
        from . import receivers

        user_logged_in.connect(receivers.remember_zone)
