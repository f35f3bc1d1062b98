"""On which days a waiting application is spoken of (product P1): a table of dates, nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from apprenticeships import deadlines

FIRST_REMINDER = {7: 3, 5: 2}  # a promise of three days has one reminder only, the day before it is due
ESCALATED, UNANSWERED, CLOSED = 10, 14, 21
DAY = timedelta(days=1)


class Stage(IntEnum):
    """How far the waiting has come; a later one replaces the earlier ones."""

    NONE = 0
    REMINDED = 1
    REMINDED_AGAIN = 2
    OVERDUE = 3
    ESCALATED = 4
    UNANSWERED = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one application; pauses and holidays that moved the due day move all others with it."""

    sent_on: date
    due_on: date
    promise: int
    state: str

    def on(self, stage: Stage) -> date | None:
        """The first day of a stage; None for the first reminder of a short promise."""
        moved = self._moved()
        if stage == Stage.REMINDED:
            days = FIRST_REMINDER.get(self.promise)
            return self.sent_on + timedelta(days=days) + moved if days else None
        if stage == Stage.REMINDED_AGAIN:
            return self.due_on - DAY
        if stage == Stage.OVERDUE:
            return self.due_on + DAY
        if stage == Stage.ESCALATED:
            return max(self.sent_on + timedelta(days=ESCALATED) + moved, self.due_on + 2 * DAY)
        return max(self.sent_on + timedelta(days=UNANSWERED) + moved, self.due_on + 3 * DAY)

    def stage(self, today: date) -> Stage:
        """The latest stage that has begun: who missed a day says one thing and not three."""
        begun = [one for one in list(Stage)[1:] if (day := self.on(one)) and day <= today]
        return max(begun, default=Stage.NONE)

    def closes_on(self, unanswered_on: date) -> date:
        """Three weeks after sending, a week after the pupil was told at the earliest."""
        week = timedelta(days=CLOSED - UNANSWERED)
        return max(self.sent_on + timedelta(days=CLOSED) + self._moved(), unanswered_on + week)

    def _moved(self) -> timedelta:
        """By how much questions moved the promise; a weekend at its end moves only the due day itself."""
        promised = deadlines.due_on(self.sent_on, self.promise, self.state)
        return max(self.due_on - promised, timedelta())
