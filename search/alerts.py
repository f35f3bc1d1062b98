"""News of saved searches: told at once, daily or on Mondays, one mail a person, each with its stop link.

To minors a mail names neither firm nor place, and none leaves in the quiet hours; what waits then goes with the first
round after them. A round that dies half way tells the rest the next time: alerts are marked in the transaction that
posts the mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from core import clock, mail
from messaging import notifications, wishes
from messaging.models import Bounce
from search import documents
from search.models import SavedSearch, SearchAlert
from search.notifications import SAVED_SEARCH

SALT = "search.stop"
MAX_NAMED = 5  # titles in a mail for each search
AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class News:
    """What is new for one saved search, as far as its owner may see it."""

    search: SavedSearch
    titles: Sequence[str]
    last: int  # key of the newest alert: what was told is told once


def tell(rhythm: str) -> int:
    """Tell everybody who chose this rhythm what waits; returns how many persons were told."""
    waiting = SearchAlert.objects.filter(told_at=None, search__rhythm=rhythm, search__in=SavedSearch.objects.alert())
    rows = waiting.select_related("search__user").order_by("search__user_id", "search_id", "pk")[:AT_A_TIME]
    now, told = clock.now(), 0
    for _user, group in groupby(rows, key=lambda alert: alert.search.user_id):
        alerts = list(group)
        if not _is_quiet(alerts[0].search.user, now):
            told += _tell(alerts[0].search.user, alerts)
    return told


def stop_token(search: SavedSearch) -> str:
    """The key in a mail that stops this search without signing in."""
    return signing.dumps(str(search.public_id), salt=SALT, compress=False)


def of_token(token: str) -> SavedSearch | None:
    """The saved search of a stop link; None for a forged one, and when the search is gone."""
    try:
        public_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return SavedSearch.objects.filter(public_id=public_id, deleted_at=None).select_related("user").first()


def _is_quiet(user: Any, now: datetime) -> bool:
    """Whether this person is left in peace now: the night of minors, and school where a young person chose it."""
    return wishes.peace_ends_at(user, now) is not None


@transaction.atomic
def _tell(user: Any, alerts: Sequence[SearchAlert]) -> int:
    # Two rounds may meet: only what is still untold is claimed, and an empty claim tells nothing.
    keys = [alert.pk for alert in alerts]
    if SearchAlert.objects.filter(pk__in=keys, told_at=None).update(told_at=clock.now()) < len(keys):
        transaction.set_rollback(True)
        return 0
    news = _news(user, alerts)
    for one in news:
        notifications.notify(
            SAVED_SEARCH,
            user=user,
            window=f"{one.search.public_id}:{one.last}",
            url=one.search.get_absolute_url()[:300],
            context={"label": one.search.label, "n": len(one.titles)},
        )
    if news and user.email and Bounce.objects.of(user) is None:
        _mail(user, news)
    return bool(news)


def _news(user: Any, alerts: Sequence[SearchAlert]) -> list[News]:
    """The things that are still there, by search; what was taken back meanwhile is no news."""
    things = {
        (kind, key): thing
        for kind in {alert.kind for alert in alerts}
        for key, thing in documents.seen_by(kind, [one.key for one in alerts if one.kind == kind], user).items()
    }
    found = []
    for search, group in groupby(alerts, key=lambda alert: alert.search):
        here = [alert for alert in group if (alert.kind, alert.key) in things]
        if here:
            titles = [_title(alert.kind, things[alert.kind, alert.key]) for alert in here]
            found.append(News(search, titles, here[-1].pk))
    return found


def _title(kind: str, thing: Any) -> str:
    document = documents.of_kind(kind)
    note = document.note_of(thing)
    return f"{document.title_of(thing)} · {note}" if note else document.title_of(thing)


def _mail(user: Any, news: Sequence[News]) -> None:
    base = settings.BASE_URL.rstrip("/")
    entries = [
        {
            "label": one.search.label,
            "number": len(one.titles),
            "titles": [] if user.is_minor() else list(one.titles[:MAX_NAMED]),
            "url": base + one.search.get_absolute_url(),
            "stop_url": base + reverse("search:stop", args=[stop_token(one.search)]),
        }
        for one in news
    ]
    mail.send(
        to=user.email,
        template="search_alerts",
        context={"entries": entries, "is_young": user.is_young, "total": sum(len(one.titles) for one in news)},
        key=f"search-alerts:{user.pk}:{max(one.last for one in news)}",
        language=user.language,
    )
