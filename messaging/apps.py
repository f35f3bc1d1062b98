"""Start of the messaging app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Collects the kinds of notices of all apps and listens to the floor below."""

    name = "messaging"
    verbose_name = _("Nachrichten")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect receivers and read every `<app>/notifications.py` and `<app>/reported.py`."""
        from accounts import reveals as opened
        from core import health
        from messaging import hub, menu, receivers, reveals  # noqa: F401 -- connecting needs loaded models

        opened.register(reveals.of_shares)
        health.register("bus", hub.condition)
        autodiscover_modules("notifications", "reported")
