"""Who takes part on the organisation's side, and which persons hear of a change."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from accounts.models import Delegation, Membership, Organisation
from accounts.permissions import may_answer_for
from core import standing
from messaging.models import Conversation, Participation


def answering_for(organisation: Organisation) -> list[Any]:
    """People who answer for an organisation today: its members and those of an office it handed its answers to."""
    offices = Delegation.objects.current().filter(firm=organisation).values("office_id")
    near = Membership.objects.active().filter(Q(organisation=organisation) | Q(organisation__in=offices))
    people = get_user_model().objects.filter(pk__in=near.values("user"), is_active=True).order_by("pk")
    return [person for person in people if may_answer_for(person, organisation)]


def members_of(organisation: Organisation) -> list[Any]:
    """People with a membership in an organisation today, also of a suspended one."""
    near = Membership.objects.active().filter(organisation=organisation)
    return list(get_user_model().objects.filter(pk__in=near.values("user"), is_active=True).order_by("pk"))


def members_among(people: Iterable[int], organisations: Iterable[int | None]) -> set[tuple[int, int]]:
    """(person, organisation) of active members, not where the organisation is suspended, merged or gone."""
    return set(_members([*{*people}], [one for one in {*organisations} if one is not None]))


@standing.rows
def _members(people: list[int], organisations: list[int]) -> Any:
    stopped = Organisation.Verification
    held = Membership.objects.active().filter(user__in=people, organisation__in=organisations)
    held = held.exclude(organisation__verification__in=[stopped.SUSPENDED, stopped.MERGED, stopped.LEFT])
    return held.order_by("pk").values_list("user", "organisation")


def listening(conversation: Conversation) -> list[int]:
    """Keys of the persons with a live seat; whether they may still read is asked when rows are read."""
    seats = Participation.objects.live().filter(conversation=conversation)
    return list(seats.order_by("pk").values_list("user", flat=True))
