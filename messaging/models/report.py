"""A report: what was said, frozen as it was; what people decided, with reasons."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from messaging import reported
from messaging.models.conversation import organisations_answered_by

# Either side may complain for six months after the decision (DSA Art. 20: at least six months).
COMPLAINT_PERIOD = timedelta(days=183)


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def waiting(self) -> "ReportQuerySet":
        """Reports on which a person still has to act, urgent ones first, then by due time."""
        return self.filter(state__in=Report.WAITING).order_by("-urgent", "due_at", "pk")

    def visible_to(self, user: Any) -> "ReportQuerySet":
        """The reporter's own; for the reported organisation only what was decided (it never learns who reported)."""
        if not user.is_authenticated:
            return self.none()
        firms = organisations_answered_by(user).values("pk")
        about_us = Q(conversation__organisation__in=firms) | Q(organisation__in=firms)
        return self.filter(Q(reporter=user) | Q(decided_at__isnull=False) & (about_us | Report.about(user)))


class Report(models.Model):
    """One report by anybody about a message or a public page."""

    class Reason(models.TextChoices):
        CONTACT_OUTSIDE = "contact_outside", _("will außerhalb von Handschlag Kontakt")
        PHOTOS_PRIVATE = "photos_private", _("fragt nach Fotos oder Privatem")
        INSULT_THREAT = "insult_threat", _("beleidigt oder bedroht mich")
        WRONG_OFFER = "wrong_offer", _("Angebot ist falsch oder schon weg")
        FEELS_ODD = "feels_odd", _("fühlt sich komisch an")
        OTHER = "other", _("etwas anderes")

    class State(models.TextChoices):
        RECEIVED = "received", _("Angekommen")
        FROZEN = "frozen", _("Wir kümmern uns sofort")
        IN_REVIEW = "in_review", _("Wird geprüft")
        HANDED_OVER = "handed_over", _("An eine Fachstelle weitergegeben")
        ACTION_TAKEN = "action_taken", _("Wir haben gehandelt")
        NO_ACTION = "no_action", _("Kein Verstoß, mit Begründung")
        COMPLAINT = "complaint", _("Beschwerde läuft")
        COMPLAINT_DECIDED = "complaint_decided", _("Entschieden")
        CLOSED = "closed", _("Abgeschlossen")

    class Measure(models.TextChoices):
        REMOVE_MESSAGE = "remove_message", _("Nachricht entfernen, Absender verwarnen")
        HIDE = "hide", _("Aus dem Netz nehmen")
        END_CONVERSATION = "end_conversation", _("Gespräch beenden")
        WARN = "warn", _("Verwarnen, Inhalt wird berichtigt")
        BAN = "ban", _("Konto sperren (zwei Personen)")
        HAND_OVER = "hand_over", _("An eine Fachstelle geben")
        NONE = "none", _("Kein Verstoß")

    class Rule(models.TextChoices):
        OUTSIDE = "outside", _("Kein Kontakt außerhalb vor dem ersten Tag im Betrieb")
        PRIVATE = "private", _("Keine Fotos, nichts Privates")
        TONE = "tone", _("Respektvoller Ton, keine Drohungen")
        TRUTH = "truth", _("Angebote sind wahr und aktuell")
        LAW = "law", _("Gesetzliche Vorschrift")
        NO_RULE = "no_rule", _("Keine Regel verletzt")

    URGENT_REASONS = frozenset({Reason.CONTACT_OUTSIDE, Reason.PHOTOS_PRIVATE, Reason.INSULT_THREAT})
    WAITING = [State.RECEIVED, State.FROZEN, State.IN_REVIEW, State.HANDED_OVER, State.COMPLAINT]
    NEXT: dict[str, set[str]] = {
        State.RECEIVED: {State.FROZEN, State.IN_REVIEW, State.ACTION_TAKEN, State.NO_ACTION},
        State.FROZEN: {State.IN_REVIEW, State.ACTION_TAKEN},
        State.IN_REVIEW: {State.ACTION_TAKEN, State.NO_ACTION, State.HANDED_OVER},
        State.HANDED_OVER: {State.ACTION_TAKEN, State.NO_ACTION},
        State.ACTION_TAKEN: {State.COMPLAINT, State.CLOSED},
        State.NO_ACTION: {State.COMPLAINT, State.CLOSED},
        State.COMPLAINT: {State.COMPLAINT_DECIDED},
        State.COMPLAINT_DECIDED: {State.CLOSED},
        State.CLOSED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_key = models.UUIDField(unique=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    reason = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    urgent = models.BooleanField(default=False)
    # Whether this report stops the organisation's side while it waits.
    freezes = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    message = models.ForeignKey(
        "messaging.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    # Another thing than a message: which kind, which one, and who answers for it (messaging.reported).
    kind = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=300, blank=True)
    # The texts as they were at the moment of the report; later removal does not reach them.
    snapshot = models.JSONField(default=list, blank=True)
    measure = models.CharField(max_length=20, choices=Measure, blank=True)
    rule = models.CharField(max_length=20, choices=Rule, blank=True)
    statement = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    complaint = models.TextField(max_length=2000, blank=True)
    complaint_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    complaint_statement = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")

    def __str__(self) -> str:
        return f"{self.pk} {self.reason}"

    def get_absolute_url(self) -> str:
        """Address of the page for reporter and reported side."""
        return reverse("messaging:report_page", args=[self.public_id])

    @classmethod
    def about(cls, user: Any) -> Q:
        """Condition for reports about this person: their message, or their words elsewhere."""
        return Q(message__sender=user) | Q(person=user)

    def can_become(self, state: str) -> bool:
        """Whether one step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]

    @property
    def judged(self) -> Any:
        """The person whose words were reported, None for pages of organisations."""
        return self.message.sender if self.message else self.person

    @property
    def what(self) -> str:
        """What was reported, in a few words."""
        kind = reported.kind_of(self.kind)
        if kind is not None:
            return f"{kind.label}: {self.title}"
        return self.address or str(_("Nachricht"))

    @property
    def measures(self) -> list[tuple[str, Any]]:
        """What can be done about it."""
        kind, impossible = reported.kind_of(self.kind), set()
        if self.message_id is None:
            impossible.add(self.Measure.REMOVE_MESSAGE)
        if self.conversation_id is None:
            impossible.add(self.Measure.END_CONVERSATION)
        if self.judged is None:
            impossible.add(self.Measure.BAN)
        if kind is None or kind.hide is None:
            impossible.add(self.Measure.HIDE)
        return [choice for choice in self.Measure.choices if choice[0] not in impossible]

    @property
    def may_still_complain(self) -> bool:
        """Whether the decision stands and the six months are not over."""
        if self.decided_at is None or not self.can_become(self.State.COMPLAINT):
            return False
        return clock.now() < self.decided_at + COMPLAINT_PERIOD


class ReportEvent(models.Model):
    """Append-only: every step of a report and every look into it, with purpose."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"

    @property
    def label(self) -> str:
        """The state it led to, in words; a wider look keeps the state."""
        return str(_("Weiter zurückgelesen") if self.before == self.after else Report.State(self.after).label)

    @property
    def when(self) -> str:
        """Moment as the desk shows it."""
        return f"{clock.local(self.at):%d.%m., %H:%M}"
