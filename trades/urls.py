"""Addresses of trades; the pages behind the first two stand in Wagtail's tree."""

from django.urls import path

from trades import views

app_name = "trades"
urlpatterns = [
    path("berufe/", views.trade_list, name="trade_list"),
    path("berufe/<slug:slug>/", views.trade_page, name="trade_page"),
    path("berufe/<slug:slug>/wunsch/", views.trade_interest, name="trade_interest"),
]
