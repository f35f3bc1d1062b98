"""Local networks: one or more Kreise, a person with a telephone number, and who takes part."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from accounts.models.organisations import Organisation
from accounts.models.relations import DatedQuerySet
from core import clock, journey, place_index, places
from core.forms import central_code


class NetworkQuerySet(models.QuerySet["Network"]):
    """Networks are public."""

    def visible_to(self, person: Any) -> "NetworkQuerySet":
        """Everybody sees every network."""
        return self

    def covering(self, district: Any) -> "NetworkQuerySet":
        """Networks that a Kreis belongs to."""
        return self.filter(districts=district)

    def journey_address_in(self, district: Any) -> str:
        """The template of the first network around a Kreis that names a journey planner, empty where none does."""
        named = self.covering(district).exclude(journey_address="").order_by("pk")
        return named.values_list("journey_address", flat=True).first() or ""


class Network(PreviewableMixin, models.Model):
    """Handwerksnetz: bound to Kreise by AGS, not a legal body."""

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(_("Adresse der Seite"), max_length=90, unique=True)
    districts = models.ManyToManyField("core.District", verbose_name=_("Kreise"), related_name="networks")
    contact_name = models.CharField(_("Ansprechpartner:in"), max_length=80, blank=True)
    contact_role = models.CharField(_("Aufgabe"), max_length=80, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    phone_hours = models.CharField(_("Sprechzeiten"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    journey_address = models.CharField(
        _("Adresse der Fahrplanauskunft"), max_length=300, blank=True, validators=[journey.check]
    )
    is_example = models.BooleanField(_("Beispielinhalt"), default=False)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Netzwerk")
        verbose_name_plural = _("Netzwerke")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The network's public page below /netzwerke/."""
        return f"/netzwerke/{self.slug}/"

    def sample_trip(self) -> journey.Trip | None:
        """Tomorrow at seven in the middle of the first Kreis; None for a network without one."""
        ags = self.districts.order_by("pk").values_list("pk", flat=True).first()
        district = place_index.index().of_district(ags) if ags else None
        if district is None:
            return None
        code = central_code(district)
        lat, lon = places.coordinates(code) or (None, None)
        arrival = datetime.combine(clock.today() + timedelta(days=1), time(7), tzinfo=clock.BERLIN)
        return journey.Trip(f"{code} {places.look_up(code).hits[0].name}", arrival, lat, lon)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """What the journey planner would be asked, to be tried before it is saved."""
        return "accounts/network_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """The sample trip and the address that asks for it."""
        trip = self.sample_trip()
        return {"network": self, "trip": trip, "address": journey.address(self.journey_address, trip) if trip else ""}


class NetworkMember(models.Model):
    """An organisation or a person that takes part, with dates."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="network_memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="network_memberships"
    )
    starts_on = models.DateField(_("von"), default=clock.today)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Teilnahme am Netzwerk")
        verbose_name_plural = _("Teilnahmen am Netzwerk")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, user__isnull=True)
                | Q(organisation__isnull=True, user__isnull=False),
                name="network_member_is_one_of_two",
            ),
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=Q(ends_on__isnull=True),
                name="organisation_once_per_network",
            ),
            models.UniqueConstraint(
                fields=["network", "user"], condition=Q(ends_on__isnull=True), name="person_once_per_network"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="network_member_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.user} in {self.network}"
