"""Guardians, their consent for an account (under 16) and their permission for a day (under 18): product.md 5.5."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock


class Guardian(models.Model):
    """A mailbox a young person named, and who answered from it; no account, no password."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("Mutter")
        FATHER = "father", _("Vater")
        CUSTODIAN = "custodian", _("anders sorgeberechtigt")

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardians")
    email = models.EmailField(_("E-Mail"))
    name = models.CharField(_("Name"), max_length=80, blank=True)
    relation = models.CharField(_("Verhältnis"), max_length=10, choices=Relation.choices, blank=True)
    language = models.CharField(_("Sprache"), max_length=5, default="de")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("Eltern oder Sorgeberechtigte")
        verbose_name_plural = _("Eltern oder Sorgeberechtigte")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pupil", "email"], name="one_guardian_per_mailbox_and_pupil")]

    def __str__(self) -> str:
        return self.name or str(_("Sorgeberechtigte"))


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents by what they allow and who may see them."""

    def visible_to(self, person: Any) -> "ConsentQuerySet":
        """The young person's own; guardians come by link, reviewers through needs_a_person."""
        return self.filter(pupil_id=person.pk) if person.is_authenticated else self.none()

    def live(self) -> "ConsentQuerySet":
        """Asked or given and not ended."""
        return self.filter(state__in=Consent.LIVE)

    def data(self) -> "ConsentQuerySet":
        """Consents for the account."""
        return self.filter(kind=Consent.Kind.DATA)

    def given(self) -> "ConsentQuerySet":
        """Those that allow contact with firms; writing may still wait."""
        return self.filter(state__in=Consent.GIVEN)


class Consent(models.Model):
    """One question to a guardian and what became of it."""

    class Kind(models.TextChoices):
        DATA = "data", _("Zustimmung zum Konto")
        DAY = "day", _("Erlaubnis für den Tag")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Wir haben deine Eltern gefragt")
        GRANTED_WAITING = "granted_waiting", _("Zugestimmt, Schreiben öffnet bald")
        GRANTED = "granted", _("Zugestimmt")
        DECLINED = "declined", _("Nicht zugestimmt")
        EXPIRED = "expired", _("Keine Antwort")
        REVOKED = "revoked", _("Zustimmung beendet")
        ENDED = "ended", _("Abgelaufen")

    NEXT: dict[str, set[str]] = {
        State.REQUESTED: {State.GRANTED_WAITING, State.GRANTED, State.DECLINED, State.EXPIRED},
        State.GRANTED_WAITING: {State.GRANTED, State.REVOKED},
        State.GRANTED: {State.REVOKED, State.ENDED},
        State.DECLINED: {State.REQUESTED},
        State.EXPIRED: {State.REQUESTED},
        State.REVOKED: {State.REQUESTED},
        State.ENDED: set(),
    }
    LIVE = (State.REQUESTED, State.GRANTED_WAITING, State.GRANTED)
    GIVEN = (State.GRANTED_WAITING, State.GRANTED)
    # Version of the five sentences on the guardian's page; raised when their meaning changes.
    TEXT_VERSION = "2026-11"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    guardian = models.ForeignKey(Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="consents")
    state = models.CharField(max_length=16, choices=State.choices, default=State.REQUESTED)
    reference = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text_version = models.CharField(max_length=20, default=TEXT_VERSION)
    requested_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # 24 hours after the yes; until then nothing is written (safety.md 1).
    writing_from = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # One in ten is looked at by a counsellor (safety.md A46).
    is_sample = models.BooleanField(default=False)
    sample_seen_at = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zustimmung")
        verbose_name_plural = _("Zustimmungen")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "expires_at"], name="consent_by_state_and_end")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"],
                condition=Q(kind="data", state__in=("requested", "granted_waiting", "granted")),
                name="one_live_data_consent_per_pupil",
            ),
            models.UniqueConstraint(
                fields=["pupil", "reference"],
                condition=Q(kind="day", state__in=("requested", "granted_waiting", "granted")),
                name="one_live_permission_per_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted_waiting") | Q(kind="data", writing_from__isnull=False),
                name="waiting_consent_knows_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def is_data(self) -> bool:
        """For the account, not for one day."""
        return self.kind == self.Kind.DATA

    @property
    def is_open(self) -> bool:
        """Still waiting for the guardian."""
        return self.state == self.State.REQUESTED

    @property
    def is_given(self) -> bool:
        """The guardian said yes and nobody ended it."""
        return self.state in self.GIVEN

    def can_become(self, state: str) -> bool:
        """Does a step lead from the present state to the wanted one?"""
        return state in self.NEXT[self.state]


class ConsentEvent(models.Model):
    """One step in the life of a consent; never changed. Without a person the guardian or the schedule acted."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=10)
    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16, choices=Consent.State.choices)
    reason = models.CharField(max_length=200, blank=True)
    # Hash over who said yes to which text when: the proof that outlives the guardian's address (kept 3 years).
    proof = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"
