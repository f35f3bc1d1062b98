"""How soon is a change found, and does anybody stand without results while the index is built anew?

    python -m benchmarks.search_freshness [--folder ~/stock] [--documents 100000] [--changes 200] [--writes 100]
                                          [--engines embedded,elasticsearch] [--parts freshness,rebuild]

The product runs as it is installed: two web processes and a worker. **Freshness**: a place gets a word nobody else has,
as its action writes it, while other places change so many times a second; asked again and again through HTTP, from the
commit on. The place's own page must show the word at the first look. **Rebuild**: `rebuild_search` of this engine's
index under the same changes, and while a prober asks ten times a second; a second in which no answer held a hit counts.
Afterwards the audit must find no difference. All of it happens on a copy of the stock, which stays as it was. Exit code
1 when something is missed.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from benchmarks import levels, services, stock
from benchmarks.chat.server import ROOT, Server
from benchmarks.installation import Writer, answer_of, installed
from benchmarks.levels import Goal

POLL_SECONDS = 0.02
PATIENCE_SECONDS = 30.0
PROBES_A_SECOND = 10
PROBE_SECONDS = 3.0  # an answer that takes longer is none for the seconds before
SETTLED_SECONDS = 240.0
FRESH_SECONDS = 90.0  # after so long no further change is made: the figure says how many there were
PAUSE_SECONDS = 0.1
FRESH = {"embedded": Goal((2, 2, 1), "s"), "elasticsearch": Goal((10, 5, 2), "s")}
NOTHING = Goal((0, 0, 0), "")
REBUILT = Goal((300, 120, 60), "s")
PROBED = "/suche/?q=tischler&format=json"


def main() -> int:
    """Measure both parts on each engine, print a table, 1 when something is missed."""
    services.end_in_order()
    options = arguments()
    print(json.dumps({"machine": levels.machine(), "options": vars(options)}))
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(options.folder or passing).absolute()
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        engines = options.engines.split(",")
        copy = stock.copied(folder, Path(passing) / "copy", options.documents, with_cluster="elasticsearch" in engines)
        stock.start(str(copy))
        for engine in engines:
            for part in measured(engine, copy, options):
                rows += part
                print(levels.table(part), end="\n\n", flush=True)
    return int(levels.is_missed(rows))


def arguments() -> Namespace:
    """What to measure; the defaults are the full measure."""
    parser = ArgumentParser(prog="benchmarks.search_freshness")
    parser.add_argument("--folder", default="", help="where the stock stays between runs")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--writes", type=float, default=100.0, help="changes a second meanwhile")
    parser.add_argument("--engines", default="embedded,elasticsearch")
    parser.add_argument("--parts", default="freshness,rebuild")
    return parser.parse_args()


def measured(engine: str, folder: Path, options: Namespace) -> Iterator[list[dict[str, Any]]]:
    """The asked parts on one engine, each as soon as it is known."""
    with services.cluster(folder) if engine == "elasticsearch" else nullcontext("") as address:
        if address is None:
            yield [{"figure": f"{engine}: missing, {services.why_no_cluster()}", "reached": "missed"}]
            return
        with installed(folder, address) as server:
            wait_until_settled(engine)
            if "freshness" in options.parts:
                yield fresh(engine, server, options)
            if "rebuild" in options.parts:
                yield rebuild(engine, server, options.writes)


def fresh(engine: str, server: Server, options: Namespace) -> list[dict[str, Any]]:
    """Freshness while other places change at the fixed rate; none at a rate of 0."""
    others, begun = Writer(options.writes, write), time.monotonic()
    if options.writes:
        others.start()
    found_after, stale = freshness(engine, server, options.changes)
    seconds = time.monotonic() - begun
    if options.writes:
        others.stop()
    return [found_after | {"others_per_s": round(others.made / seconds, 1), "failed": others.failed}, stale]


def freshness(engine: str, server: Server, changes: int) -> list[dict[str, Any]]:
    """Seconds from the commit of a change to the first answer that finds it, and looks at a stale own page."""
    from apprenticeships.models import Vacancy  # noqa: PLC0415 -- after setup

    keys = list(Vacancy.objects.open().order_by("pk").values_list("pk", flat=True)[:changes])
    seconds, stale, until = [], 0, time.monotonic() + FRESH_SECONDS
    for key in keys:
        if time.monotonic() > until:
            break
        word = f"x{uuid.uuid4().hex[:12]}"
        write(key, f"Wir sagen {word}.")
        committed = time.monotonic()
        stale += word not in answer_of(server, f"/plaetze/{key}/").decode()
        while not found(server, word):
            if time.monotonic() - committed > PATIENCE_SECONDS:
                break
            time.sleep(POLL_SECONDS)
        seconds.append(time.monotonic() - committed)
        time.sleep(PAUSE_SECONDS)
    cuts = levels.percentiles(seconds, digits=2)
    names = {f"{engine}: found after, p99": FRESH[engine], f"{engine}: own page stale": NOTHING}
    lines = levels.lines(dict(zip(names, (cuts.get("p99", max(seconds)), stale), strict=True)), names)
    return [lines[0] | {"p50": cuts.get("p50"), "p95": cuts.get("p95"), "changes": len(seconds)}, lines[1]]


def rebuild(engine: str, server: Server, rate: float) -> list[dict[str, Any]]:
    """A rebuild under changes and questions: how long, who stood without results, whether anything was lost."""
    writer, prober = Writer(rate, write), Prober(server)
    writer.start()
    prober.start()
    begun, cpu = time.monotonic(), cpu_of_children()
    is_done, said = rebuilt(engine, server)
    seconds, cpu = time.monotonic() - begun, cpu_of_children() - cpu
    writer.stop()
    prober.stop()
    caught_up = wait_until_settled(engine)
    audit = [json.loads(line) for line in server.manage("search_audit").splitlines() if line.startswith("{")]
    differing = sum(line["missing"] + line["stale"] + line["orphaned"] for line in audit)
    goals = {
        f"{engine}: rebuild": REBUILT,
        f"{engine}: rebuilds refused or failed": NOTHING,
        f"{engine}: seconds without results": NOTHING,
        f"{engine}: differences afterwards": NOTHING,
    }
    values = (round(seconds, 1), int(not is_done), prober.empty_seconds(), differing)
    lines = levels.lines(dict(zip(goals, values, strict=True)), goals)
    lines[0] |= {"changes": writer.made, "changes_per_s": round(writer.made / seconds, 1), "failed": writer.failed}
    lines[0] |= {"cpu_s": round(cpu, 1), "caught_up_s": caught_up, "said": said[:120]}
    lines[2] |= {"probes": len(prober.seen), "without_hit": sum(not hits for _, _, hits in prober.seen)}
    return lines


def rebuilt(engine: str, server: Server) -> tuple[bool, str]:
    """Run the command as an administrator does; whether it went through, and its last words."""
    call = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), "rebuild_search", "--force", "--engine", engine]
    done = subprocess.run(call, env=server.environment(), cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    said = (done.stderr if done.returncode else done.stdout).strip().splitlines()
    return not done.returncode, said[-1] if said else ""


def cpu_of_children() -> float:
    """Processor time of the processes that were started from here and have ended: what a rebuild cost."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


