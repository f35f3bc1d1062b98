"""Legal rules as dated rows: code, from, to, value, source, checked on (product 8)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Rule(models.Model):
    """One figure of the law with its days and its source; staff edit it, a row is never overwritten by a load."""

    code = models.CharField(_("Kürzel"), max_length=60)
    norm = models.CharField(_("Norm"), max_length=60)
    value = models.DecimalField(_("Wert"), max_digits=8, decimal_places=2)
    text = models.CharField(_("Erklärung"), max_length=240)
    valid_from = models.DateField(_("gilt ab"))
    valid_to = models.DateField(_("gilt bis"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=200)
    checked_on = models.DateField(_("geprüft am"))

    class Meta:
        verbose_name = _("Rechtsregel")
        verbose_name_plural = _("Rechtsregeln")
        ordering = ["code", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_rule_per_code_and_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="rule_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from:%Y-%m-%d}"

    def clean(self) -> None:
        """Code and first day stay: under new ones, the next load would bring the old row back."""
        if self.pk and not Rule.objects.filter(pk=self.pk, code=self.code, valid_from=self.valid_from).exists():
            raise ValidationError(_("Kürzel und Beginn bleiben. Beende diese Regel und lege eine neue an."))
