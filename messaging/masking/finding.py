"""All kinds of contact data in one text, as marks on the text as it was written."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from messaging.masking import addresses, handles, phones
from messaging.masking.folding import Folded, closed_up, fold

# Texts of the same sender that are read together: a number may come in pieces.
WINDOW = 10
# Signs of another text that stand near enough to belong to a piece; the rest of it was read when it was written.
NEAR = 400
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, order=True)
class Mark:
    """Contact data from `start` to `end` of a text: phone, mail, link, account or handle."""

    start: int
    end: int
    kind: str

    def as_row(self) -> list[int | str]:
        """The form that is stored."""
        return [self.start, self.end, self.kind]


_KINDS = (
    ("mail", addresses.mails),
    ("account", addresses.accounts),
    ("link", addresses.links),
    ("handle", handles.find),
)


def find(text: str, before: Sequence[str] = ()) -> list[Mark]:
    """Marks of the last text, read behind the earlier ones of its sender; sorted, without overlap."""
    return find_beside(before[-(WINDOW - 1) :], text)[-1]


def find_beside(before: Sequence[str], text: str, behind: Sequence[str] = ()) -> list[list[Mark]]:
    """Marks of a text and of its sender's texts next to it, in order; of the others only what stands near is read.

    So the time that a text takes grows with its own length, not with everything that was said before.
    """
    pieces = [*map(_end_of, before), (0, text), *((0, one[: _beginning_of(one)]) for one in behind)]
    found = find_each([piece for _start, piece in pieces])
    return [
        [Mark(mark.start + start, mark.end + start, mark.kind) for mark in marks]
        for (start, _piece), marks in zip(pieces, found, strict=True)
    ]


def together(one: Iterable[Mark], other: Iterable[Mark]) -> list[Mark]:
    """Two findings in the same text as one; sorted, without overlap."""
    return _without_overlap([*one, *other])


def _end_of(text: str) -> tuple[int, str]:
    """Where the last words of a text begin, and these."""
    if len(text) <= NEAR:
        return 0, text
    blank = _BLANK.search(text, len(text) - NEAR)
    start = blank.end() if blank else len(text) - NEAR
    return start, text[start:]


def _beginning_of(text: str) -> int:
    """Where the first words of a text end."""
    if len(text) <= NEAR:
        return len(text)
    cut = max(text.rfind(" ", 0, NEAR), text.rfind("\n", 0, NEAR))
    return cut if cut > 0 else NEAR


def find_each(texts: Sequence[str]) -> list[list[Mark]]:
    """Marks of every text of one sender, read behind each other."""
    marks = list(_marks("\n".join(texts)))
    found: list[list[Mark]] = []
    offset = 0
    for text in texts:
        own = (_clipped(mark, offset, len(text)) for mark in marks)
        found.append(_without_overlap(mark for mark in own if mark is not None))
        offset += len(text) + 1
    return found


def _marks(text: str) -> Iterator[Mark]:
    folded = fold(text)
    yield from _read(folded, text)
    together = closed_up(folded)
    if len(together.text) != len(folded.text):
        yield from _read(together, text)


def _read(folded: Folded, original: str) -> Iterator[Mark]:
    written = "".join(original[place] for place in folded.at)
    for kind, look in _KINDS:
        for start, end in look(folded.text, written):
            yield Mark(*folded.span(start, end), kind)
    for start, end in phones.find(folded.text):
        yield Mark(*folded.span(start, end), "phone")


def _clipped(mark: Mark, offset: int, length: int) -> Mark | None:
    """The part of a mark that stands in a text of this place and length."""
    start, end = max(mark.start - offset, 0), min(mark.end - offset, length)
    return Mark(start, end, mark.kind) if start < end else None


def _without_overlap(marks: Iterable[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for mark in sorted(marks):
        if kept and mark.start < kept[-1].end:
            kept[-1] = Mark(kept[-1].start, max(kept[-1].end, mark.end), kept[-1].kind)
        else:
            kept.append(mark)
    return kept


def hide(text: str, marks: Iterable[Sequence[int | str]], opened: Collection[str] = ()) -> str:
    """The text with every mark of a kind that is not opened replaced."""
    parts: list[str] = []
    end = 0
    for start, stop, kind in sorted((int(row[0]), int(row[1]), str(row[2])) for row in marks):
        if kind in opened or start < end:
            continue
        parts += [text[end:start], _("[Kontaktdaten – noch nicht freigegeben]")]
        end = stop
    return "".join([*parts, text[end:]])
