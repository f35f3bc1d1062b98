"""Addresses of the events wing beside its Wagtail pages."""

from django.urls import URLPattern

app_name = "events"

urlpatterns: list[URLPattern] = []
