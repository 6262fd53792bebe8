from django.apps import AppConfig


class ScannersConfig(AppConfig):
    name = "reviewapp.scanners"
    label = "scanners"
