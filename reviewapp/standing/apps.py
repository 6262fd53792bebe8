from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "reviewapp.standing"
    label = "standing"
