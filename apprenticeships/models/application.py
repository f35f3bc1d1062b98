"""One pupil, one vacancy: the whole table of product 5.1."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from apprenticeships.models import desks
from apprenticeships.models.vacancy import Vacancy
from core import clock

ANSWER_CHARS = 400  # sample_content 10: three questions, each up to 400 characters
NEWS = timedelta(days=14)  # so long an application that has ended stays on the pupil's desk


class Reason(models.TextChoices):
    """Why a firm says no (product 6.3); "other" does not exist."""

    POSITION_FILLED = "position_filled", _("Platz ist schon vergeben")
    TOO_FAR = "too_far", _("Weg zu weit")
    CERTIFICATE = "certificate", _("Abschluss oder Noten")
    GERMAN = "german", _("Deutsch reicht noch nicht")
    PRACTICE_MISSING = "practice_missing", _("bitte erst einen Tag ausprobieren")
    NOT_THIS_TRADE = "not_this_trade", _("Beruf passt nicht")
    OTHER_PREFERRED = "other_preferred", _("für eine andere Bewerbung entschieden")
    DOCUMENTS_INCOMPLETE = "documents_incomplete", _("Unterlagen fehlen")
    NO_RESPONSE = "no_response", _("keine Antwort auf Rückfrage")
    AGE_RULE = "age_rule", _("Alter, Jugendarbeitsschutz")
    FIRM_STOPPED_TRAINING = "firm_stopped_training", _("Betrieb bildet nicht aus")
    GOOD_BUT_NOT_HERE = "good_but_not_here", _("gut, passt nur nicht zu uns")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Questions about applications."""

    def run_by(self, user: Any) -> "ApplicationQuerySet":
        """Applications received by firms the user answers for; what was not sent or taken back stays away."""
        return self.filter(Application.received(user))

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """One's own applications and those received by the firms one answers for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(pupil=user) | Application.received(user))

    def drafts(self) -> "ApplicationQuerySet":
        """Applications that are being written."""
        return self.filter(state=Application.State.DRAFT)

    def open(self) -> "ApplicationQuerySet":
        """Applications that wait for somebody: a vacancy can be closed only when there is none."""
        return self.filter(state__in=Application.OPEN)

    def ended(self) -> "ApplicationQuerySet":
        """Applications in which nothing more happens."""
        return self.filter(state__in=Application.ENDED)

    def on_desk(self) -> "ApplicationQuerySet":
        """What the pupil's desk shows: everything that goes on, and what ended a short time ago."""
        since = ApplicationEvent.objects.filter(application=OuterRef("pk"), at__gte=clock.now() - NEWS)
        return self.filter(~Q(state__in=Application.ENDED) | Exists(since))

    def in_group(self, group: str) -> "ApplicationQuerySet":
        """Applications of one of the firm's four words."""
        return self.filter(state__in=Application.GROUPS[group])

    def in_order_of_arrival(self) -> "ApplicationQuerySet":
        """No score, no ranking: who came first stands first (product 3)."""
        return self.order_by("submitted_at", "pk")

    def with_place(self) -> "ApplicationQuerySet":
        """Applications with place, trade, firm, pupil and conversation, in one query."""
        return self.select_related("vacancy__trade", "vacancy__organisation", "pupil", "conversation")