class Prober(threading.Thread):
    """Asks the search at a fixed rate and notes when an answer held hits."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server = server
        self.seen: list[tuple[float, float, int]] = []  # when asked, when answered, how many hits
        self.is_over = threading.Event()

    def run(self) -> None:
        """Ask until it is stopped; an answer that fails counts as one without hits."""
        while not self.is_over.wait(1 / PROBES_A_SECOND):
            asked = time.monotonic()
            try:
                hits = len(json.loads(answer_of(self.server, PROBED))["hits"])
            except (OSError, ValueError, KeyError):
                hits = 0
            self.seen.append((asked, time.monotonic(), hits))

    def stop(self) -> None:
        """End the asking."""
        self.is_over.set()
        self.join()

    def empty_seconds(self) -> int:
        """Seconds without a hit: an answer with hits stands for the seconds it took, unless a person would give up."""
        if not self.seen:
            return 0
        begun, good = self.seen[0][0], set()
        for asked, answered, hits in self.seen:
            first = asked if answered - asked <= PROBE_SECONDS else answered
            good |= {*range(int(first - begun), int(answered - begun) + 1)} if hits else set()
        return sum(second not in good for second in range(int(self.seen[-1][1] - begun)))


def write(key: int, text: str) -> None:
    """A change as every action writes it: the row and the word to the index in one transaction."""
    from django.db import transaction  # noqa: PLC0415 -- after setup

    from apprenticeships.models import Vacancy  # noqa: PLC0415
    from search import index  # noqa: PLC0415

    with transaction.atomic():
        Vacancy.objects.filter(pk=key).update(own_sentence=text)
        index.touch("vacancy", key)


def found(server: Server, word: str) -> bool:
    """Whether the search finds the word."""
    return bool(json.loads(answer_of(server, f"/suche/?q={word}&format=json"))["hits"])


def wait_until_settled(engine: str) -> float:
    """Until the indexes that are kept here are owed nothing any more; the seconds it took."""
    from search import targets  # noqa: PLC0415 -- after setup
    from search.models import PendingWrite  # noqa: PLC0415

    owed = PendingWrite.objects.waiting()
    if engine == "embedded":  # an index of the cluster waits for the run in which there is one
        owed = owed.filter(target__in=targets.mine())
    begun = time.monotonic()
    while owed.exists():
        if time.monotonic() - begun > SETTLED_SECONDS:
            raise TimeoutError("the worker does not come to an end")
        time.sleep(PAUSE_SECONDS)
    return round(time.monotonic() - begun, 1)


if __name__ == "__main__":
    sys.exit(main())
