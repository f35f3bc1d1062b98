"""An event: one Wagtail page below its organiser, with trades, topics and stations; its dates are occurrences."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from accounts.models import Organisation
from core import clock
from core.models import PostalCode
from events import kinds, panels, words
from events.blocks import EventBody
from events.models.organiser_page import OrganiserPage
from events.walltime import WallTimeField
from trades.models import Trade

OLDEST_MINIMUM_AGE = 99
CLASSES = [MinValueValidator(5), MaxValueValidator(13)]


def organisations_for(user: Any) -> Any:
    """Keys of the organisations for which this person writes events: one's own, and firms one's office writes for."""
    own = Q(pk__in=Organisation.objects.run_by(user).values("pk"))
    delegated = Q(pk__in=Organisation.objects.delegated_to(user).values("pk"))
    return Organisation.objects.filter(own | delegated).values("pk")


class EventQuerySet(PageQuerySet):
    """Event pages, narrowed by who asks."""

    def public(self) -> "EventQuerySet":
        """Live pages that everybody may find."""
        return self.live().exclude(kind__in=kinds.NEVER_PUBLIC)

    def visible_to(self, user: Any) -> "EventQuerySet":
        """Public pages, and all pages of the organisations that this person acts for."""
        if not getattr(user, "is_authenticated", False):
            return self.public()
        public = Q(live=True) & ~Q(kind__in=kinds.NEVER_PUBLIC)
        return self.filter(public | Q(organisation__in=organisations_for(user)))

    def run_by(self, user: Any) -> "EventQuerySet":
        """Pages of the organisations that this person acts for, drafts too."""
        return self.filter(organisation__in=organisations_for(user))


class EventPage(Page):
    """What happens, where and for whom; when it happens stands in its occurrences."""

    kind = models.CharField(_("Art"), max_length=24, choices=kinds.Kind.choices, default=kinds.Kind.OPEN_WORKSHOP)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Veranstalter"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    intro = models.TextField(_("Ein Satz: Was macht man dort mit den Händen?"), max_length=300)
    body = StreamField(EventBody(), verbose_name=_("Mehr dazu"), blank=True)

    class_from = models.PositiveSmallIntegerField(
        _("ab Klasse"),
        null=True,
        blank=True,
        validators=CLASSES,
    )
    class_to = models.PositiveSmallIntegerField(
        _("bis Klasse"),
        null=True,
        blank=True,
        validators=CLASSES,
    )
    for_pupils = models.BooleanField(_("für Schüler:innen"), default=True)
    for_parents = models.BooleanField(_("für Eltern"), default=False)
    for_firms = models.BooleanField(_("für Betriebe"), default=False)
    for_teachers = models.BooleanField(_("für Lehrkräfte"), default=False)
    minimum_age = models.PositiveSmallIntegerField(
        _("Mindestalter"), null=True, blank=True, validators=[MaxValueValidator(OLDEST_MINIMUM_AGE)]
    )

    registration = models.CharField(
        _("Anmeldung"), max_length=12, choices=kinds.RegistrationKind.choices, default=kinds.RegistrationKind.INDIVIDUAL
    )
    registration_closes_at = WallTimeField(_("Anmeldung bis"), null=True, blank=True)
    school_quota = models.PositiveSmallIntegerField(
        _("Plätze je Schule"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Höchstens so viele Plätze nimmt eine Schule; leer heißt ohne Grenze."),
    )
    admission_minutes = models.PositiveSmallIntegerField(
        _("Einlass, Minuten vor Beginn"), default=0, validators=[MaxValueValidator(240)]
    )

    place_name = models.CharField(_("Ort, Haus oder Werkstatt"), max_length=120, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postal_code = models.ForeignKey(
        PostalCode, verbose_name=_("Postleitzahl"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("Link zur Veranstaltung"), blank=True, help_text=_("Sehen nur Angemeldete."))
    step_free = models.BooleanField(_("stufenlos"), default=False)

    bring_list = models.TextField(_("Mitbringen"), blank=True, help_text=_("Eine Sache je Zeile."))
    supervision_note = models.CharField(_("Aufsicht und Versicherung"), max_length=300, blank=True)
    cost_cents = models.PositiveIntegerField(_("Kosten in Cent"), default=0, help_text=_("0 heißt: kostet nichts."))
    language = models.CharField(
        _("Sprache"), max_length=2, choices=kinds.Language.choices, default=kinds.Language.GERMAN
    )
    contact_name = models.CharField(_("Ansprechpartner:in"), max_length=120, blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    contact_email = models.EmailField(_("E-Mail"), blank=True)
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = PageManager.from_queryset(EventQuerySet)()

    template = "events/event_page.html"
    parent_page_types = ["events.OrganiserPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["client_key"]
    content_panels = [*Page.content_panels, *panels.EVENT]

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering = ["path"]

    def clean(self) -> None:
        """Refuse what contradicts itself, with the reason beside the field."""
        super().clean()
        if self.class_from and self.class_to and self.class_to < self.class_from:
            raise ValidationError({"class_to": _("Die letzte Klasse liegt vor der ersten.")})
        if not self.is_online and not (self.place_name or self.postal_code_id):
            raise ValidationError({"place_name": _("Bitte sagen, wo es stattfindet, oder „online“ ankreuzen.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save for the organiser above this page: neither a form nor an old revision can change who that is."""
        self.organisation = self.organiser().organisation
        super().save(*args, **kwargs)

    def organiser(self) -> OrganiserPage:
        """The organiser's page above this one, read from the path, which add_child sets before it saves."""
        parent = self.path[: -self.steplen]
        return OrganiserPage.objects.select_related("organisation").get(path=parent)

    def get_absolute_url(self) -> str:
        """The public address."""
        return self.get_url() or ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template shows of the page alone, in a preview too; the view adds what the visitor may do."""
        context = super().get_context(request, *args, **kwargs)
        dates = sorted(self.occurrences.all(), key=lambda date: (date.starts_at, date.pk or 0))  # type: ignore[attr-defined]
        return {
            **context,
            "dates": dates,
            "first": next(iter(dates), None),
            "where": words.place(self),
            "cost": words.money(self.cost_cents),
            "stations": self.stations.all(),  # type: ignore[attr-defined]
            "trades": [row.trade for row in self.event_trades.all()],  # type: ignore[attr-defined]
            # What only the view knows of the visitor:
            "rows": [],
            "next_open": None,
            "way": None,
            "planner": None,
            "may_edit": False,
            "structured_data": "",
        }

    @property
    def next_date(self) -> Any:
        """The first date that is not over and not cancelled, of those already fetched; None without one."""
        coming = (date for date in self.occurrences.all() if not date.is_cancelled and date.ends_at >= clock.now())  # type: ignore[attr-defined]
        return min(coming, key=lambda date: (date.starts_at, date.pk), default=None)

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing."""
        return self.cost_cents == 0

    @property
    def takes_persons(self) -> bool:
        """Whether a single person registers for it."""
        return self.registration in {kinds.RegistrationKind.INDIVIDUAL, kinds.RegistrationKind.TIME_SLOT}

    @property
    def takes_classes(self) -> bool:
        """Whether a teacher books it for a class."""
        return self.registration == kinds.RegistrationKind.CLASS or self.school_quota is not None

    def audience_words(self) -> list[tuple[bool, str]]:
        """For whom it is: pairs of yes or no and the word."""
        return [
            (self.for_pupils, self.class_words() or str(kinds.Audience.PUPILS.label)),
            (self.for_parents, str(kinds.Audience.PARENTS.label)),
            (self.for_firms, str(kinds.Audience.FIRMS.label)),
            (self.for_teachers, str(kinds.Audience.TEACHERS.label)),
        ]

    def class_words(self) -> str:
        """„ab Klasse 7“, „Klasse 8 bis 10“, or nothing."""
        low, high = self.class_from, self.class_to
        if low and low == high:
            return _("Klasse %d") % low
        if low and high:
            return _("Klasse %(low)d bis %(high)d") % {"low": low, "high": high}
        if low:
            return _("ab Klasse %d") % low
        return _("bis Klasse %d") % high if high else ""

    @property
    def bring_items(self) -> list[str]:
        """What to bring, one thing an entry."""
        return [line.strip() for line in self.bring_list.splitlines() if line.strip()]


class EventTrade(Orderable):
    """A trade that the event shows."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="event_trades")
    trade = models.ForeignKey(Trade, verbose_name=_("Beruf"), on_delete=models.PROTECT, related_name="+")

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "trade"], name="one_row_per_event_and_trade")]

    def __str__(self) -> str:
        return str(self.trade)


class EventTopic(Orderable):
    """A future topic that the event belongs to."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="event_topics")
    topic = models.CharField(_("Zukunftsthema"), max_length=20, choices=kinds.Topic.choices)

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="one_row_per_event_and_topic")]

    def __str__(self) -> str:
        return self.get_topic_display()


class EventStation(Orderable):
    """Something one does there with one's own hands."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="stations")
    title = models.CharField(_("Was macht man?"), max_length=80)
    text = models.CharField(_("In einem Satz"), max_length=200, blank=True)
    trade = models.ForeignKey(
        Trade, verbose_name=_("Beruf"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("ab Jahren"), null=True, blank=True, validators=[MaxValueValidator(OLDEST_MINIMUM_AGE)]
    )
    minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"), null=True, blank=True)

    def __str__(self) -> str:
        return self.title
