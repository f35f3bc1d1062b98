"""Persons: whoever signs in, and what a pupil says about the way into training."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import ages
from core import clock


class UserQuerySet(models.QuerySet["User"]):
    """Questions about persons; there is no directory of people, so visible_to is narrow."""

    def visible_to(self, person: Any) -> "UserQuerySet":
        """Oneself, and for staff who may see all, everybody (support is logged where it happens)."""
        if not person.is_authenticated:
            return self.none()
        return self if person.is_superuser else self.filter(pk=person.pk)

    def pupils(self) -> "UserQuerySet":
        """Young people: before and in training."""
        return self.filter(kind__in=User.YOUNG)


class UserManager(BaseUserManager["User"]):
    """Creates persons by mail address; the password may stay unusable."""

    def get_queryset(self) -> UserQuerySet:
        """Persons with the questions of UserQuerySet."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, person: Any) -> UserQuerySet:
        """See UserQuerySet.visible_to."""
        return self.get_queryset().visible_to(person)

    def pupils(self) -> UserQuerySet:
        """See UserQuerySet.pupils."""
        return self.get_queryset().pupils()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address without regard to case."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without password only the mailed code signs in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator."""
        fields = {"kind": User.Kind.STAFF, "is_staff": True, "is_superuser": True, **fields}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person with one mailbox; what the person may do follows from kind, memberships and groups."""

    class Kind(models.TextChoices):
        PUPIL = "pupil", _("Schüler:in")
        TRAINEE = "trainee", _("Auszubildende:r")
        GUARDIAN = "guardian", _("Eltern oder Sorgeberechtigte")
        MEMBER = "member", _("für eine Organisation")
        STAFF = "staff", _("Redaktion, Moderation, Betreiber")

    class Language(models.TextChoices):
        GERMAN = "de", "Deutsch"
        ENGLISH = "en", "English"

    YOUNG = (Kind.PUPIL, Kind.TRAINEE)
    # Said of the person of a request by SecondStepMiddleware; never stored.
    took_second_step = False

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-Mail"), unique=True)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.PUPIL)
    shown_name = models.CharField(_("angezeigter Name"), max_length=60, blank=True)
    first_name = models.CharField(_("Vorname"), max_length=80, blank=True)
    last_name = models.CharField(_("Nachname"), max_length=80, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    born_year = models.PositiveSmallIntegerField(_("Geburtsjahr"), null=True, blank=True)
    born_month = models.PositiveSmallIntegerField(
        _("Geburtsmonat"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    language = models.CharField(_("Sprache"), max_length=5, choices=Language.choices, default=Language.GERMAN)
    is_staff = models.BooleanField(_("darf in die Verwaltung"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    # Part of the session hash: raising it signs the person out everywhere at once.
    session_version = models.PositiveIntegerField(default=0, editable=False)
    # How often a silent person was told that the account will close, and when last; signing in sets both back.
    silence_notices = models.PositiveSmallIntegerField(default=0, editable=False)
    silence_noticed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signup_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    joined_at = models.DateTimeField(_("angelegt am"), default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_mailbox"),
            models.CheckConstraint(
                condition=Q(born_year__isnull=True, born_month__isnull=True)
                | Q(born_year__isnull=False, born_month__range=(1, 12)),
                name="birth_month_and_year_together",
            ),
        ]

    def __str__(self) -> str:
        return self.get_short_name()

    def get_full_name(self) -> str:
        """First and last name as the person wrote them, else the shown name."""
        return f"{self.first_name} {self.last_name}".strip() or self.get_short_name()

    def get_short_name(self) -> str:
        """What others read: the shown name, else the first name, never the mail address."""
        return self.shown_name or self.first_name or str(_("Ohne Namen"))

    @property
    def date_joined(self) -> datetime:
        """Django's and Wagtail's name for joined_at."""
        return self.joined_at

    @property
    def is_young(self) -> bool:
        """Pupils and trainees: the people the protection is for."""
        return self.kind in self.YOUNG

    @property
    def is_pupil(self) -> bool:
        """A young person before the contract."""
        return self.kind == self.Kind.PUPIL

    def age_band(self, on: date | None = None) -> str | None:
        """under_14, 14_15, 16_17 or 18_plus on the day (default today in Berlin); None without birth month."""
        if self.born_year is None or self.born_month is None:
            return None
        return ages.band(self.born_year, self.born_month, on or clock.today())

    def is_minor(self, on: date | None = None) -> bool:
        """Below 18, or a young person whose age nobody knows: doubt protects."""
        known = self.age_band(on)
        return known != "18_plus" if known else self.is_young

    def turns(self, years: int) -> date | None:
        """The day from which the person counts as so many years old."""
        if self.born_year is None or self.born_month is None:
            return None
        return ages.reached_on(self.born_year, self.born_month, years)

    def get_session_auth_hash(self) -> str:
        """Password and session version: changing either ends all sessions."""
        return salted_hmac(
            "accounts.User.session", f"{self.password}:{self.session_version}", algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self):
        """No older keys are accepted for sessions."""
        return iter(())


class PupilProfile(models.Model):
    """What a young person says about the way into training; each field has a use shown beside it."""

    class School(models.TextChoices):
        LOWER = "lower", _("Hauptschule, Mittelschule oder Regelschule")
        MIDDLE = "middle", _("Realschule oder Oberschule")
        COMPREHENSIVE = "comprehensive", _("Gesamtschule oder Gemeinschaftsschule")
        GRAMMAR = "grammar", _("Gymnasium")
        SPECIAL = "special", _("Förderschule")
        VOCATIONAL = "vocational", _("Berufsschule oder Fachoberschule")
        OTHER = "other", _("andere Schule")
        LEFT = "left", _("nicht mehr in der Schule")

    class Certificate(models.TextChoices):
        """The one ladder of school certificates (glossary 6)."""

        NONE = "none", _("ohne Abschluss")
        FIRST = "first", _("erster Schulabschluss")
        FIRST_EXTENDED = "first_extended", _("erweiterter erster Abschluss")
        MIDDLE = "middle", _("mittlerer Schulabschluss")
        MIDDLE_EXTENDED = "middle_extended", _("mittlerer mit Oberstufe")
        FHR = "fhr", _("Fachhochschulreife")
        ABITUR = "abitur", _("Abitur")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="pupil_profile")
    postal_code = models.ForeignKey(
        "core.PostalCode",
        verbose_name=_("Postleitzahl"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    street = models.CharField(_("Straße"), max_length=120, blank=True)
    school_kind = models.CharField(_("Schule"), max_length=16, choices=School.choices, blank=True)
    certificate = models.CharField(_("Abschluss"), max_length=16, choices=Certificate.choices, blank=True)
    start_year = models.PositiveSmallIntegerField(_("Beginn ab"), null=True, blank=True)
    # From 16 the young person decides alone; the moment and the text version are the proof.
    own_consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    own_consent_text = models.CharField(max_length=20, blank=True, editable=False)
    # After three failed requests a person helps; requests before this moment no longer count.
    consent_cleared_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_paused = models.BooleanField(_("pausiert"), default=False)

    class Meta:
        verbose_name = _("Angaben zum Weg")
        verbose_name_plural = _("Angaben zum Weg")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)
