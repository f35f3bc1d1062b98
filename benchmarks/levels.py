"""Goals in three levels, the machine, percentiles, and the table that shows them: ratios first."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("must", "target", "stretch")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must reach, should reach, could reach."""

    levels: tuple[float, float, float]
    unit: str = "ms"
    more_is_better: bool = False

    def reached(self, value: float) -> str:
        """The highest level the value reaches, „missed“ when it reaches none."""
        return next(
            (name for name, level in reversed([*zip(NAMES, self.levels, strict=True)]) if self._is(value, level)),
            "missed",
        )

    def ratio(self, value: float) -> float:
        """The value as a share of what it must reach: below 1 is good, whichever way the figure counts."""
        if self.more_is_better:
            return self.levels[0] / value if value else float("inf")
        return value / self.levels[0] if self.levels[0] else float(value)  # nothing may be wrong: the number itself

    def _is(self, value: float, level: float) -> bool:
        return value >= level if self.more_is_better else value <= level


def lines(figures: Mapping[str, float], goals: Mapping[str, Goal]) -> list[dict[str, Any]]:
    """One line per figure that has a goal, the ratio to „must“ first."""
    return [
        {
            "ratio": round(goal.ratio(figures[name]), 2),
            "figure": name,
            "value": figures[name],
            "unit": goal.unit,
            **dict(zip(NAMES, goal.levels, strict=True)),
            "reached": goal.reached(figures[name]),
        }
        for name, goal in goals.items()
        if name in figures
    ]


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of the same keys as columns of text; what a row lacks stays empty."""
    if not rows:
        return "(nothing measured)"
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join([shown[0], "  ".join("-" * width for width in widths), *shown[1:]])


def is_missed(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a line misses what it must reach."""
    return any(row.get("reached") == "missed" for row in rows)


def percentiles(times: Sequence[float], cuts: Sequence[int] = (50, 95, 99), digits: int = 1) -> dict[str, float]:
    """Percentiles and the slowest one, in the unit given; empty when there are too few."""
    if len(times) < len(NAMES):
        return {}
    found = statistics.quantiles(times, n=100)
    return {**{f"p{cut}": round(found[cut - 1], digits) for cut in cuts}, "max": round(max(times), digits)}


def machine() -> dict[str, Any]:
    """Where this ran; servers, services and the asking process share it."""
    return {
        "platform": platform.platform(),
        "processor": _line("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_line("/proc/meminfo", "MemTotal").split()[0] or 0) / 1e6, 1),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _line(path: str, name: str) -> str:
    file = Path(path)
    found = file.read_text().splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in found if line.startswith(name)), "0 unknown")


def _cell(value: object) -> str:
    return "" if value is None else str(value)
