"""The question to the parents on paper: a sheet with a QR code, and a short code for the school's list."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock

# Without signs that look alike on paper: I and 1, O and 0.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 8  # 40 bits, typed by somebody signed in and checked, never in an address


def new_code() -> str:
    """A fresh code as it stands on the sheet, without the dash."""
    return "".join(secrets.choice(SIGNS) for _turn in range(LENGTH))


class PaperRequestQuerySet(models.QuerySet["PaperRequest"]):
    """Sheets by what they are good for."""

    def usable(self) -> "PaperRequestQuerySet":
        """Neither used nor past their end."""
        return self.filter(used_at=None, expires_at__gt=clock.now())


class PaperRequest(models.Model):
    """One printed sheet; the QR code leads to a page that asks for the guardian's mailbox, it decides nothing."""

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="paper_requests")
    code = models.CharField(_("Code"), max_length=LENGTH, unique=True, default=new_code, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PaperRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zettel für die Eltern")
        verbose_name_plural = _("Zettel für die Eltern")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        """In two groups, easy to read aloud."""
        return f"{self.code[:4]}-{self.code[4:]}"
