"""The site map, in reading order. Wagtail's pages come last: whatever is not claimed above is an editor's page."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.urls import verification_urlpatterns

urlpatterns = [
    path("", include("core.urls")),
    path("", include("search.urls")),
    path("", include("trades.urls")),
    path("", include("events.urls")),
    path("", include("apprenticeships.urls")),
    path("", include("messaging.urls")),
    path("", include("accounts.urls")),
    path("konto/", include("accounts.urls_sign_in")),  # under the names allauth looks for
    path("", include("pages.urls")),
    path("pruefung/", include(verification_urlpatterns)),
    path("admin/", include(wagtailadmin_urls)),
    path("dateien/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler429 = "accounts.views.sign_in.too_many"  # asked for by allauth alone
handler500 = "core.views.server_error"
