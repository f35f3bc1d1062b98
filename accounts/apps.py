"""The people floor of Handschlag."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and organisations; stands directly on core."""

    name = "accounts"
    verbose_name = _("Menschen und Organisationen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from accounts import receivers  # noqa: F401 -- receivers need loaded models
