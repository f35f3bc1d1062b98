"""A block between a young person and a whole organisation: while it lives nobody writes, nothing new begins."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from messaging.models.conversation import organisations_answered_by


class BlockQuerySet(models.QuerySet["Block"]):
    """Questions about blocks."""

    def live(self) -> "BlockQuerySet":
        """Not lifted."""
        return self.filter(until__isnull=True)

    def between(self, pupil: Any, organisation: Any) -> "BlockQuerySet":
        """Living blocks of a pair, whoever set them."""
        return self.live().filter(pupil=pupil, organisation=organisation)

    def visible_to(self, user: Any) -> "BlockQuerySet":
        """The own ones: a side never learns from a list that the other one blocked it."""
        if not user.is_authenticated:
            return self.none()
        firms = organisations_answered_by(user).values("pk")
        return self.filter(
            Q(side=Block.Side.PUPIL, pupil_id=user.pk) | Q(side=Block.Side.ORGANISATION, organisation__in=firms)
        )


class Block(models.Model):
    """Set by one side, effective for both, for all people of the organisation."""

    class Side(models.TextChoices):
        PUPIL = "pupil", _("Junger Mensch")
        ORGANISATION = "firm", _("Betrieb")

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="blocks")
    side = models.CharField(max_length=5, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("Blockade")
        verbose_name_plural = _("Blockaden")
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "organisation", "side"],
                condition=Q(until__isnull=True),
                name="one_live_block_per_pair_and_side",
            )
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.pupil_id} x {self.organisation_id}"
