from django.apps import AppConfig


class WorkloadsConfig(AppConfig):
    name = "reviewapp.workloads"
    label = "workloads"
