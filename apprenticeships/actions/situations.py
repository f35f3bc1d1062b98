"""What can go wrong; each class names the situation."""

from collections.abc import Sequence

from apprenticeships.advert import Remark


class WrongStep(Exception):
    """No step leads from the present state to the wanted one, or somebody else was faster."""


class Closed(Exception):
    """The place, or the day, no longer takes people."""


class Unchecked(Exception):
    """The firm is not checked yet, and no checked guild or chamber stands for it."""


class NotPublishable(Exception):
    """The advert has errors; they stand in `remarks`."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__("; ".join(remark.text for remark in remarks))
        self.remarks = remarks


class StillOpen(Exception):
    """Applications wait for an answer; a place is filled or closed only after all of them got one."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


class NotAllowed(Exception):
    """A rule forbids it; `text` says why and `alternative` what is possible instead."""

    def __init__(self, code: str, text: str, alternative: str = "", url: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.alternative = alternative
        self.url = url


class Incomplete(Exception):
    """An answer is missing before the application can be sent."""


class TooLate(Exception):
    """Free cancelling ended at 18:00 on the evening before."""
