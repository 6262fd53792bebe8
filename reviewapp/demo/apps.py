from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "reviewapp.demo"
    label = "demo"
