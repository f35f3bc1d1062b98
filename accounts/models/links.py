"""Links that carry a right by mail: 128 bits, only their hash is kept, one purpose, one use."""

import hashlib
import secrets

from django.db import models
from django.db.models import Q

from core import clock

TOKEN_BYTES = 16  # 128 bits (safety.md A24)


def new_token() -> str:
    """A fresh secret for a link, 22 characters safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What we keep of a token; 128 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet["Link"]):
    """Links by what they are good for."""

    def usable(self) -> "LinkQuerySet":
        """Neither used nor past their end."""
        return self.filter(used_at__isnull=True).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()))

    def for_token(self, token: str) -> "LinkQuerySet":
        """The link a token belongs to, used or not."""
        return self.filter(digest=digest(token))


class Link(models.Model):
    """One mailed right: to decide on a consent, to stop it, or to accept an invitation."""

    class Purpose(models.TextChoices):
        CONSENT_DECIDE = "consent_decide", "consent_decide"
        CONSENT_STOP = "consent_stop", "consent_stop"
        INVITATION = "invitation", "invitation"

    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    consent = models.ForeignKey(
        "accounts.Consent", on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="invitation", membership__isnull=False, consent__isnull=True)
                | Q(purpose__in=("consent_decide", "consent_stop"), consent__isnull=False, membership__isnull=True),
                name="link_has_one_purpose",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def is_usable(self) -> bool:
        """Neither used nor past its end."""
        return self.used_at is None and (self.expires_at is None or self.expires_at > clock.now())
