"""Addresses of the desks that join the wings; editors' pages are served by Wagtail."""

from django.urls import URLPattern

app_name = "pages"
urlpatterns: list[URLPattern] = []
