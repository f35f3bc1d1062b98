"""Organisations of every kind and the life of their verification (product.md 5.6)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.memberships import Membership, role_choices_of
from core import clock


def current(on: Any = None, prefix: str = "") -> Q:
    """Dated rows that hold on a day (default today): begun and not ended before it."""
    day = on or clock.today()
    started = Q(**{f"{prefix}starts_on__lte": day})
    return started & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Who may see, run or check which organisations."""

    def public(self) -> "OrganisationQuerySet":
        """Organisations with a public page: checked ones, and merged ones that point to their successor."""
        return self.filter(verification__in=Organisation.PUBLIC)

    def listed(self) -> "OrganisationQuerySet":
        """Organisations that want to be found by the search and are checked."""
        return self.filter(listed_at__isnull=False, verification__in=Organisation.LISTABLE)

    def run_by(self, person: Any) -> "OrganisationQuerySet":
        """Organisations the person acts for through an active membership: the desk filter."""
        if not person.is_authenticated:
            return self.none()
        held = Membership.objects.active().filter(user_id=person.pk).values("organisation_id")
        return self.filter(pk__in=held)

    def delegated_to(self, person: Any) -> "OrganisationQuerySet":
        """Firms whose office the person works in, by a delegation that holds today."""
        if not person.is_authenticated:
            return self.none()
        offices = Membership.objects.active().filter(user_id=person.pk).values("organisation_id")
        given = current(prefix="delegations_given__") & Q(
            delegations_given__office__in=offices,
            delegations_given__office__verification=Organisation.Verification.VERIFIED,
        )
        return self.filter(given).distinct()

    def members_of(self, bodies: Any, on: Any = None) -> "OrganisationQuerySet":
        """Organisations affiliated with one of the bodies on the day, or naming it at sign-up."""
        from_rows = Q(affiliations__body__in=bodies) & current(on, "affiliations__")
        return self.filter(from_rows | Q(named_body__in=bodies)).distinct()

    def visible_to(self, person: Any) -> "OrganisationQuerySet":
        """Public ones, one's own, those one writes for, and those one may check."""
        everything = Organisation.objects.all()
        if person.is_authenticated and (person.is_superuser or person.groups.filter(name="moderator").exists()):
            return self
        allowed = Q(verification__in=Organisation.PUBLIC)
        if person.is_authenticated:
            checking = everything.run_by(person).filter(
                kind__in=Organisation.CHECKING_KINDS, verification=Organisation.Verification.VERIFIED
            )
            for own in (everything.run_by(person), everything.delegated_to(person), everything.members_of(checking)):
                allowed |= Q(pk__in=own.values("pk"))
        return self.filter(allowed)


