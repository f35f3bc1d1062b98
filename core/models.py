"""Tables of the ground floor: places, and the book-keeping of outbox, schedule, limits and mail."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.gazetteer import district_label

CODE = RegexValidator(r"^\d{5}\Z", _("Fünf Ziffern."))


class State(models.Model):
    """A Land, known by the first two digits of its Kreise."""

    ags = models.CharField(_("Schlüssel"), max_length=2, primary_key=True)
    short = models.CharField(_("Kürzel"), max_length=2, unique=True)
    name = models.CharField(_("Name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("Land")
        verbose_name_plural = _("Länder")
        ordering = ["name", "ags"]

    def __str__(self) -> str:
        return self.name


class Chamber(models.Model):
    """A chamber of crafts as reference data; the body that people belong to is an organisation on the floor above."""

    code = models.CharField(_("Kennung"), max_length=40, primary_key=True)
    name = models.CharField(_("Name"), max_length=120, unique=True)
    state = models.ForeignKey(State, models.PROTECT, related_name="chambers", verbose_name=_("Land"))
    address = models.CharField(_("Anschrift"), max_length=160, blank=True)
    website = models.URLField(_("Internetseite"), blank=True)

    class Meta:
        verbose_name = _("Handwerkskammer")
        verbose_name_plural = _("Handwerkskammern")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A Kreis, known by its AGS and never by its name: 22 names belong to a city and to a Landkreis."""

    class Kind(models.TextChoices):
        """The four official kinds."""

        RURAL = "Landkreis", _("Landkreis")
        RURAL_SHORT = "Kreis", _("Kreis")
        CITY = "Kreisfreie Stadt", _("Kreisfreie Stadt")
        CITY_SHORT = "Stadtkreis", _("Stadtkreis")

    ags = models.CharField(_("Schlüssel"), max_length=5, primary_key=True, validators=[CODE])
    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    state = models.ForeignKey(State, models.PROTECT, related_name="districts", verbose_name=_("Land"))
    lat = models.FloatField(_("Breite"))
    lon = models.FloatField(_("Länge"))
    chamber_code = models.CharField(_("Kammer"), max_length=40, db_index=True)
    # 184 of 400 assignments are our own until an editor has confirmed them (data of chambers is not official).
    chamber_confirmed_on = models.DateField(_("Kammer bestätigt am"), null=True, blank=True)
    has_namesake = models.BooleanField(_("Name doppelt"), default=False)

    class Meta:
        verbose_name = _("Kreis")
        verbose_name_plural = _("Kreise")
        ordering = ["name", "ags"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name as people tell it apart: „Leipzig, Stadt“, „Leipzig, Landkreis“, „Altenburger Land“."""
        return district_label(self.name, self.kind, has_namesake=self.has_namesake)

    @property
    def is_city(self) -> bool:
        """Whether the Kreis is a city of its own."""
        return self.kind in {self.Kind.CITY, self.Kind.CITY_SHORT}


class PostalCode(models.Model):
    """A postal code with its centre; the name is that of its main place."""

    code = models.CharField(_("Postleitzahl"), max_length=5, primary_key=True, validators=[CODE])
    name = models.CharField(_("Ort"), max_length=80)
    district = models.ForeignKey(District, models.PROTECT, related_name="postal_codes", verbose_name=_("Kreis"))
    lat = models.FloatField(_("Breite"))
    lon = models.FloatField(_("Länge"))

    class Meta:
        verbose_name = _("Postleitzahl")
        verbose_name_plural = _("Postleitzahlen")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Place(models.Model):
    """A named place in one Kreis with the postal codes it has."""

    name = models.CharField(_("Name"), max_length=80)
    district = models.ForeignKey(District, models.PROTECT, related_name="places", verbose_name=_("Kreis"))
    codes = models.ManyToManyField(PostalCode, related_name="places", verbose_name=_("Postleitzahlen"))

    class Meta:
        verbose_name = _("Ort")
        verbose_name_plural = _("Orte")
        ordering = ["name", "district_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "district"], name="one_place_per_name_and_district")]

    def __str__(self) -> str:
        return self.name


class TravelTable(models.Model):
    """A loaded table of travel times; one is live, the one before it is kept for the way back."""

    name = models.CharField(_("Name"), max_length=120)
    checksum = models.CharField(_("Prüfsumme"), max_length=64, unique=True)
    ways = models.PositiveIntegerField(_("Wege"))
    is_live = models.BooleanField(_("gilt"), default=False)
    loaded_at = models.DateTimeField(_("geladen am"))

    class Meta:
        verbose_name = _("Fahrzeiten")
        verbose_name_plural = _("Fahrzeiten")
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_live"], condition=Q(is_live=True), name="one_live_travel_table")
        ]

    def __str__(self) -> str:
        return self.name


class TravelRow(models.Model):
    """All ways from one postal code by one means, packed (core/timetable.py)."""

    table = models.ForeignKey(TravelTable, models.CASCADE, related_name="rows")
    origin = models.CharField(max_length=5)
    mode = models.CharField(max_length=10)
    ways = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "origin", "mode"], name="one_travel_row_per_origin_and_mode")
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.mode}"


class OutboxRow(models.Model):
    """One effect that waits for its commit: the name of a handler and plain values for it."""

    kind = models.CharField(max_length=60)
    handler = models.CharField(max_length=160)
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_waiting",
                condition=Q(done_at__isnull=True, quarantined_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ScheduleEntry(models.Model):
    """When a scheduled function is due next; claimed by one conditional update."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LimitWindow(models.Model):
    """How often something happened for one key in one window of time."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "key", "starts_at"], name="one_limit_window_per_key_and_start")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"


class SentMail(models.Model):
    """A mail that went out, once per key. Body 30 days, the rest 90 (retention table of docs/operations.md)."""

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    template = models.CharField(max_length=80)
    subject = models.CharField(max_length=255)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return self.subject


class MailReturn(models.Model):
    """A mail that came back, once per report of it; rows go after 90 days like those of the mails."""

    # The report's own number (its Message-ID), or the mail's where the receiving server refused it at the door.
    report_id = models.CharField(max_length=255, unique=True)
    address = models.EmailField()
    status = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.address} {self.status}"


class SentSms(models.Model):
    """A short message that went out, once per key; its words are kept nowhere, the row 90 days."""

    key = models.CharField(max_length=200, unique=True)
    to = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # Why it never went: late, limit, or the number of the gateway's refusal.
    dropped = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key


class WorkerPulse(models.Model):
    """The last sign of life of each worker process; health reads it."""

    name = models.CharField(max_length=80, unique=True)
    beats_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
