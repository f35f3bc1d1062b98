"""Addresses of the search."""

from django.urls import path

from search import views, views_saved

app_name = "search"
urlpatterns = [
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.suggest, name="suggest"),
    path("suche/speichern/", views_saved.save, name="save"),
    path("suche/gespeichert/", views_saved.saved_list, name="saved_list"),
    path("suche/gespeichert/<uuid:public_id>/", views_saved.saved_change, name="saved_change"),
    path("suche/stopp/<str:token>/", views_saved.stop, name="stop"),
    path("merkliste/", views.watch_list, name="watch_list"),
    path("merkliste/<slug:kind>/<str:key>/", views.watch, name="watch"),
]
