"""Addresses of places, applications and bookings."""

from django.urls import URLPattern

app_name = "apprenticeships"
urlpatterns: list[URLPattern] = []
