"""A place that a firm offers: apprenticeship, internship, taster day or entry qualification."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Organisation
from apprenticeships.models import desks
from apprenticeships.models.words import VacancyWords
from core import clock

# The transport statement is asked anew each season; an older one is not shown (product P9).
TRANSPORT_VALID_DAYS = 365


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    """Questions about places; each method completes the sentence "vacancies that …"."""

    def public(self) -> "VacancyQuerySet":
        """Vacancies with a public page."""
        return self.filter(desks.not_stopped(), state__in=Vacancy.PUBLIC)

    def open(self, on: date | None = None) -> "VacancyQuerySet":
        """Vacancies that take applications on the given day (default: today in Berlin) and have a place left."""
        day = on or clock.today()
        return self.filter(
            desks.not_stopped(),
            Q(closes_on=None) | Q(closes_on__gte=day),
            state=Vacancy.State.PUBLISHED,
            places_filled__lt=F("places_total"),
        )

    def run_by(self, user: Any) -> "VacancyQuerySet":
        """Vacancies the user may edit: of own organisations and of firms that handed posting to the own office."""
        return self.filter(organisation__in=desks.posting_for(user).values("pk"))

    def to_check_by(self, user: Any) -> "VacancyQuerySet":
        """Submitted vacancies that wait for this reviewer: moderators all, guilds and chambers their members."""
        waiting = self.filter(state=Vacancy.State.SUBMITTED)
        if permissions.is_moderator(user):
            return waiting.order_by("pk")
        bodies = permissions.checking_bodies(user)
        return waiting.filter(organisation__in=Organisation.objects.members_of(bodies).values("pk")).order_by("pk")

    def visible_to(self, user: Any) -> "VacancyQuerySet":
        """Public vacancies for everybody; all of them for their desks; submitted ones for those who check them."""
        public = desks.not_stopped() & Q(state__in=Vacancy.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        own = Q(organisation__in=desks.seen_by(user).values("pk"))
        checked = Q(pk__in=Vacancy.objects.to_check_by(user).order_by().values("pk"))
        return self.filter(public | own | checked)

    def for_cards(self) -> "VacancyQuerySet":
        """Vacancies with what a card shows, in one query."""
        return self.select_related("trade", "organisation__verified_by", "district", "entered_by", "postal_code")

    def in_order(self) -> "VacancyQuerySet":
        """Vacancies as a desk lists them: newest first."""
        return self.order_by("-pk")


class Vacancy(VacancyWords, models.Model):
    """What a firm offers, with kind, number of places and an honest description."""

    class Kind(models.TextChoices):
        """The four kinds (glossary 7)."""

        APPRENTICESHIP = "apprenticeship", _("Ausbildung")
        INTERNSHIP = "internship", _("Praktikum")
        TASTER_DAY = "taster_day", _("Schnuppertag")
        EQ = "eq", _("Einstiegsqualifizierung (EQ)")

    class Practice(models.TextChoices):
        """The finer word of an internship (glossary 7)."""

        SCHOOL_INTERNSHIP = "school_internship", _("Schülerpraktikum")
        HOLIDAY_INTERNSHIP = "holiday_internship", _("Ferienpraktikum")
        ACTION_DAY = "action_day", _("Girls'Day, Boys'Day")
        FOS_INTERNSHIP = "fos_internship", _("FOS-Praktikum")
        LONG_INTERNSHIP = "long_internship", _("Jahrespraktikum")
        FIELD_EXPLORATION = "field_exploration", _("Berufsfelderkundung")

    class State(models.TextChoices):
        """The label is what the firm reads (product 5.2)."""

        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("Zur Prüfung")
        RETURNED = "returned", _("Mit Hinweisen zurück")
        SCHEDULED = "scheduled", _("Geplant")
        PUBLISHED = "published", _("Veröffentlicht")
        UNCONFIRMED = "unconfirmed", _("Bitte bestätigen")
        PAUSED = "paused", _("Pausiert")
        FILLED = "filled", _("Besetzt")
        EXPIRED = "expired", _("Abgelaufen")
        CLOSED = "closed", _("Geschlossen")
        BLOCKED = "blocked", _("Gesperrt")
        GONE_AT_SOURCE = "gone_at_source", _("Beim Anbieter entfernt")
        ARCHIVED = "archived", _("Archiv")

    NEXT: dict[str, set[str]] = {
        State.DRAFT: {State.SUBMITTED, State.SCHEDULED, State.PUBLISHED},
        State.SUBMITTED: {State.RETURNED, State.SCHEDULED, State.PUBLISHED, State.BLOCKED},
        State.RETURNED: {State.SUBMITTED, State.ARCHIVED},
        State.SCHEDULED: {State.PUBLISHED, State.DRAFT, State.BLOCKED},
        State.PUBLISHED: {
            State.UNCONFIRMED, State.PAUSED, State.FILLED, State.CLOSED, State.EXPIRED, State.BLOCKED,
            State.GONE_AT_SOURCE,
        },
        State.UNCONFIRMED: {
            State.PUBLISHED, State.PAUSED, State.FILLED, State.CLOSED, State.EXPIRED, State.BLOCKED,
            State.GONE_AT_SOURCE,
        },
        State.PAUSED: {State.PUBLISHED, State.FILLED, State.CLOSED, State.EXPIRED, State.BLOCKED},
        State.FILLED: {State.PUBLISHED, State.ARCHIVED},
        State.EXPIRED: {State.PUBLISHED, State.FILLED, State.CLOSED, State.ARCHIVED},
        State.CLOSED: {State.ARCHIVED},
        State.BLOCKED: {State.RETURNED, State.PUBLISHED, State.ARCHIVED},
        State.GONE_AT_SOURCE: {State.PUBLISHED, State.ARCHIVED},
        State.ARCHIVED: {State.DRAFT},
    }  # fmt: skip
    # What a stranger may open: a state without public label has no public page.
    PUBLIC = (State.PUBLISHED, State.UNCONFIRMED, State.PAUSED, State.FILLED, State.CLOSED, State.GONE_AT_SOURCE)
    EDITABLE = (
        State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED, State.UNCONFIRMED, State.PAUSED, State.EXPIRED,
    )  # fmt: skip

    class Form(models.TextChoices):
        """How the training is organised."""

        FULL_TIME = "full_time", _("Vollzeit")
        PART_TIME = "part_time", _("Teilzeit")
        JOINT = "joint", _("Verbund")

    class Saturday(models.TextChoices):
        """Work on Saturdays (JArbSchG § 16 allows it in some trades only)."""

        NEVER = "never", _("samstags frei")
        SOMETIMES = "sometimes", _("samstags im Wechsel")
        ALWAYS = "always", _("samstags")

    class Support(models.TextChoices):
        """Help that the firm or its surroundings give (facet „Unterstützung“)."""

        HOSTEL = "hostel", _("Wohnheim")
        ROOM = "room", _("Zimmer")
        LIFT = "lift", _("Fahrgemeinschaft")
        GERMAN_COURSE = "german_course", _("Deutschförderung")
        TUTORING = "tutoring", _("Nachhilfe")

    class Access(models.TextChoices):
        """What the firm says about access (facet „Zugang“)."""

        STEP_FREE = "step_free", _("stufenfrei")
        INCLUSIVE = "inclusive", _("offen für Azubis mit Behinderung")
        SIGN_LANGUAGE = "sign_language", _("Gebärdensprache")

    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.APPRENTICESHIP)
    practice = models.CharField(_("Praktikumsart"), max_length=20, choices=Practice, blank=True)
    trade = models.ForeignKey("trades.Trade", models.PROTECT, related_name="vacancies", verbose_name=_("Beruf"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="vacancies", verbose_name=_("Betrieb"))
    state = models.CharField(_("Stand"), max_length=20, choices=State, default=State.DRAFT)

    start_on = models.DateField(_("Beginn"), null=True, blank=True)
    start_now = models.BooleanField(_("sofort"), default=False)
    start_year = models.PositiveSmallIntegerField(_("Ausbildungsjahr"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("Dauer in Monaten"), null=True, blank=True)
    form = models.CharField(_("Ausbildungsform"), max_length=12, choices=Form, default=Form.FULL_TIME)
    weekly_hours = models.PositiveSmallIntegerField(_("Stunden in der Woche"), null=True, blank=True)
    can_be_shorter = models.BooleanField(_("verkürzt möglich"), default=False)
    welcomes_changers = models.BooleanField(_("Quereinstieg willkommen"), default=False)
    places_total = models.PositiveSmallIntegerField(_("Plätze"), default=1)
    places_filled = models.PositiveSmallIntegerField(_("davon besetzt"), default=0)

    pay_year1_cents = models.PositiveIntegerField(_("Vergütung im 1. Jahr"), null=True, blank=True)
    pay_year2_cents = models.PositiveIntegerField(_("Vergütung im 2. Jahr"), null=True, blank=True)
    pay_year3_cents = models.PositiveIntegerField(_("Vergütung im 3. Jahr"), null=True, blank=True)
    pay_year4_cents = models.PositiveIntegerField(_("Vergütung im 4. Jahr"), null=True, blank=True)
    pay_stated_on = models.DateField(_("Vergütung, Stand"), null=True, blank=True)
    pay_note = models.CharField(_("Hinweis zur Vergütung"), max_length=120, blank=True)

    work_start = models.TimeField(_("Arbeitsbeginn"), null=True, blank=True)
    work_end = models.TimeField(_("Arbeitsende"), null=True, blank=True)
    saturday = models.CharField(_("Samstag"), max_length=12, choices=Saturday, default=Saturday.NEVER)
    school_days = models.CharField(_("Berufsschule"), max_length=160, blank=True)
    tasks = models.TextField(_("Was man hier wirklich macht"), blank=True)
    downsides = models.TextField(_("Das ist auch so"), blank=True)
    own_sentence = models.CharField(_("Ihr Satz"), max_length=200, blank=True)
    support = models.JSONField(_("Unterstützung"), default=list, blank=True)
    access = models.JSONField(_("Zugang"), default=list, blank=True)

    street = models.CharField(_("Straße und Nummer"), max_length=120, blank=True)
    postal_code = models.ForeignKey(
        "core.PostalCode", models.PROTECT, related_name="+", null=True, verbose_name=_("Postleitzahl")
    )
    place_name = models.CharField(_("Ort"), max_length=80, blank=True)
    district = models.ForeignKey("core.District", models.PROTECT, related_name="+", null=True, verbose_name=_("Kreis"))
    transport = models.TextField(_("Wie man hinkommt"), blank=True)
    transport_stated_on = models.DateField(_("Weg, Stand"), null=True, blank=True)

    contact_name = models.CharField(_("Ansprechperson"), max_length=80, blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    contact_hours = models.CharField(_("am besten erreichbar"), max_length=80, blank=True)
    contact_email = models.EmailField(_("E-Mail"), blank=True)
    answer_days = models.PositiveSmallIntegerField(_("Antwort-Versprechen in Tagen"), default=7)

    entered_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("eingetragen von"))
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    entered_on = models.DateField(_("eingetragen am"), default=clock.today)
    copied_from = models.ForeignKey("self", models.SET_NULL, related_name="+", null=True, blank=True)
    client_key = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    closes_on = models.DateField(_("Bewerben bis"), null=True, blank=True)
    paused_until = models.DateField(_("pausiert bis"), null=True, blank=True)
    remarks = models.TextField(_("Hinweise der Prüfung"), blank=True)
    copy_key: UUID  # no column: the list of a desk gives each row one, so that a double copy writes once

    objects = VacancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Platz")
        verbose_name_plural = _("Plätze")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(places_total__gte=1), name="vacancy_has_a_place"),
            models.CheckConstraint(
                condition=Q(places_filled__lte=F("places_total")), name="vacancy_filled_within_total"
            ),
            models.CheckConstraint(condition=Q(answer_days__in=(3, 5, 7)), name="vacancy_promises_3_5_or_7_days"),
        ]
        indexes = [
            models.Index(fields=["state", "kind"], name="vacancy_by_state"),
            models.Index(fields=["organisation", "state"], name="vacancy_by_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.trade}, {self.organisation}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("apprenticeships:vacancy_detail", args=[self.pk])

    @property
    def pay_cents(self) -> list[int]:
        """Pay per month and year of training in cents, as far as it is stated."""
        years = (self.pay_year1_cents, self.pay_year2_cents, self.pay_year3_cents, self.pay_year4_cents)
        return [cents for cents in years if cents]

    @property
    def transport_shown(self) -> str:
        """The transport statement while it is younger than a year, else nothing."""
        stated = self.transport_stated_on
        fresh = stated is not None and (clock.today() - stated).days <= TRANSPORT_VALID_DAYS
        return self.transport if fresh else ""

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]

    def is_public(self) -> bool:
        """Whether a stranger may open the page."""
        return self.state in self.PUBLIC and self.organisation.verification not in desks.STOPPED

    def is_editable(self) -> bool:
        """Whether the form may change it."""
        return self.state in self.EDITABLE

    def may_go_out(self) -> bool:
        """Whether it waits for its first publishing."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    def is_open(self, on: date | None = None) -> bool:
        """Whether applications are taken on the given day (default: today in Berlin)."""
        day = on or clock.today()
        in_time = self.closes_on is None or self.closes_on >= day
        running = self.organisation.verification not in desks.STOPPED
        return self.state == self.State.PUBLISHED and in_time and self.places_left > 0 and running


class VacancyEvent(models.Model):
    """One step in the life of a vacancy; never changed, never deleted while the vacancy is there."""

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.vacancy_id}: {self.before or '–'} -> {self.after}"
