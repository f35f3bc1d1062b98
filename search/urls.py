"""Addresses of the search."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.suggest, name="suggest"),
    path("merkliste/", views.watch_list, name="watch_list"),
    path("merkliste/<slug:kind>/<str:key>/", views.watch, name="watch"),
]
