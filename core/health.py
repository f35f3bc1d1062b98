"""How the parts of an installation are. Apps above add theirs with `register`."""

import logging
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

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
Facts = Callable[[], dict[str, Any]]
_probes: dict[str, Probe] = {}
_facts: dict[str, Facts] = {}


def register(name: str, probe: Probe, facts: Facts | None = None) -> None:
    """Add a part by its name; a probe that raises counts as down. `facts` are plain figures without a secret."""
    _probes[name] = probe
    if facts is not None:
        _facts[name] = facts


def report() -> dict[str, Condition]:
    """Every part with its condition."""
    return {name: _asked(name, probe) for name, probe in _probes.items()}


def figures() -> dict[str, dict[str, Any]]:
    """What parts tell of themselves in figures; a part that cannot is left out, its condition says why."""
    found = {}
    for name, facts in _facts.items():
        try:
            found[name] = facts()
        except Exception as fault:  # noqa: BLE001 -- the page about faults must not have one
            log.warning("health: no figures of %s: %s", name, fault_line(fault))
    return found


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
