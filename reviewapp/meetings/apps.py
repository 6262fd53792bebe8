from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "reviewapp.meetings"
    label = "meetings"
