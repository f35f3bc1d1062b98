"""Everything that changes a vacancy: writing, publishing, pausing, filling, copying."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions as people
from accounts.models import Organisation
from apprenticeships import advert, permissions, telling
from apprenticeships.actions import applications
from apprenticeships.actions.situations import NotPublishable, StillOpen, Unchecked, WrongStep
from apprenticeships.models import Requirement, Vacancy, VacancyEvent
from apprenticeships.news import vacancy_moved
from core import clock
from search import index

State = Vacancy.State
# What a copy „wie letztes Jahr“ does not take along.
OWN_TO_ONE_SEASON = (
    "id", "state", "start_year", "places_filled", "pay_stated_on", "created_at", "published_at", "confirmed_at",
    "closes_on", "paused_until", "remarks", "client_key", "copied_from", "entered_by", "entered_by_user", "entered_on",
)  # fmt: skip


@transaction.atomic
def write(
    organisation: Organisation,
    *,
    by: Any,
    values: Mapping[str, Any],
    requirements: Iterable[Requirement] = (),
    client_key: UUID | None = None,
) -> Vacancy:
    """Write a new advert as a draft; the same client key gives the first one back."""
    if not people.may_post_for(by, organisation):
        raise PermissionDenied
    if client_key and (earlier := Vacancy.objects.filter(client_key=client_key).first()):
        return earlier
    office = permissions.acting_for(by, organisation) or organisation
    vacancy = Vacancy(organisation=organisation, entered_by=office, entered_by_user=by, client_key=client_key)
    _fill_in(vacancy, values)
    vacancy.save()
    _replace_requirements(vacancy, requirements)
    _record(vacancy, before="", by=by)
    return vacancy


@transaction.atomic
def change(
    vacancy: Vacancy, *, by: Any, values: Mapping[str, Any], requirements: Iterable[Requirement] = ()
) -> Vacancy:
    """Change an advert; a public one is checked again and stays as it was when something is wrong."""
    _ask(by, vacancy)
    if vacancy.state not in Vacancy.EDITABLE:
        raise WrongStep(vacancy.state)
    _fill_in(vacancy, values)
    wishes = list(requirements)
    if vacancy.is_public() and (wrong := advert.errors(vacancy, wishes)):
        raise NotPublishable(wrong)
    vacancy.save()
    _replace_requirements(vacancy, wishes)
    index.touch("vacancy", vacancy.pk)
    return vacancy


@transaction.atomic
def publish(vacancy: Vacancy, *, by: Any) -> Vacancy:
    """Publish at once where a checked firm or guild stands for it, else hand it in for the check."""
    _ask(by, vacancy)
    if wrong := advert.errors(vacancy, vacancy.requirements.all()):
        raise NotPublishable(wrong)
    at_once = permissions.may_publish_at_once(vacancy.organisation)
    # A returned advert goes back to the people who returned it, whoever stands for the firm.
    if vacancy.state == State.RETURNED or not at_once:
        return _move(vacancy, State.SUBMITTED, by=by)
    return _go_live(vacancy, by=by)


@transaction.atomic
def approve(vacancy: Vacancy, *, by: Any) -> Vacancy:
    """Publish a submitted advert after the check; raises Unchecked while nobody has checked the firm."""
    if not permissions.may_check(by, vacancy):
        raise PermissionDenied
    if not permissions.may_publish_at_once(vacancy.organisation):
        raise Unchecked
    if wrong := advert.errors(vacancy, vacancy.requirements.all()):
        raise NotPublishable(wrong)
    return _go_live(vacancy, by=by)


@transaction.atomic
def hand_back(vacancy: Vacancy, *, by: Any, remarks: str) -> Vacancy:
    """Return a submitted advert with remarks."""
    if not permissions.may_check(by, vacancy):
        raise PermissionDenied
    Vacancy.objects.filter(pk=vacancy.pk).update(remarks=remarks)
    vacancy.remarks = remarks
    return _move(vacancy, State.RETURNED, by=by, reason=remarks)


@transaction.atomic
def block(vacancy: Vacancy, *, by: Any, reason: str) -> Vacancy:
    """Take an advert out of sight (moderation), with a statement."""
    if not permissions.may_block(by, vacancy):
        raise PermissionDenied
    return _move(vacancy, State.BLOCKED, by=by, reason=reason)


@transaction.atomic
def unblock(vacancy: Vacancy, *, by: Any, reason: str = "") -> Vacancy:
    """Show a blocked advert again (moderation)."""
    if not permissions.may_block(by, vacancy):
        raise PermissionDenied
    return _move(vacancy, State.PUBLISHED, by=by, reason=reason)


@transaction.atomic
def pause(vacancy: Vacancy, *, by: Any, until: date | None = None) -> Vacancy:
    """Take no applications for a while; the page stays."""
    _ask(by, vacancy)
    Vacancy.objects.filter(pk=vacancy.pk).update(paused_until=until)
    vacancy.paused_until = until
    return _move(vacancy, State.PAUSED, by=by)


@transaction.atomic
def resume(vacancy: Vacancy, *, by: Any) -> Vacancy:
    """Take applications again after a pause, after „besetzt“ or after the end; checked like the first time."""
    _ask(by, vacancy)
    if vacancy.closes_on and vacancy.closes_on < clock.today():
        vacancy.closes_on = None
        Vacancy.objects.filter(pk=vacancy.pk).update(closes_on=None)
    if wrong := advert.errors(vacancy, vacancy.requirements.all()):
        raise NotPublishable(wrong)
    if not permissions.may_publish_at_once(vacancy.organisation):
        raise Unchecked
    return _go_live(vacancy, by=by)


@transaction.atomic
def confirm(vacancy: Vacancy, *, by: Any, places_filled: int | None = None) -> Vacancy:
    """Say „noch frei“: the day of the last confirmation stands on the card."""
    _ask(by, vacancy)
    if vacancy.state not in (State.PUBLISHED, State.UNCONFIRMED):
        raise WrongStep(vacancy.state)
    vacancy.confirmed_at = clock.now()
    if places_filled is not None:
        vacancy.places_filled = min(places_filled, vacancy.places_total)
    vacancy.save(update_fields=["confirmed_at", "places_filled"])
    if vacancy.state == State.UNCONFIRMED:
        return _move(vacancy, State.PUBLISHED, by=by)
    index.touch("vacancy", vacancy.pk)
    return vacancy


@transaction.atomic
def fill(vacancy: Vacancy, *, by: Any, reason: str = "", text: str = "") -> Vacancy:
    """Report „besetzt“; with a reason all open applications get one text, without one raises StillOpen."""
    _ask(by, vacancy)
    _answer_rest(vacancy, by=by, reason=reason, text=text)
    Vacancy.objects.filter(pk=vacancy.pk).update(places_filled=vacancy.places_total)
    vacancy.places_filled = vacancy.places_total
    return _move(vacancy, State.FILLED, by=by)


@transaction.atomic
def close(vacancy: Vacancy, *, by: Any, why: str, reason: str = "", text: str = "") -> Vacancy:
    """End the advert before its time; open applications are answered first, as in `fill`."""
    _ask(by, vacancy)
    _answer_rest(vacancy, by=by, reason=reason, text=text)
    return _move(vacancy, State.CLOSED, by=by, reason=why)


@transaction.atomic
def archive(vacancy: Vacancy, *, by: Any) -> Vacancy:
    """Put an ended advert away."""
    _ask(by, vacancy)
    return _move(vacancy, State.ARCHIVED, by=by)


@transaction.atomic
def copy(vacancy: Vacancy, *, by: Any, client_key: UUID | None = None) -> Vacancy:
    """Write „wie letztes Jahr“: a draft with everything but the season; days in the past move on by whole years."""
    _ask(by, vacancy)
    if client_key and (earlier := Vacancy.objects.filter(client_key=client_key).first()):
        return earlier
    fields = [field for field in Vacancy._meta.concrete_fields if field.name not in OWN_TO_ONE_SEASON]
    values = {field.name: getattr(vacancy, field.name) for field in fields}
    values["start_on"] = _next_season(vacancy.start_on)
    # The reason of a demand is asked anew (product P4, deadlines): what was expected becomes a wish.
    wishes = [_as_wish(row) for row in vacancy.requirements.all()]
    new = write(vacancy.organisation, by=by, values=values, requirements=wishes, client_key=client_key)
    Vacancy.objects.filter(pk=new.pk).update(copied_from=vacancy)
    return new


@transaction.atomic
def expire(vacancy: Vacancy) -> Vacancy:
    """End an advert whose closing day is over; drafts for it end with it."""
    applications.expire_unsent(vacancy)
    return _move(vacancy, State.EXPIRED, by=None)


@transaction.atomic
def move_to(successor: Organisation, organisation: Organisation) -> int:
    """Take the places of a merged organisation along; history keeps the old name."""
    moved = list(Vacancy.objects.filter(organisation=organisation).values_list("pk", flat=True))
    Vacancy.objects.filter(pk__in=moved).update(organisation=successor)
    index.touch_many("vacancy", moved)
    return len(moved)


def _ask(by: Any, vacancy: Vacancy) -> None:
    if not permissions.may_edit(by, vacancy):
        raise PermissionDenied


def _fill_in(vacancy: Vacancy, values: Mapping[str, Any]) -> None:
    before = (vacancy.transport, vacancy.pay_cents)
    for name, value in values.items():
        setattr(vacancy, name, value)
    if vacancy.start_on:
        vacancy.start_year = vacancy.start_on.year
    elif vacancy.start_now:
        vacancy.start_year = clock.today().year
    if vacancy.postal_code is not None:
        vacancy.district_id = vacancy.postal_code.district_id
        vacancy.place_name = vacancy.place_name or vacancy.postal_code.name
    _date_statements(vacancy, *before)


def _date_statements(vacancy: Vacancy, transport: str, pay: list[int]) -> None:
    """Way and pay carry the day they were stated; unchanged statements keep theirs."""
    if vacancy.transport and (vacancy.transport != transport or vacancy.transport_stated_on is None):
        vacancy.transport_stated_on = clock.today()
    if vacancy.pay_cents and (vacancy.pay_cents != pay or vacancy.pay_stated_on is None):
        vacancy.pay_stated_on = clock.today()


def _replace_requirements(vacancy: Vacancy, requirements: Iterable[Requirement]) -> None:
    vacancy.requirements.all().delete()
    for row in requirements:
        row.pk, row.vacancy = None, vacancy
    Requirement.objects.bulk_create(requirements)


def _as_wish(row: Requirement) -> Requirement:
    expected = row.weight == Requirement.Weight.EXPECTED
    weight = Requirement.Weight.WISHED if expected else row.weight
    return Requirement(
        kind=row.kind, weight=weight, level=row.level, text=row.text, reason="" if expected else row.reason
    )


def _next_season(day: date | None) -> date | None:
    while day is not None and day <= clock.today():
        day = day.replace(year=day.year + 1, day=min(day.day, 28))
    return day


def _answer_rest(vacancy: Vacancy, *, by: Any, reason: str, text: str) -> None:
    waiting = vacancy.applications.open().select_for_update().count()
    if waiting and not reason:
        raise StillOpen(waiting)
    if waiting:
        applications.decline_all(vacancy, by=by, reason=reason, text=text)


def _go_live(vacancy: Vacancy, *, by: Any) -> Vacancy:
    now = clock.now()
    Vacancy.objects.filter(pk=vacancy.pk).update(
        published_at=vacancy.published_at or now, confirmed_at=now, paused_until=None, remarks=""
    )
    vacancy.published_at, vacancy.confirmed_at, vacancy.paused_until = vacancy.published_at or now, now, None
    if vacancy.places_filled >= vacancy.places_total:
        # „Doch noch frei“ after „besetzt“: at least one place must be open again.
        Vacancy.objects.filter(pk=vacancy.pk).update(places_filled=vacancy.places_total - 1)
        vacancy.places_filled = vacancy.places_total - 1
    return _move(vacancy, State.PUBLISHED, by=by)


def _move(vacancy: Vacancy, state: str, *, by: Any, reason: str = "") -> Vacancy:
    before = vacancy.state
    if not vacancy.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    # Firm and office may act at once: only the one who still finds the old state wins.
    if not Vacancy.objects.filter(pk=vacancy.pk, state=before).update(state=state):
        raise WrongStep(f"{before} was already left")
    vacancy.state = state
    event = _record(vacancy, before=before, by=by, reason=reason)
    telling.tell_members_of_move(vacancy, by=by, window=f"{vacancy.pk}:{event.pk}")
    return vacancy


def _record(vacancy: Vacancy, *, before: str, by: Any, reason: str = "") -> VacancyEvent:
    office = permissions.acting_for(by, vacancy.organisation) if by is not None else None
    event = VacancyEvent.objects.create(
        vacancy=vacancy, by=by, organisation=office, before=before, after=vacancy.state, reason=reason
    )
    index.touch("vacancy", vacancy.pk)
    vacancy_moved.send(Vacancy, vacancy=vacancy, before=before, by=by)
    return event
