"""Numbers of a run from the clients' records, and how far they reach."""

import math
import statistics
from typing import Any

# What a run must reach, should reach, could reach; docs/messaging.md says why.
GOALS = {
    "sockets": (5_000, 10_000, 20_000),
    "acknowledged_per_s": (200, 500, 1_000),
    "ack_p99_ms": (300, 150, 80),
    "shown_p99_ms": (500, 250, 120),
    "kb_per_idle_socket": (60, 45, 30),
    "whole_after_kill_s": (60, 30, 15),
    # Beside clients that never read and clients that flood: honest ones against themselves before; memory of the
    # serving processes beyond what it was before, at its peak and when all are gone; who was not refused as agreed.
    "honest_p99_ratio": (2.0, 1.5, 1.2),
    "more_kb_a_client_that_does_not_read": (64, 48, 32),
    "more_mb_afterwards": (16, 8, 4),
    "cut_after_s": (15, 14, 13),
    "not_refused": (0, 0, 0),
}
MORE_IS_BETTER = {"sockets", "acknowledged_per_s"}
LEVELS = ("must", "target", "stretch")
# The last messages of a run may be acknowledged so long after its end.
ON_TIME_S = 1.0


class Times:
    """Latencies of one run, gathered record by record; each counts from the planned moment."""

    def __init__(self, since: float, until: float = math.inf) -> None:
        self.since, self.until = since, until
        self.acked: list[float] = []
        self.shown: list[float] = []
        self.sent = self.deliveries = 0
        self.ended = since

    def add(self, record: list[dict[str, Any]]) -> None:
        """One process's record; what was planned before the warm-up ended is left out."""
        planned = {one["k"]: one for one in record if one["e"] == "send" and self.is_meant(one["planned"])}
        self.sent += len(planned)
        sends: dict[str, dict[str, Any]] = {}
        for one in record:
            if one["e"] == "ack" and one["k"] in planned and one["m"] not in sends:
                sends[one["m"]] = planned[one["k"]]
                self.acked.append(1000 * (one["t"] - planned[one["k"]]["planned"]))
                self.ended = max(self.ended, one["t"])
        for one in record:
            if one["e"] == "show" and (send := sends.get(one["m"])) is not None:
                self.deliveries += 1
                if one["who"] != send["who"]:
                    self.shown.append(1000 * (one["t"] - send["planned"]))

    def is_meant(self, planned: float) -> bool:
        """Whether a message belongs to the time that is measured."""
        return self.since <= planned < self.until

    def as_figures(self, seconds: float) -> dict[str, Any]:
        """Rates and percentiles; what was acknowledged long after its time was not acknowledged at the rate asked."""
        taken = max(seconds, self.ended - self.since - ON_TIME_S)
        return {
            "messages": self.sent,
            "acknowledged_per_s": round(len(self.acked) / taken, 1),
            "deliveries_per_s": round(self.deliveries / taken, 1),
            **percentiles("ack", self.acked),
            **percentiles("shown", self.shown),
        }


def percentiles(name: str, samples: list[float]) -> dict[str, float]:
    """p50, p99 and the longest, where there are enough samples."""
    if len(samples) < len(LEVELS):
        return {}
    cuts = statistics.quantiles(samples, n=100)
    return {
        f"{name}_p50_ms": _round(cuts[49]),
        f"{name}_p99_ms": _round(cuts[98]),
        f"{name}_max_ms": _round(max(samples)),
    }


def _round(value: float) -> float:
    return round(value, 1)


def lost_and_doubled(record: list[dict[str, Any]]) -> dict[str, int]:
    """What any server can be asked: acknowledged and never shown to a tab of the pair, shown twice, never answered."""
    tabs: dict[str, set[str]] = {}
    shown: dict[str, list[str]] = {}
    for one in record:
        if one["e"] == "enter":
            tabs.setdefault(one["c"], set()).add(one["tab"])
        elif one["e"] == "show":
            shown.setdefault(one["tab"], []).append(one["m"])
    seen = {tab: set(messages) for tab, messages in shown.items()}
    answered = {one["k"]: one for one in record if one["e"] in ("ack", "nack")}
    stored = {(one["c"], one["m"]) for one in answered.values() if one["e"] == "ack"}
    return {
        "lost": sum(message not in seen.get(tab, ()) for talk, message in stored for tab in tabs.get(talk, ())),
        "doubled": sum(len(one) for one in shown.values()) - sum(len(one) for one in seen.values()),
        "unanswered": sum(one["e"] == "send" and one["k"] not in answered for one in record),
    }


def judged(figures: dict[str, Any], *, asked_rate: float = 0.0) -> dict[str, str]:
    """Per goal the highest level reached; what a run did not ask for by its own size is „not asked“."""
    found = {}
    for name, levels in GOALS.items():
        value = figures.get(name)
        if value is None:
            continue
        # An open model never gives more than was asked: 99.5 % of a level's rate within the time is that rate.
        slack = 0.995 if name == "acknowledged_per_s" else 1.0
        reached = [value >= goal * slack if name in MORE_IS_BETTER else value <= goal for goal in levels]
        found[name] = next((LEVELS[place] for place in (2, 1, 0) if reached[place]), "missed")
        is_small = name == "sockets" or (name == "acknowledged_per_s" and asked_rate < levels[0])
        if found[name] == "missed" and is_small:
            found[name] = "not asked"
    return found


def ratios(found: dict[str, Any]) -> dict[str, Any]:
    """Ours against each peer: how many times faster shown (p50, p99) and cheaper, above 1 is in our favour."""
    own = found.get("own", {})
    compared = {"shown_p50_ms", "shown_p99_ms", "server_cpu_ms_per_message", "kb_per_socket"}
    ratios: dict[str, Any] = {}
    for name, other in found.items():
        if name != "own" and own:
            both = [key for key in sorted(compared) if own.get(key) and other.get(key)]
            ratios[name] = {key: round(other[key] / own[key], 2) for key in both} or "missing"
    return ratios
