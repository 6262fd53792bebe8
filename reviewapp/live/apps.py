from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "reviewapp.live"
    label = "live"
