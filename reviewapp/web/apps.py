from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reviewapp.web"
    label = "web"
