from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "reviewapp.findings"
    label = "findings"
