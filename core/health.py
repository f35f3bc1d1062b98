"""How the parts of an installation are. Apps above add theirs with `register`."""

import logging
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from django.db import connection

from core import clock, outbox
from core.models import OutboxRow, WorkerPulse
from core.outbox import fault_line

SILENT_AFTER = timedelta(seconds=60)
LATE_AFTER = timedelta(minutes=5)

log = logging.getLogger(__name__)


class Condition(StrEnum):
    """What can be said of a part."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


Probe = Callable[[], Condition]
_probes: dict[str, Probe] = {}


def register(name: str, probe: Probe) -> None:
    """Add a part by its name; a probe that raises counts as down."""
    _probes[name] = probe


def report() -> dict[str, Condition]:
    """Every part with its condition."""
    return {name: _asked(name, probe) for name, probe in _probes.items()}


def database() -> Condition:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Condition.OK


def worker() -> Condition:
    """Whether a worker gave a sign of life within the last minute."""
    alive = WorkerPulse.objects.filter(beats_at__gte=clock.now() - SILENT_AFTER).exists()
    return Condition.OK if alive else Condition.DEGRADED


def effects() -> Condition:
    """Whether no effect is quarantined or overdue."""
    stuck = OutboxRow.objects.filter(quarantined_at__isnull=False, done_at__isnull=True).exists()
    late = outbox.waiting().filter(due_at__lt=clock.now() - LATE_AFTER).exists()
    return Condition.DEGRADED if stuck or late else Condition.OK


def _asked(name: str, probe: Probe) -> Condition:
    try:
        return probe()
    except Exception as fault:  # noqa: BLE001 -- the answer is the point
        log.warning("health: %s is down: %s", name, fault_line(fault))
        return Condition.DOWN


register("database", database)
register("worker", worker)
register("outbox", effects)
