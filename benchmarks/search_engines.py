"""Side by side on the same places and questions: our two engines and what one would take off the shelf.

    python -m benchmarks.search_engines [--folder ~/stock] [--documents 100000] [--questions 200]

(a) Wagtail's search on SQLite, (b) on PostgreSQL, (c) PostgreSQL full text with a distance filter, (d) Elasticsearch
with its own `german` analyser and `geo_distance`, (e) the embedded engine, (f) our Elasticsearch. Each engine gives a
page of keys, the total and the counts of one filter. Printed per engine: the median as a multiple of the embedded one,
processor time of process and service a question, percentiles, answers a second, size, what building took, memory; and
what it understands: the golden list (peers search among the trades with all names and other words we know, by any word)
and the 61 pairs of the analysis. Builds are kept in the folder with their figures (`build_load` says how busy the
machine was) as long as the rows stay the same. A peer that cannot be started is printed as missing. Nothing here has a
goal but being there, so the exit code is 0.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import levels, services, stock
from benchmarks.chat.server import ROOT
from benchmarks.peers import exchange
from benchmarks.peers.exchange import Question, Row

BASE = "own embedded"
SERVICES = {
    "own embedded": "",
    "own elasticsearch": "elasticsearch",
    "wagtail on sqlite": "sqlite",
    "wagtail on postgresql": "postgresql",
    "postgresql full text": "postgresql",
    "elasticsearch german": "elasticsearch",
}
RATIOS = ("p50", "cpu_ms")
Addresses = dict[str, str]
SEED = 5
RADII = (25, 50, 100)


def main() -> int:
    """Write rows and questions, let each engine answer, print one table."""
    services.end_in_order()
    options = arguments()
    wanted = options.engines.split(",")
    print(json.dumps({"machine": levels.machine(), "options": vars(options), "seed": SEED}))
    with tempfile.TemporaryDirectory() as passing, ExitStack() as stack:
        folder = Path(options.folder or passing).absolute()
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        stock.start(str(folder))
        stock.kept(str(folder), options.documents)
        job = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write(job, options)
        addresses = addresses_of({SERVICES[name] for name in wanted}, folder, job, stack)
        results = {name: asked(name, job, folder, addresses[kind]) for name, kind in SERVICES.items() if name in wanted}
        print(levels.table(shown(results)))
    return 0


def arguments() -> Namespace:
    """How much; the defaults are the full measure."""
    parser = ArgumentParser(prog="benchmarks.search_engines")
    parser.add_argument("--folder", default="", help="where the stock stays between runs")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--engines", default=",".join(SERVICES), help="some of them, separated by commas")
    return parser.parse_args()


def addresses_of(needed: set[str], folder: Path, job: Path, stack: ExitStack) -> dict[str, Addresses]:
    """Where each needed service answers for each part; empty where it cannot be had."""
    kept, passing = folder / "wagtail.sqlite3", job / "words.sqlite3"
    found: dict[str, Addresses] = {"": {"places": ""}, "postgresql": {}}
    found["sqlite"] = {"places": f"sqlite:///{kept}", "words": f"sqlite:///{passing}"}
    address = stack.enter_context(services.cluster(folder)) if "elasticsearch" in needed else None
    found["elasticsearch"] = {"places": address, "words": address} if address else {}
    if "postgresql" not in needed:
        return found
    try:
        address = stack.enter_context(services.postgres(folder))
        found["postgresql"] = {"places": address, "words": services.database_of(address, "words")}
    except (LookupError, ImportError) as reason:
        print(f"PostgreSQL: {reason}")
    return found


def asked(name: str, job: Path, folder: Path, addresses: Addresses) -> dict[str, Any]:
    """What one engine's processes print: first places, then words; ours read words with the resolver."""
    if not addresses:
        return {"missing": "its service cannot be started here"}
    parts = ("places",) if name.startswith("own") else ("places", "words")
    result: dict[str, Any] = {}
    begun = time.monotonic()
    for part in parts:
        result |= printed(part, name, job, folder, addresses[part]) if "missing" not in result else {}
    print(f"· {name}: {result.get('missing', 'done')}, {time.monotonic() - begun:.0f} s", flush=True)
    return result


