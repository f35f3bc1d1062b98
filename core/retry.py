"""Tasks that try again. django-tasks runs a task once; here a failure is queued anew with a counter and a delay."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from core import clock
from core.outbox import delay, fault_line

LOST_AFTER = timedelta(hours=1)
KEPT_DAYS = 7  # results of tasks, like processed rows of the outbox

log = logging.getLogger(__name__)


def retried(*, attempts: int = 5) -> Callable[[Callable[..., object]], Task[..., None]]:
    """Make a task of a function of `<app>/tasks.py`; it is tried so often, each time after a longer wait.

    It may run more than once and must bear that. The last failure is kept as the result of the task.
    """

    def decorate(function: Callable[..., object]) -> Task[..., None]:
        @wraps(function)
        def run(*args: Any, attempt: int = 1, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except Exception as fault:
                if attempt >= attempts:
                    raise
                log.warning("task %s failed, attempt %s: %s", function.__qualname__, attempt, fault_line(fault))
                later = clock.now() + delay(attempt)
                made.using(run_after=later).enqueue(*args, attempt=attempt + 1, **kwargs)

        made: Task[..., None] = task()(run)
        return made

    return decorate


def take_up_lost() -> int:
    """Queue tasks again whose worker died in the middle of them; returns how many."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - LOST_AFTER)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def prune() -> int:
    """Remove results of tasks that ended a week ago; returns how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]
