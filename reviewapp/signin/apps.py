from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "reviewapp.signin"
    label = "signin"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
