"""A process full of clients, told what to do line by line; several of them share the pairs of one run.

    python -m benchmarks.chat.generator        reads one JSON object a line, answers with one JSON object a line

`enter` brings the tabs in, `talk` says something at a fixed rate, `whole` waits until every tab is complete again,
`stop_reading` and `flood` are for the hostile, `state` only answers, `leave` ends. Each process writes a record of its
own, and tells how late it was itself and what processor it took.
"""

import asyncio
import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.chat.crowd import Crowd
from benchmarks.chat.dialects import NAMED
from benchmarks.chat.hostile import Mob
from benchmarks.chat.recorder import Recorder


async def main() -> None:
    """Do what the lines say, one after the other."""
    crowd: Crowd | None = None
    while line := await asyncio.to_thread(sys.stdin.readline):  # ends with whoever gives the orders
        order = json.loads(line)
        verb = order.pop("do")
        if verb == "enter":
            crowd = made(order)
            await crowd.enter(order["pairs"], order["tabs"], order.get("seats"))
        assert crowd is not None
        if verb == "talk":
            await crowd.talk(**order)
        elif verb == "whole":
            await whole(crowd, **order)
        elif verb in {"stop_reading", "flood"}:
            await getattr(crowd, verb)(**order)
        elif verb == "leave":
            await crowd.leave()
            crowd.recorder.close()
        print(json.dumps(state(crowd)), flush=True)
        if verb == "leave":
            return


def made(order: dict[str, Any]) -> Crowd:
    """A crowd without tabs yet."""
    record = Recorder(Path(order["record"]), in_background=True)
    kind = Mob if order.get("is_hostile") else Crowd
    return kind(order["port"], order["source"], record, NAMED[order["dialect"]]())


async def whole(crowd: Crowd, *, since: float, seconds: float) -> None:
    """Until every tab was greeted after this moment, at most so long."""
    while time.monotonic() < since + seconds:
        if not crowd.absent and all(tab.ready_at > since for tab in crowd.tabs):
            await crowd.settle()
            return
        await asyncio.sleep(0.1)


def state(crowd: Crowd) -> dict[str, Any]:
    """Where the clients are, and how this process itself did."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    now = time.monotonic()
    silent = [max(tab.largest_gap, now - tab.heard_at) for tab in crowd.tabs]
    return {
        "tabs": len(crowd.tabs),
        "absent": crowd.absent,
        "ready_at": max((tab.ready_at for tab in crowd.tabs), default=0.0),
        "beats": sum(tab.beats for tab in crowd.tabs),
        "longest_silence_s": round(max(silent, default=0.0), 1),
        "downtimes": [round(one, 2) for one in crowd.downtimes],
        "waiting": len(crowd.waiting),
        "refused": crowd.refusals,
        "unsaid": crowd.unsaid,
        "lag_p99_ms": round(1000 * statistics.quantiles(crowd.lags, n=100)[98], 1) if len(crowd.lags) > 100 else None,
        "hostile": crowd.figures() if isinstance(crowd, Mob) else None,
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
    }


if __name__ == "__main__":
    asyncio.run(main())
