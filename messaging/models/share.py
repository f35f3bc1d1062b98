"""What a young person opened to one organisation: e-mail, telephone, street, each with its own end."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock


class ContactShareQuerySet(models.QuerySet["ContactShare"]):
    """Questions about opened contact fields."""

    def visible_to(self, user: Any) -> "ContactShareQuerySet":
        """Only the young person looks at the own openings; organisations see the opened lines themselves."""
        return self.filter(pupil_id=user.pk) if user.is_authenticated else self.none()

    def live(self) -> "ContactShareQuerySet":
        """Not taken back."""
        return self.filter(until__isnull=True)


class ContactShare(models.Model):
    """One field of one young person, readable for one organisation from `since` on."""

    class Field(models.TextChoices):
        EMAIL = "email", _("E-Mail")
        PHONE = "phone", _("Telefon")
        STREET = "street", _("Anschrift")

    # Kinds of contact data in texts that an opened field opens too; links and accounts open with any.
    OPENS: dict[str, frozenset[str]] = {
        Field.EMAIL: frozenset({"mail", "link", "account"}),
        Field.PHONE: frozenset({"phone", "handle", "link", "account"}),
        Field.STREET: frozenset({"link", "account"}),
    }

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_shares")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="contact_shares")
    field = models.CharField(max_length=6, choices=Field)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = ContactShareQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("Freigabe")
        verbose_name_plural = _("Freigaben")
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "organisation", "field"],
                condition=Q(until__isnull=True),
                name="one_live_share_per_field_and_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.pupil_id} -> {self.organisation_id}"
