"""Trades people wish for, and trades organisations stand for."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.models import Organisation
from search import index
from trades.models import Interest, OrganisationTrade, Trade


@transaction.atomic
def add_interest(trade: Trade, *, by) -> Interest:
    """Note that a person would like to learn this trade; a second time changes nothing."""
    interest, _created = Interest.objects.get_or_create(user=by, trade=trade)
    return interest


@transaction.atomic
def remove_interest(trade: Trade, *, by) -> None:
    """Forget the wish; nothing happens where there was none."""
    Interest.objects.filter(user=by, trade=trade).delete()


@transaction.atomic
def set_interests(trades: Iterable[Trade], *, by) -> None:
    """Make exactly these the wishes of a person, keeping the days of those that stay."""
    wanted = {trade.pk for trade in trades}
    Interest.objects.filter(user=by).exclude(trade__in=wanted).delete()
    Interest.objects.bulk_create([Interest(user=by, trade_id=pk) for pk in sorted(wanted)], ignore_conflicts=True)


@transaction.atomic
def set_organisation_trades(organisation: Organisation, trades: Iterable[Trade], *, by) -> None:
    """Make exactly these the trades of an organisation, by its people or a command (by=None); else PermissionDenied."""
    if by is not None and not accounts_permissions.may_act_for(by, organisation):
        raise PermissionDenied
    wanted = {trade.pk for trade in trades}
    links = OrganisationTrade.objects.filter(organisation=organisation)
    links.exclude(trade__in=wanted).delete()
    fresh = [OrganisationTrade(organisation=organisation, trade_id=pk) for pk in sorted(wanted)]
    OrganisationTrade.objects.bulk_create(fresh, ignore_conflicts=True)
    index.touch("organisation", organisation.pk)
