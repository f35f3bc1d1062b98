"""The conversation of an application or booking, and who hears of a step."""

import uuid
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import permissions as people
from accounts.models import Organisation
from apprenticeships import notifications, telling
from apprenticeships.models import Application, ApplicationEvent, Booking
from messaging import actions as messages
from messaging.models import Conversation

State = Application.State
# Steps with a notice of their own, and steps nobody needs to hear of.
TOLD_ELSEWHERE = (State.DRAFT, State.CONSENT_PENDING, State.SUBMITTED)


def begin(pupil: Any, organisation: Organisation, *, key: UUID) -> Conversation:
    """Open the conversation in the pupil's name; it can be written in when the guardian's 24 hours are over."""
    # The key of the matter opens its conversation once; it differs from keys of messages.
    opening_key = uuid.uuid5(key, "conversation")
    return messages.open_conversation(
        by=pupil, organisation=organisation, client_key=opening_key, writable_from=people.writing_opens_at(pupil)
    )


def write(conversation: Conversation | None, *, by: Any, text: str, client_key: UUID | None) -> None:
    """Send words of one side; raises the refusals of messaging."""
    if conversation is not None:
        messages.send(conversation, by=by, body=text, client_key=client_key)


def end(conversation: Conversation | None) -> None:
    """Close the conversation for writing."""
    if conversation is not None and conversation.state != Conversation.State.CLOSED:
        messages.close(conversation)


def tell(application: Application, event: ApplicationEvent) -> None:
    """Write the step into the conversation and tell the other side."""
    if application.conversation is not None and event.after != State.SUBMITTED:
        messages.add_state_line(application.conversation, state_line(application, event))
    if event.after in TOLD_ELSEWHERE:
        return
    if event.by_id == application.pupil_id:
        _tell_firm(application, event)
    else:
        _tell_pupil(application, event)
        if event.after == State.WITHDRAWN:
            _tell_firm(application, event)


def state_line(application: Application, event: ApplicationEvent) -> str:
    """One sentence about a step that both sides may read."""
    lines: dict[str, str] = {
        State.IN_REVIEW: _("Die Bewerbung wird angesehen."),
        State.QUESTION: _("Rückfrage gestellt. Die Antwort-Frist steht so lange."),
        State.INVITED: _("Eingeladen."),
        State.APPOINTMENT: _("Der Termin steht."),
        State.INTERVIEWED: _("Das Gespräch ist geführt."),
        State.OFFERED: _("Ein Platz ist angeboten."),
        State.ACCEPTED: _("Der Platz ist angenommen."),
        State.DECLINED: _("Abgesagt."),
        State.DECLINED_BY_PUPIL: _("Die Bewerberseite hat abgesagt."),
        State.WITHDRAWN: _("Die Bewerbung ist zurückgezogen."),
        State.UNANSWERED: _("Die versprochene Antwort steht noch aus."),
        State.CLOSED_UNANSWERED: _("Ohne Antwort beendet."),
        State.EXPIRED: _("Die Bewerbung ist abgelaufen."),
    }
    line = lines.get(event.after, event.after_label)
    if event.organisation_id != application.vacancy.organisation_id and event.organisation:
        return _("%(line)s Beantwortet durch: %(office)s.") % {"line": line, "office": event.organisation.name}
    return line


def tell_booking(booking: Booking, line: str) -> None:
    """Write a step of a booking into its conversation."""
    if booking.conversation is not None:
        messages.add_state_line(booking.conversation, line)


def _tell_pupil(application: Application, event: ApplicationEvent) -> None:
    kinds: dict[str, notifications.Kind] = {
        State.DECLINED: notifications.APPLICATION_DECLINED,
        State.QUESTION: notifications.QUESTION_WAITING,
        State.UNANSWERED: notifications.APPLICATION_UNANSWERED,
        State.CLOSED_UNANSWERED: notifications.APPLICATION_CLOSED,
    }
    kind = kinds.get(event.after, notifications.APPLICATION_MOVED)
    telling.tell_pupil(kind, application, window=f"{application.public_id}:{event.pk}")


def _tell_firm(application: Application, event: ApplicationEvent) -> None:
    """A withdrawn application has no page for the firm any more: its notice leads to the list."""
    gone = application.state in Application.HIDDEN_FROM_FIRM
    if gone and application.submitted_at is None:
        return
    window = f"{application.public_id}:{event.pk}"
    kind = notifications.APPLICATION_ANSWERED_FIRM
    url = reverse("apprenticeships:application_list") if gone else ""
    telling.tell_firm(kind, application, window=window, state=application.firm_label, url=url)
