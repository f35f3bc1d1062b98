"""Which indexes are kept up to date: this host's embedded one always, the cluster's where there is one."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep

from django.conf import settings
from django.db import connection

from core import clock
from search.backends import cluster, sinks
from search.engine import Unavailable
from search.models import IndexTarget

State = IndexTarget.State
KEPT = timedelta(hours=24)  # the index before stays so long, up to date, for the way back
SETTLED_SECONDS = 30.0
# A transaction's number as others see it has 32 bits and comes round again, hence the comparison by age.
OLDER_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND age(backend_xid) >= age((%s %% 4294967296)::text::xid)
"""


def has_cluster() -> bool:
    """Whether this installation names a cluster."""
    return bool(settings.ELASTICSEARCH_URL)


def mine() -> list[IndexTarget]:
    """The targets this process may write: never another host's folder."""
    own = sinks.embedded_name()
    return [
        target
        for target in IndexTarget.objects.order_by("pk")
        if target.name == own or (has_cluster() and not sinks.is_embedded(target.name))
    ]


def live() -> list[IndexTarget]:
    """The targets that are searched; the engine in charge comes first."""
    found = [target for target in mine() if target.state == State.LIVE]
    return sorted(found, key=lambda target: sinks.is_embedded(target.name))


def behind(digest: str) -> list[IndexTarget]:
    """The searched targets whose documents were analysed with other words than those of this digest."""
    return [target for target in live() if target.language != digest]


def register(name: str, state: str) -> IndexTarget:
    """Have every later change owed to this index too."""
    target, is_new = IndexTarget.objects.get_or_create(name=name, defaults={"state": state})
    if is_new:
        IndexTarget.objects.filter(pk=target.pk).update(registered_in=_transaction_number())
        target.refresh_from_db()
    return target


def wait_until_known(target: IndexTarget, pause: Callable[[float], None] = sleep) -> None:
    """Until every transaction that began before the target was registered has ended: those do not know it.

    SQLite has one writer at a time, so there is none. Raises Unavailable when one runs too long.
    """
    until = monotonic() + SETTLED_SECONDS
    while not _is_known(target):
        if monotonic() > until:
            raise Unavailable("a transaction older than the new index does not end")
        pause(0.05)


def go_live(target: IndexTarget) -> None:
    """Note which index of the cluster is searched now; the one before is kept for the way back."""
    others = IndexTarget.objects.exclude(pk=target.pk).filter(state=State.LIVE)
    for other in others.order_by("pk"):
        if not sinks.is_embedded(other.name):
            IndexTarget.objects.filter(pk=other.pk).update(state=State.PREVIOUS, retired_at=clock.now())
    IndexTarget.objects.filter(pk=target.pk).update(state=State.LIVE, retired_at=None)


def previous() -> IndexTarget | None:
    """The index of the cluster that was searched before."""
    kept = IndexTarget.objects.filter(state=State.PREVIOUS).order_by("-retired_at", "-pk")
    return next((target for target in kept if not sinks.is_embedded(target.name)), None)


def reconcile() -> None:
    """Believe the alias: a rebuild that was killed around its switch left other words in the database."""
    name = cluster.live_index()
    if name:
        go_live(register(name, State.LIVE))
    for target in IndexTarget.objects.exclude(name=name).filter(state=State.LIVE).order_by("pk"):
        if not sinks.is_embedded(target.name):
            IndexTarget.objects.filter(pk=target.pk).update(state=State.PREVIOUS, retired_at=clock.now())


def clear_away(*, unfinished: bool = False) -> int:
    """Remove indexes nobody needs: kept for a day, or left unfinished by a rebuild that died; returns how many."""
    old = IndexTarget.objects.filter(state=State.PREVIOUS, retired_at__lt=clock.now() - KEPT)
    gone = list(old.order_by("pk"))
    if unfinished:
        gone += IndexTarget.objects.filter(state=State.BUILDING).order_by("pk")
    for target in gone:
        if not sinks.is_embedded(target.name):
            cluster.remove(target.name)
        target.delete()
    return len(gone)


def _transaction_number() -> int:
    return _number("SELECT pg_current_xact_id()::text::bigint") if connection.vendor == "postgresql" else 0


def _is_known(target: IndexTarget) -> bool:
    """Whether no transaction of somebody else is older; our own sees the target, those of other databases never ask.

    PostgreSQL tells the numbers of other roles' transactions to nobody else: web and worker sign in as the same role.
    """
    return connection.vendor != "postgresql" or not _number(OLDER_TRANSACTIONS, target.registered_in)


def _number(question: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return int(cursor.fetchone()[0])
