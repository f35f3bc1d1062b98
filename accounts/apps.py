"""The people floor of Handschlag."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and organisations; stands directly on core."""

    name = "accounts"
    verbose_name = _("Menschen und Organisationen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers and tell the menus who somebody is."""
        from accounts import landing, receivers  # noqa: F401 -- both need loaded models
        from core import navigation

        navigation.audience(landing.audience)
        autodiscover_modules("holdings", "lifetimes")
