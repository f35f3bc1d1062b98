"""Addresses of core."""

from django.urls import path

from core import views, views_styleguide

app_name = "core"
urlpatterns = [
    path("orte/vorschlaege/", views.place_suggestions, name="place_suggestions"),
    path("demo/post/", views.mailbox, name="mailbox"),
    path("demo/post/<int:pk>/", views.mailbox_mail, name="mailbox_mail"),
    path("demo/post/<int:pk>/html/", views.mailbox_html, name="mailbox_html"),
    path("health/", views.health_report, name="health_report"),
    path("health/live", views.health_live, name="health_live"),
    path("health/ready", views.health_ready, name="health_ready"),
    path("styleguide/", views_styleguide.styleguide, name="styleguide"),
    path("csp-bericht/", views.policy_complaint, name="policy_complaint"),
    path("favicon.ico", views.favicon, name="favicon"),
]