class Application(models.Model):
    """Three answers instead of a letter, and everything that follows."""

    class State(models.TextChoices):
        """The label is what the pupil reads (product 5.1)."""

        DRAFT = "draft", _("Entwurf")
        CONSENT_PENDING = "consent_pending", _("Wartet auf deine Eltern")
        SUBMITTED = "submitted", _("Abgeschickt")
        IN_REVIEW = "in_review", _("Wird angesehen")
        QUESTION = "question", _("Rückfrage an dich")
        INVITED = "invited", _("Eingeladen")
        APPOINTMENT = "appointment", _("Termin steht")
        INTERVIEWED = "interviewed", _("Gespräch geführt")
        TRIAL_DAY = "trial_day", _("Probetag")
        OFFERED = "offered", _("Angebot für dich")
        ACCEPTED = "accepted", _("Du hast zugesagt")
        CONTRACT = "contract", _("Vertrag in Vorbereitung")
        STARTED = "started", _("Gestartet")
        DECLINED = "declined", _("Absage")
        DECLINED_BY_PUPIL = "declined_by_pupil", _("Du hast abgesagt")
        WITHDRAWN = "withdrawn", _("Zurückgezogen")
        NO_SHOW = "no_show", _("Nicht gekommen")
        UNANSWERED = "unanswered", _("Noch keine Antwort")
        CLOSED_UNANSWERED = "closed_unanswered", _("Ohne Antwort beendet")
        EXPIRED = "expired", _("Abgelaufen")
        CONTRACT_CANCELLED = "contract_cancelled", _("Nicht angetreten")
        ENDED_EARLY = "ended_early", _("Ausbildung vorzeitig beendet")

    NEXT: dict[str, set[str]] = {
        State.DRAFT: {State.CONSENT_PENDING, State.SUBMITTED, State.EXPIRED},
        State.CONSENT_PENDING: {State.SUBMITTED, State.WITHDRAWN, State.EXPIRED},
        State.SUBMITTED: {
            State.IN_REVIEW, State.QUESTION, State.INVITED, State.TRIAL_DAY, State.DECLINED, State.WITHDRAWN,
            State.UNANSWERED,
        },
        State.IN_REVIEW: {
            State.QUESTION, State.INVITED, State.TRIAL_DAY, State.OFFERED, State.DECLINED, State.WITHDRAWN,
            State.UNANSWERED,
        },
        State.QUESTION: {State.IN_REVIEW, State.DECLINED, State.WITHDRAWN},
        State.INVITED: {State.APPOINTMENT, State.DECLINED_BY_PUPIL, State.WITHDRAWN, State.DECLINED},
        State.APPOINTMENT: {
            State.INVITED, State.INTERVIEWED, State.NO_SHOW, State.DECLINED, State.WITHDRAWN,
        },
        State.INTERVIEWED: {
            State.TRIAL_DAY, State.OFFERED, State.DECLINED, State.WITHDRAWN, State.UNANSWERED,
        },
        State.TRIAL_DAY: {
            State.INTERVIEWED, State.OFFERED, State.DECLINED, State.NO_SHOW, State.WITHDRAWN, State.UNANSWERED,
        },
        State.OFFERED: {State.ACCEPTED, State.DECLINED_BY_PUPIL, State.DECLINED, State.WITHDRAWN},
        State.ACCEPTED: {State.CONTRACT, State.DECLINED_BY_PUPIL, State.DECLINED},
        State.CONTRACT: {State.STARTED, State.CONTRACT_CANCELLED},
        State.STARTED: {State.ENDED_EARLY},
        State.DECLINED: {State.IN_REVIEW},
        State.DECLINED_BY_PUPIL: set(),
        State.WITHDRAWN: {State.DRAFT},
        State.NO_SHOW: {State.INVITED, State.TRIAL_DAY, State.DECLINED, State.WITHDRAWN},
        State.UNANSWERED: {
            State.IN_REVIEW, State.QUESTION, State.INVITED, State.TRIAL_DAY, State.OFFERED, State.DECLINED,
            State.WITHDRAWN, State.CLOSED_UNANSWERED,
        },
        State.CLOSED_UNANSWERED: {State.IN_REVIEW},
        State.EXPIRED: set(),
        State.CONTRACT_CANCELLED: set(),
        State.ENDED_EARLY: set(),
    }  # fmt: skip
    OPEN = (
        State.SUBMITTED, State.IN_REVIEW, State.QUESTION, State.INVITED, State.APPOINTMENT, State.INTERVIEWED,
        State.TRIAL_DAY, State.OFFERED, State.NO_SHOW, State.UNANSWERED,
    )  # fmt: skip
    # From these the firm may say that it is looking; elsewhere the way back is the pupil's word.
    UNOPENED = (State.SUBMITTED, State.UNANSWERED)
    # After these a pupil may apply again for the same place.
    ENDED = (
        State.DECLINED, State.DECLINED_BY_PUPIL, State.WITHDRAWN, State.CLOSED_UNANSWERED, State.EXPIRED,
        State.CONTRACT_CANCELLED, State.ENDED_EARLY,
    )  # fmt: skip
    # Withdrawing takes the view away at once (product 3); the firm gets a note without data.
    HIDDEN_FROM_FIRM = (State.DRAFT, State.CONSENT_PENDING, State.WITHDRAWN, State.EXPIRED)
    # The firm's four words; a test proves that together they hold every state a firm can see.
    GROUPS: dict[str, tuple[str, ...]] = {
        "new": (State.SUBMITTED, State.UNANSWERED),
        "working": (
            State.IN_REVIEW, State.QUESTION, State.INVITED, State.APPOINTMENT, State.INTERVIEWED, State.TRIAL_DAY,
            State.NO_SHOW, State.OFFERED,
        ),
        "agreed": (State.ACCEPTED, State.CONTRACT, State.STARTED),
        "ended": (
            State.DECLINED, State.DECLINED_BY_PUPIL, State.CLOSED_UNANSWERED, State.CONTRACT_CANCELLED,
            State.ENDED_EARLY,
        ),
    }  # fmt: skip
    GROUP_LABELS = {
        "new": _("Neu"),
        "working": _("In Arbeit"),
        "agreed": _("Zusage"),
        "ended": _("Beendet"),
    }
    FIRM_LABELS: dict[str, Promise] = {
        State.DRAFT: _("Entwurf"),
        State.CONSENT_PENDING: _("Wartet auf die Eltern"),
        State.SUBMITTED: _("Neu"),
        State.IN_REVIEW: _("In Prüfung"),
        State.QUESTION: _("Rückfrage gestellt"),
        State.INVITED: _("Eingeladen"),
        State.APPOINTMENT: _("Termin steht"),
        State.INTERVIEWED: _("Gespräch geführt"),
        State.TRIAL_DAY: _("Probetag"),
        State.OFFERED: _("Angebot gemacht"),
        State.ACCEPTED: _("Zusage angenommen"),
        State.CONTRACT: _("Vertrag in Vorbereitung"),
        State.STARTED: _("Gestartet"),
        State.DECLINED: _("Abgesagt"),
        State.DECLINED_BY_PUPIL: _("Hat Ihnen abgesagt"),
        State.WITHDRAWN: _("Zurückgezogen"),
        State.NO_SHOW: _("Nicht erschienen"),
        State.UNANSWERED: _("Frist verpasst"),
        State.CLOSED_UNANSWERED: _("Ohne Antwort beendet"),
        State.EXPIRED: _("Abgelaufen"),
        State.CONTRACT_CANCELLED: _("Nicht angetreten"),
        State.ENDED_EARLY: _("Vertrag gelöst"),
    }

    class ShowCertificate(models.TextChoices):
        """„Zeugnis zeige ich“ (sample_content 10)."""

        NOW = "now", _("jetzt")
        LATER = "later", _("später")
        NEVER = "never", _("gar nicht")

    class AnsweredBy(models.TextChoices):
        """Who gave the first human answer (P1)."""

        FIRM = "firm", _("Betrieb")
        GUILD = "guild", _("Innung")
        COUNSELLOR = "counsellor", _("Beratung")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="applications")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    conversation = models.ForeignKey("messaging.Conversation", models.PROTECT, related_name="+", null=True)
    client_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    why = models.TextField(_("Was gefällt dir an diesem Beruf?"), max_length=ANSWER_CHARS, blank=True)
    example = models.TextField(_("Ein Beispiel"), max_length=ANSWER_CHARS, blank=True)
    first_day = models.TextField(_("Am ersten Tag"), max_length=ANSWER_CHARS, blank=True)
    way = models.CharField(_("So komme ich hin"), max_length=160, blank=True)
    start_from = models.CharField(_("Ab wann"), max_length=80, blank=True)
    show_certificate = models.CharField(max_length=8, choices=ShowCertificate, default=ShowCertificate.LATER)
    name_on_invitation = models.BooleanField(_("Name erst bei Einladung"), default=False)

    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("Antwort bis"), null=True)
    clock_paused_at = models.DateTimeField(null=True)
    # After a meeting the same promise runs once more, for the decision; empty while the first one runs.
    clock_from = models.DateTimeField(null=True)
    # „Brauche noch bis …“: once for each promise.
    extended_until = models.DateField(null=True)
    first_human_answer_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=12, choices=AnsweredBy, blank=True)
    reason = models.CharField(max_length=30, choices=Reason, blank=True)
    reason_text = models.CharField(max_length=600, blank=True)
    note = models.CharField(_("Nachricht des Betriebs"), max_length=600, blank=True)
    reply_by = models.DateField(_("Antwort von dir bis"), null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bewerbung")
        verbose_name_plural = _("Bewerbungen")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "pupil"],
                condition=~Q(
                    state__in=[
                        "declined", "declined_by_pupil", "withdrawn", "closed_unanswered", "expired",
                        "contract_cancelled", "ended_early",
                    ]
                ),
                name="one_live_application_per_pupil",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="declined_has_a_reason"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["vacancy", "state"], name="application_by_place")]

    def __str__(self) -> str:
        return f"{self.vacancy_id}/{self.pupil_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """The page of the application, for the pupil and the firm."""
        return reverse("apprenticeships:application_detail", args=[self.public_id])

    @property
    def firm_label(self) -> str:
        """What the firm reads."""
        return str(self.FIRM_LABELS[self.state])

    @property
    def due_label(self) -> str:
        """„Donnerstag, 3. Dezember“."""
        return date_format(clock.local(self.due_at), "l, j. F") if self.due_at else ""

    @property
    def waits_from(self) -> datetime | None:
        """When the promise that runs now was given: sent, or after the meeting."""
        return self.clock_from or self.submitted_at

    @property
    def days_left(self) -> int | None:
        """Calendar days until the promised answer; negative when it is overdue, None before it is sent."""
        return (clock.local(self.due_at).date() - clock.today()).days if self.due_at else None

    @property
    def reveal_level(self) -> int:
        """What the firm sees: 2 when sent, 1 until the invitation if the pupil wished so (product 3, 10)."""
        if self.state in self.HIDDEN_FROM_FIRM:
            return 0
        if self.clock_from is not None:  # they have met
            return 2
        early = self.state in (self.State.SUBMITTED, self.State.IN_REVIEW, self.State.QUESTION, self.State.UNANSWERED)
        never_met = self.state in (self.State.DECLINED, self.State.CLOSED_UNANSWERED)
        return 1 if self.name_on_invitation and (early or never_met) else 2

    @classmethod
    def received(cls, user: Any) -> Q:
        """Condition for rows that a desk of the user received and may still see."""
        at_desk = Q(vacancy__organisation__in=desks.answering_for(user).values("pk"), submitted_at__isnull=False)
        return at_desk & ~Q(state__in=cls.HIDDEN_FROM_FIRM)

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]

    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in self.OPEN

    def is_complete(self) -> bool:
        """Whether all three questions have an answer."""
        return all(text.strip() for text in (self.why, self.example, self.first_day))


class ApplicationEvent(models.Model):
    """One step of an application, or time asked for, which changes no state; append only."""

    EXTENDED = "extended"

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    reason = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.before or '–'} -> {self.after}"

    @property
    def pupil_label(self) -> str:
        """The state reached, as the pupil reads it."""
        return self.text if self.reason == self.EXTENDED else str(Application.State(self.after).label)

    @property
    def after_label(self) -> str:
        """The state reached, as the firm reads it."""
        return self.text if self.reason == self.EXTENDED else str(Application.FIRM_LABELS[self.after])