def printed(part: str, name: str, job: Path, folder: Path, address: str) -> dict[str, Any]:
    """What one process prints."""
    call = [sys.executable, "-W", "ignore", "-m", "benchmarks.search_peers", part, name, str(job), str(folder)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}
    environment["ELASTICSEARCH_PREFIX"] = services.PREFIX
    done = subprocess.run(  # noqa: S603
        [*call, *([address] if address else [])], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    if done.returncode:
        return {"missing": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1][:200]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def shown(results: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of the table: multiples of the embedded engine first, what was understood last."""
    base = results.get(BASE, {})
    rows = []
    for name, result in results.items():
        ratios = {f"{key} ×": round(result[key] / base[key], 2) for key in RATIOS if base.get(key) and key in result}
        figures = {key: value for key, value in result.items() if key not in ("golden", "pairs")}
        rows.append({**ratios, "engine": name, **judged(name, result), **figures})
    return rows


def judged(name: str, result: dict[str, Any]) -> dict[str, Any]:
    """Golden list and pairs; our engines read questions with the resolver, which both share."""
    from search import golden  # noqa: PLC0415 -- after setup
    from search.resolver import TradeHit, resolve_trades  # noqa: PLC0415

    if "missing" in result:
        return {}
    asked_for = golden.questions()
    if name.startswith("own"):
        verdicts = golden.judge(asked_for)
        pairs = [_is_read_as_same(a, b, resolve_trades) for _, a, b, *_ in numbered_pairs()]
    else:
        trades = [row.trade for row in trade_rows()]
        found = [([TradeHit(trades[key], 1.0, "word") for key in keys], False) for keys in result["golden"]]
        answers = dict(zip((question.text for question in asked_for), found, strict=False))
        verdicts = golden.judge(asked_for, lambda text: answers[text])
        pairs = [number in keys for number, keys in enumerate(result["pairs"])]
    graded = [one for one in verdicts if one.question.grades]
    return {
        "hit@1": round(golden.share(one.hit_1 for one in graded), 3),
        "hit@3": round(golden.share(one.hit_3 for one in graded), 3),
        "nDCG@10": round(golden.share(one.gain for one in graded), 3),
        "pairs_of_61": sum(
            may is None or joined == must for joined, (_, _, _, must, may) in zip(pairs, numbered_pairs(), strict=True)
        ),
    }


def _is_read_as_same(a: str, b: str, resolve_trades: Any) -> bool:
    from search import analysis  # noqa: PLC0415 -- after setup

    if set(analysis.tokens(a)) & set(analysis.tokens(b)) or set(analysis.parts(a)) & set(analysis.parts(b)):
        return True
    first, second = ({hit.id for hit in resolve_trades(word)[0][:1] if hit.score > 0.7} for word in (a, b))
    return bool(first & second)


def numbered_pairs() -> list[tuple[int, str, str, bool, bool | None]]:
    """All 61 pairs: whether they must be joined, and None in the last place where a shared part is allowed."""
    from tests.search import test_analysis as pairs  # noqa: PLC0415 -- after setup

    joined = [(*pair, True, True) for pair in (*pairs.BY_WORD, *pairs.BY_PART, *pairs.BY_TRADE)]
    apart = [(number, a, b, False, None if may else False) for number, a, b, may in pairs.APART]
    return sorted([*joined, *apart])


def write(job: Path, options: Namespace) -> None:
    """Rows and questions of the stock, of the golden list and of the pairs."""
    from search import golden  # noqa: PLC0415 -- after setup

    rows = list(stock_rows(options.documents))
    exchange.write(job / "rows.jsonl", rows)
    exchange.write(job / "questions.jsonl", drawn(rows, options.questions))
    exchange.write(job / "golden_rows.jsonl", trade_rows())
    exchange.write(job / "golden_questions.jsonl", [Question(one.text) for one in golden.questions()])
    pairs = numbered_pairs()
    exchange.write(job / "pairs_rows.jsonl", [Row(number, b) for number, (_, _, b, _, _) in enumerate(pairs)])
    exchange.write(job / "pairs_questions.jsonl", [Question(a) for _, a, _, _, _ in pairs])


def stock_rows(count: int) -> Iterator[Row]:
    """The places of the stock as plain text, as anybody would index them."""
    from apprenticeships.models import Vacancy  # noqa: PLC0415 -- after setup
    from core import places  # noqa: PLC0415

    columns = (
        *("pk", "organisation__name", "kind", "start_year", "trade_id", "postal_code_id"),
        *("trade__name", "trade__name_m", "trade__name_f", "own_sentence", "tasks", "place_name"),
    )
    found = Vacancy.objects.order_by("pk").values(*columns)
    for one in found[:count].iterator(chunk_size=2_000):
        lat, lon = places.coordinates(one["postal_code_id"]) or (0.0, 0.0)
        yield Row(
            pk=one["pk"],
            title=f"{one['trade__name']} {one['trade__name_m']} {one['trade__name_f']}",
            organisation=one["organisation__name"],
            body=f"{one['own_sentence']} {one['tasks']} {one['place_name']}",
            offer=one["kind"],
            start=str(one["start_year"] or ""),
            trade=one["trade_id"],
            lat=lat,
            lon=lon,
        )


def trade_rows() -> list[Row]:
    """The trades with everything our resolver may use: all names and other words, tasks and interests."""
    from search import vocabulary  # noqa: PLC0415 -- after setup

    return [
        Row(
            number,
            title=f"{trade.name} {trade.male} {trade.female}",
            organisation=", ".join(alias.term for alias in trade.aliases),
            body=f"{trade.tasks} {' '.join(trade.interests)}",
            trade=trade.id,
        )
        for number, trade in enumerate(vocabulary.current().trades)
    ]


def drawn(rows: Sequence[Row], count: int) -> list[Question]:
    """Names of trades as people write them, around places where there are some."""
    from core import places  # noqa: PLC0415 -- after setup
    from search import vocabulary  # noqa: PLC0415

    draw = random.Random(SEED)  # noqa: S311 -- a fixed draw, not a secret
    trades, codes = vocabulary.current().by_id, _codes()
    found = []
    for _ in range(count):
        row, plz = draw.choice(rows), draw.choice(codes)
        words = trades[row.trade]
        text = draw.choice((words.male, words.female, *(alias.term for alias in words.aliases[:3])))
        lat, lon = places.coordinates(plz) or (0.0, 0.0)
        found.append(Question(text, (lat, lon, draw.choice(RADII)), plz, row.trade))
    return found


def _codes() -> list[str]:
    from benchmarks import questions  # noqa: PLC0415 -- after setup

    return questions.postal_codes()


if __name__ == "__main__":
    sys.exit(main())
