from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "reviewapp.guide"
    label = "guide"
