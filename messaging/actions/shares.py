"""„Kontakt teilen“: the young person opens contact fields to one organisation, and takes them back."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from core import clock
from messaging import permissions, refusals
from messaging.actions import items
from messaging.models import ContactShare, Conversation, Message, Participation


@transaction.atomic
def share_contact(conversation: Conversation, *, by: Any, fields: Collection[str]) -> None:
    """Open exactly these fields to the organisation of a conversation; the others close again.

    Each change is a visible line in the conversation and an act on record. Raises NotIn for anybody but the pupil and
    Blocked as long as the organisation knows no application.
    """
    if conversation.pupil_id != by.pk or conversation.organisation is None:
        raise refusals.NotIn
    before = _live(conversation)
    opened, closed = set(fields) - before, before - set(fields)
    if opened and not permissions.may_share_contact(by, conversation):
        raise refusals.Blocked(_("Kontakt teilen geht, sobald du dich bei diesem Betrieb beworben hast."))
    if not opened and not closed:
        return
    locked = items.lock(conversation)
    for name in sorted(opened):
        ContactShare.objects.create(pupil=by, organisation=conversation.organisation, field=name)
        _say(locked, by, "contact_shared", name, _("%(field)s geteilt"))
    for name in sorted(closed):
        _shares(conversation).filter(field=name).update(until=clock.now())
        _say(locked, by, "contact_closed", name, _("%(field)s nicht mehr geteilt"))


def note_look(conversation: Conversation, *, by: Any, level: int) -> None:
    """The pupil can read who of the organisation saw the card beside a conversation, and on which level."""
    accounts.record_access(
        conversation.pupil,
        by=by,
        organisation=conversation.organisation,
        level=level,
        what=_("Steckbrief im Gespräch"),
        reason=_("Nachrichten"),
    )


def _shares(conversation: Conversation) -> Any:
    return ContactShare.objects.live().filter(pupil=conversation.pupil_id, organisation=conversation.organisation_id)


def _live(conversation: Conversation) -> set[str]:
    return set(_shares(conversation).values_list("field", flat=True))


def _say(locked: Conversation, by: Any, verb: str, name: str, sentence: str) -> None:
    label = ContactShare.Field(name).label
    items.append(
        locked,
        sender=by,
        role=Participation.Role.PUPIL,
        kind=Message.Kind.STATE,
        body=sentence % {"field": label},
    )
    accounts.record(verb, locked, by=by, purpose=name)
