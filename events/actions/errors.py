"""What can go wrong when somebody wants a seat or writes an event."""

from typing import Any


class Closed(Exception):
    """The date takes no registrations: over, cancelled, closed, or meant for classes."""


class WrongStep(Exception):
    """No step leads from the present state to the wanted one, or somebody else was faster."""


class Overlaps(Exception):
    """The person is registered for another date at the same time."""

    def __init__(self, other: Any) -> None:
        super().__init__(other)
        self.other = other


class TooYoung(Exception):
    """The person has not reached the event's minimum age, or is below 14."""


class GuardianNeeded(Exception):
    """A guardian's address is needed to ask for permission, or the given one cannot be asked; the message says why."""


class QuotaExceeded(Exception):
    """The school has no such number of seats left at this event."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class TooMany(Exception):
    """More people than the class has seats."""

    def __init__(self, seats: int) -> None:
        super().__init__(seats)
        self.seats = seats


class NoCalendar(Exception):
    """The page of the calendar does not exist yet."""


class AlreadyBegun(Exception):
    """The date has begun; it can no longer be called off."""
