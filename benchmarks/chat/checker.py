"""Compares what the clients recorded with the rows of the database; knows nothing of the product's code.

lost        acknowledged and not stored, or stored under another number than acknowledged
duplicate   two rows with one body (every body of a run is said once), or one number shown twice in one connection's tab
order       a tab saw a smaller number after a larger one
foreign     a conversation was shown to somebody who is not of its pair
unseen      acknowledged, and a tab of the pair never showed it
gap         numbers of a conversation that are not 1, 2, 3 …
"""

import sqlite3
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROWS = (
    "SELECT c.public_id, m.seq, m.public_id, m.body FROM messaging_message m"
    " JOIN messaging_conversation c ON c.id = m.conversation_id WHERE m.seq IS NOT NULL ORDER BY c.id, m.seq"
)


@dataclass
class Verdict:
    """Counts of everything that must not happen, and of what did."""

    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    shown: int = 0
    lost: int = 0
    duplicate: int = 0
    order: int = 0
    foreign: int = 0
    unseen: int = 0
    gap: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing happened that must not."""
        return not (self.lost or self.duplicate or self.order or self.foreign or self.unseen or self.gap)

    def as_dict(self) -> dict[str, Any]:
        """For printing."""
        return {**asdict(self), "clean": self.is_clean}

    def add(self, other: "Verdict") -> None:
        """Take in what was found in another part of the run."""
        for name, count in asdict(other).items():
            if name == "examples":
                self.examples = [*self.examples, *count][:10]
            else:
                setattr(self, name, getattr(self, name) + count)

    def fault(self, kind: str, example: str) -> None:
        """Count one fault and keep the first few."""
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples) < 10:
            self.examples.append(f"{kind}: {example}")


def check(record: list[dict[str, Any]], rows: list[tuple[str, int, str, str]], pairs: list[dict[str, Any]]) -> Verdict:
    """The verdict over one run."""
    verdict = Verdict()
    events: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in record:
        events[event["e"]].append(event)
    verdict.sent, verdict.refused = len(events["send"]), len(events["nack"])
    verdict.shown = len(events["show"])
    acknowledged = {(ack["c"], ack["m"]): ack for ack in events["ack"]}
    verdict.acknowledged = len(acknowledged)
    _rows(verdict, acknowledged, rows)
    _tabs(verdict, events["show"], {pair["conversation"]: str(pair["pair"]) for pair in pairs})
    _unseen(verdict, acknowledged, events["show"], events["enter"])
    return verdict


def _rows(verdict: Verdict, acknowledged: dict[tuple[str, str], dict[str, Any]], rows: list[Any]) -> None:
    stored = {(c, m): seq for c, seq, m, _body in rows}
    for place, ack in acknowledged.items():
        if stored.get(place) != ack["seq"]:
            verdict.fault("lost", f"{place} acknowledged as {ack['seq']}, stored as {stored.get(place)}")
    for body, count in Counter((c, body) for c, _seq, _m, body in rows if body).items():
        if count > 1:
            verdict.fault("duplicate", f"{count} rows of {body}")
    numbers: dict[str, list[int]] = defaultdict(list)
    for c, seq, _m, _body in rows:
        numbers[c].append(seq)
    for c, found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            verdict.fault("gap", c)


def _tabs(verdict: Verdict, shows: list[dict[str, Any]], pair_of: dict[str, str]) -> None:
    last: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str, int]] = set()
    for show in shows:
        place = (show["tab"], show["c"])
        if pair_of.get(show["c"]) != show["who"].partition(":")[0]:
            verdict.fault("foreign", f"{show['c']} shown to {show['who']}")
        if (*place, show["seq"]) in seen:
            verdict.fault("duplicate", f"{show['tab']} was shown {show['seq']} twice")
        elif show["seq"] < last.get(place, 0):
            verdict.fault("order", f"{show['tab']} was shown {show['seq']} after {last[place]}")
        seen.add((*place, show["seq"]))
        last[place] = max(show["seq"], last.get(place, 0))


def _unseen(verdict: Verdict, acknowledged: dict[tuple[str, str], Any], shows: list[Any], enters: list[Any]) -> None:
    tabs: dict[str, set[str]] = defaultdict(set)
    shown: dict[str, set[str]] = defaultdict(set)
    for enter in enters:
        tabs[enter["c"]].add(enter["tab"])
    for show in shows:
        shown[show["tab"]].add(show["m"])
    for c, m in acknowledged:
        for tab in tabs[c]:
            if m not in shown[tab]:
                verdict.fault("unseen", f"{tab} never saw {m}")


def stored_rows(folder: Path, database: str = "") -> list[tuple[str, int, str, str]]:
    """(conversation, number, message, body) of everything stored, asked with a driver of our own."""
    if database:
        import psycopg  # noqa: PLC0415 -- only where PostgreSQL is measured

        with psycopg.connect(database) as connection:
            return [(str(c), seq, str(m), body) for c, seq, m, body in connection.execute(ROWS)]
    with sqlite3.connect(folder / "handschlag.sqlite3") as connection:
        found = connection.execute(ROWS).fetchall()
    return [(_dashed(c), seq, _dashed(m), body) for c, seq, m, body in found]


def _dashed(text: str) -> str:
    return text if "-" in text else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
