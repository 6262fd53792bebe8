from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "reviewapp.notices"
    label = "notices"
