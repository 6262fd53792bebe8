from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "reviewapp.schedule"
    label = "schedule"
