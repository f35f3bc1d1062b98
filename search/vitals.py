"""How the search is: what /health says of breaker, backlog, quarantine, the last audit and the last rebuild.

Two queries, no question to an engine: whoever asks often must not weigh on a cluster that is ill.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from core import clock
from core.health import Condition
from search import targets
from search.backends import sinks, store
from search.backends.guarded import GuardedEngine
from search.engine import Unavailable, get_engine
from search.models import IndexTarget

LATE_AFTER = timedelta(seconds=60)  # freshness is promised in seconds; a minute means somebody has to look
AUDIT_STALE_AFTER = timedelta(hours=36)  # it runs each night


def condition() -> Condition:
    """Down without any index to ask; degraded while a stand-in answers, changes wait or an audit left something."""
    if not _has_embedded() and (not targets.has_cluster() or _breaker() == "open"):
        return Condition.DOWN
    indexes = _indexes()
    is_well = _has_embedded() and _breaker() != "open" and indexes and not any(map(_is_ill, indexes))
    return Condition.OK if is_well else Condition.DEGRADED


def facts() -> dict[str, Any]:
    """The figures behind it; indexes by what they are, never by host."""
    return {
        "engine": get_engine().mode,
        "breaker": _breaker(),
        "indexes": [_facts_of(target) for target in _indexes()],
    }


def _indexes() -> list[Any]:
    """Indexes in use with what they lack: one query."""
    waiting = Q(pending__quarantined_at__isnull=True)
    return list(
        IndexTarget.objects.filter(state=IndexTarget.State.LIVE)
        .annotate(
            waiting=Count("pending", filter=waiting),
            oldest=Min("pending__owed_at", filter=waiting),
            quarantined=Count("pending", filter=~waiting),
        )
        .order_by("pk")
    )


def _facts_of(target: Any) -> dict[str, Any]:
    return {
        "engine": "embedded" if sinks.is_embedded(target.name) else "elasticsearch",
        "waiting": target.waiting,
        "oldest_seconds": round(_age(target.oldest).total_seconds()),
        "quarantined": target.quarantined,
        "rebuilt_at": _moment(target.rebuilt_at),
        "audited_at": _moment(target.audited_at),
        "drift_found": target.drift_found,
        "drift_left": target.drift_left,
    }


def _is_ill(target: Any) -> bool:
    unseen = [moment for moment in (target.audited_at, target.rebuilt_at) if moment]
    is_stale = bool(unseen) and _age(max(unseen)) > AUDIT_STALE_AFTER
    return bool(_age(target.oldest) > LATE_AFTER or target.quarantined or target.drift_left or is_stale)


def _age(moment: datetime | None) -> timedelta:
    return clock.now() - moment if moment else timedelta()


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _breaker() -> str:
    """Of this process: each one has its own."""
    engine = get_engine()
    if not isinstance(engine, GuardedEngine):
        return "none"
    return "open" if engine.breaker.is_open else "closed"


def _has_embedded() -> bool:
    try:
        return bool(store.live_name())
    except Unavailable:
        return False
