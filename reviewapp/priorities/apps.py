from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "reviewapp.priorities"
    label = "priorities"