class Organisation(models.Model):
    """A firm, guild, association, chamber, school or other body; one word for all."""

    class Answers(models.TextChoices):
        """When somebody usually gets round to writing; offered, not typed, so that no number hides in it."""

        EARLY = "early", _("morgens vor der Arbeit")
        DAYTIME = "daytime", _("tagsüber aus dem Büro")
        NOON = "noon", _("in der Mittagspause")
        EVENING = "evening", _("abends nach Feierabend")
        WEEKEND = "weekend", _("am Wochenende")

    class Kind(models.TextChoices):
        FIRM = "firm", _("Betrieb")
        GUILD = "guild", _("Innung")
        DISTRICT_ASSOCIATION = "district_association", _("Kreishandwerkerschaft")
        STATE_GUILD_ASSOCIATION = "state_guild_association", _("Landesinnungsverband")
        CHAMBER = "chamber", _("Handwerkskammer")
        SCHOOL = "school", _("Schule")
        VOCATIONAL_SCHOOL = "vocational_school", _("Berufsschule")
        TRAINING_CENTRE = "training_centre", _("Überbetriebliche Bildungsstätte")
        GUIDANCE_CENTRE = "guidance_centre", _("Beratungsstelle")
        SUPPORT_CENTRE = "support_centre", _("Digital-Zentrum")
        UNIVERSITY = "university", _("Hochschule")
        INDUSTRY_NETWORK = "industry_network", _("Netzwerk der Wirtschaft")
        CARRIER = "carrier", _("Träger")

    class Verification(models.TextChoices):
        UNVERIFIED = "unverified", _("Noch nicht geprüft")
        IN_REVIEW = "in_review", _("Wird geprüft")
        VERIFIED = "verified", _("Geprüft")
        CHANGES_IN_REVIEW = "changes_in_review", _("Änderung wird geprüft")
        REJECTED = "rejected", _("Abgelehnt")
        SUSPENDED = "suspended", _("Gesperrt")
        MERGED = "merged", _("Zusammengeschlossen")
        LEFT = "left", _("Ausgeschieden")

    NEXT: dict[str, set[str]] = {
        Verification.UNVERIFIED: {Verification.IN_REVIEW},
        Verification.IN_REVIEW: {Verification.VERIFIED, Verification.REJECTED},
        Verification.VERIFIED: {
            Verification.CHANGES_IN_REVIEW,
            Verification.SUSPENDED,
            Verification.MERGED,
            Verification.LEFT,
        },
        Verification.CHANGES_IN_REVIEW: {Verification.VERIFIED, Verification.SUSPENDED},
        Verification.REJECTED: {Verification.IN_REVIEW},
        Verification.SUSPENDED: {Verification.VERIFIED, Verification.LEFT},
        Verification.MERGED: set(),
        Verification.LEFT: {Verification.IN_REVIEW},
    }
    PUBLIC = (Verification.VERIFIED, Verification.CHANGES_IN_REVIEW, Verification.MERGED)
    # Who may be found by the search: what is checked, with its checked name while a change waits.
    LISTABLE = (Verification.VERIFIED, Verification.CHANGES_IN_REVIEW)
    WAITING = (Verification.IN_REVIEW, Verification.CHANGES_IN_REVIEW)
    # Who may check their own members (product.md 5.6); moderators check all.
    CHECKING_KINDS = (Kind.GUILD, Kind.CHAMBER)
    # Offices that may write for a firm by delegation (glossary 5, P5).
    OFFICE_KINDS = (Kind.GUILD, Kind.DISTRICT_ASSOCIATION, Kind.CHAMBER, Kind.GUIDANCE_CENTRE)
    # A change of these makes a checked organisation wait again (safety.md A10).
    IDENTITY = ("name", "street", "postal_code", "register_number", "website")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("Art"), max_length=24, choices=Kind.choices, default=Kind.FIRM)
    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(_("Adresse der Seite"), max_length=90, unique=True)
    verification = models.CharField(
        _("Prüfung"), max_length=20, choices=Verification.choices, default=Verification.UNVERIFIED
    )
    verified_on = models.DateField(_("geprüft am"), null=True, blank=True)
    verified_by = models.ForeignKey(
        "self", verbose_name=_("geprüft von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    may_train = models.BooleanField(_("ausbildungsberechtigt"), default=False)
    may_train_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    register_number = models.CharField(_("Nummer der Handwerksrolle"), max_length=40, blank=True)
    named_body = models.ForeignKey(
        "self",
        verbose_name=_("zuständige Innung oder Kammer"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="named_by",
    )
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postal_code = models.ForeignKey(
        "core.PostalCode",
        verbose_name=_("Postleitzahl"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    place_name = models.CharField(_("Ort"), max_length=80, blank=True)
    district = models.ForeignKey(
        "core.District", verbose_name=_("Kreis"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    phone_hours = models.CharField(_("am besten erreichbar"), max_length=80, blank=True)
    answers = models.CharField(_("antwortet meist"), max_length=10, choices=Answers.choices, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Webseite"), blank=True)
    text = models.TextField(_("Wer wir sind"), max_length=1200, blank=True)
    people_count = models.PositiveIntegerField(_("Menschen im Betrieb"), null=True, blank=True)
    pending_changes = models.JSONField(default=dict, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    merged_on = models.DateField(null=True, blank=True, editable=False)
    is_example = models.BooleanField(_("Beispielinhalt"), default=False)
    listed_at = models.DateTimeField(_("in der Suche seit"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["verification", "kind"], name="organisation_by_verification")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verification="merged", merged_into__isnull=False, merged_on__isnull=False)
                | (~Q(verification="merged") & Q(merged_into__isnull=True, merged_on__isnull=True)),
                name="merged_names_its_successor",
            ),
            models.CheckConstraint(
                condition=Q(may_train=False) | Q(kind="firm"), name="only_firms_are_entitled_to_train"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("pages:organisation_page", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        """Checked in two steps and not waiting, suspended or gone."""
        return self.verification == self.Verification.VERIFIED

    @property
    def is_public(self) -> bool:
        """Has a public page."""
        return self.verification in self.PUBLIC

    @property
    def is_listable(self) -> bool:
        """Is checked, so that it may be found by the search if it wants to."""
        return self.verification in self.LISTABLE

    @property
    def is_listed(self) -> bool:
        """Wants to be found by the search, and is checked."""
        return self.listed_at is not None and self.is_listable

    @property
    def is_firm(self) -> bool:
        """A craft firm."""
        return self.kind == self.Kind.FIRM

    @property
    def role_choices(self) -> list[tuple[str, Any]]:
        """Roles people can have here."""
        return role_choices_of(self.kind)

    def can_become(self, verification: str) -> bool:
        """Does a step lead from the present state to the wanted one?"""
        return verification in self.NEXT[self.verification]


class VerificationEvent(models.Model):
    """One step in the life of an organisation's verification; never changed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="verification_events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, choices=Organisation.Verification.choices)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


class VerificationCheck(models.Model):
    """One of the two looks a reviewer takes: the register, and a call to a number known from elsewhere."""

    class Step(models.TextChoices):
        REGISTER = "register", _("im Register gefunden")
        CALL_BACK = "call_back", _("unter bekannter Nummer angerufen")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="checks")
    step = models.CharField(max_length=10, choices=Step.choices)
    note = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.note}"
