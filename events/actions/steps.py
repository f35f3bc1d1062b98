"""One step in the life of a registration: conditional on the old state, with its trace. Private to the actions."""

from typing import Any

from core import clock
from events.actions.errors import WrongStep
from events.models import Registration, RegistrationEvent


def move(registration: Registration, state: str, *, by: Any = None, reason: str = "", **values: Any) -> Registration:
    """Go to a state; raises WrongStep where no step leads there or the stored state is another one by now."""
    before = registration.state
    if not registration.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    # Two may act at once: only the one who still finds the old state wins.
    if not Registration.objects.filter(pk=registration.pk, state=before).update(state=state, **values):
        raise WrongStep(f"{before} was already left")
    registration.state = state
    for name, value in values.items():
        setattr(registration, name, value)
    record(registration, before=before, by=by, reason=reason)
    return registration


def record(registration: Registration, *, before: str, by: Any = None, reason: str = "") -> None:
    """Write the trace of a step."""
    RegistrationEvent.objects.create(
        registration=registration, by=by, before=before, after=registration.state, reason=reason, at=clock.now()
    )
