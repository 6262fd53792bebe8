"""Addresses of the guide."""

from django.urls import path

from . import views

app_name = "guide"

urlpatterns = [
    path("start/", views.guide, name="guide"),
    path("start/away/", views.away, name="away"),
    path("start/simulated/", views.simulated, name="simulated"),
]
