from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "reviewapp.config"
    label = "config"
