"""`make test`: everything on SQLite, what asks the database on PostgreSQL, the search on a real cluster, then the
journeys in a browser. Ends with one total."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.product import NotStarted, Running, for_journeys
from tests.services.elasticsearch.assemble import NotAssembled
from tests.services.elasticsearch.node import Node, NotReady, is_possible

CI = bool(os.environ.get("CI"))
COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped)")


@dataclass
class Total:
    """What all parts of the run came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Add the counts of a closing line of pytest."""
        for count, word in COUNT.findall(line):
            if word == "passed":
                self.passed += int(count)
            elif word == "skipped":
                self.skipped += int(count)
            else:
                self.failed += int(count)


def part(total: Total, name: str, *args: str, **environment: str) -> None:
    """Run one part, show its output as it comes, remember its counts."""
    print(f"\n== {name}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *args, *sys.argv[1:]]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line if COUNT.search(line) else last
    total.add(last)
    code = process.wait()
    if code not in (0, 5):  # 5: a filter like -k left nothing of this part
        total.broken.append(name)


def missing(total: Total, name: str, reason: str) -> None:
    """Say aloud that a part is left out; where CI is set that is a failure."""
    print(f"\n== {name}: {'MISSING' if CI else 'skipped'} – {reason}", flush=True)
    if CI:
        total.failed += 1
        total.broken.append(name)


def search_cluster(total: Total, coming: "Future[Node] | None") -> None:
    """The search on a real node; it was started beside the parts before."""
    name, only = "Elasticsearch", ("-n", "2", "--dist", "loadgroup", "-m", "elasticsearch")
    if url := os.environ.get("ELASTICSEARCH_URL"):
        part(total, name, *only, ELASTICSEARCH_URL=url)
    elif coming is None:
        missing(total, name, is_possible())
    else:
        try:
            with coming.result() as node:
                part(total, name, *only, ELASTICSEARCH_URL=node.url)
        except (NotAssembled, NotReady) as reason:
            missing(total, name, str(reason))


def journeys(total: Total, coming: "Future[Running] | None") -> None:
    """The journeys, two at a time before one installation; it was prepared beside the search."""
    name = "journeys in Chromium"
    if coming is None:
        missing(total, name, "no browser named chromium is installed")
        return
    try:
        with coming.result() as product:
            spread = ("-n", "2", "--dist", "loadfile", "-p", "no:randomly")
            part(total, name, *spread, "-m", "journey", JOURNEY_URL=product.url, JOURNEY_DATA=str(product.data))
    except NotStarted as reason:
        total.failed += 1
        total.broken.append(f"{name}: the product did not start\n{reason}")


def migrate(url: str) -> "subprocess.Popen[bytes]":
    """Migrate PostgreSQL for both processes of its part, while one of SQLite's waits for the other to do the same."""
    command = [sys.executable, "-m", "tests.database"]
    return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})


def start_product(folder: str) -> "Future[Running] | None":
    """An installation on its way, where there is a browser to look at it."""
    return ThreadPoolExecutor(1).submit(for_journeys, Path(folder)) if shutil.which("chromium") else None


def start_node() -> "Future[Node] | None":
    """A node on its way, where one can be had and none is given."""
    if os.environ.get("ELASTICSEARCH_URL") or is_possible():
        return None
    return ThreadPoolExecutor(1).submit(Node.begin)


def main() -> int:
    """Run all parts; 0 when nothing failed."""
    # A hundred processes start in a run: each would compile everything again, and take ten seconds instead of three.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    total = Total()
    spread = ("-n", "2", "--dist", "loadgroup", "-m", "not journey and not elasticsearch and not stage")
    node, url = start_node(), os.environ.get("POSTGRES_URL")
    migrating = migrate(url) if url else None
    part(total, "SQLite", *spread)
    if url and migrating:
        migrating.wait()
        part(total, "PostgreSQL", *spread, "--only-database", "--ignore=tests/architecture", DATABASE_URL=url)
    else:
        missing(total, "PostgreSQL", "set POSTGRES_URL=postgres://… to run the same tests on it")
    with tempfile.TemporaryDirectory() as folder:
        product = start_product(folder)
        search_cluster(total, node)
        journeys(total, product)
    # Last and with nothing beside: it starts and kills servers, one stage for each file.
    faults = ("-n", "2", "--dist", "loadfile", "-p", "no:randomly", "-m", "stage")
    part(total, "conversations under faults", *faults, FAULTS=os.environ.get("FAULTS", "few"))
    for name in total.broken:
        print(f"failed: {name}")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.broken or total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
