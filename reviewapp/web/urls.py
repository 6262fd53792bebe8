"""Addresses of what every page needs."""

from django.urls import path

from .texts import texts

app_name = "web"

urlpatterns = [
    path("texts/<slug:language>/<slug:texts_version>/", texts, name="texts"),
]
