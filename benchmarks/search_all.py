"""`make bench-search`: every figure of the search with its goal, one part after the other, on one stock.

    make bench-search                                         all parts, full size: about an hour and a half
    make bench-search ARGS="--small"                          the same on 3,000 documents, some minutes
    make bench-search ARGS="--folder ~/stock --parts load"    one part; the stock stays in the folder for the next run

What each part prints is kept under benchmarks/results/. Exit code 1 when one of them misses what it must reach.
"""

import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
# Per part: module, words of the full measure, words of the small one.
PARTS: dict[str, tuple[str, list[str], list[str]]] = {
    "load": ("search_load", [], ["--documents", "3000", "--seconds", "5", "--warm", "5", "--runs", "1"]),
    "engines": ("search_engines", [], ["--documents", "3000", "--questions", "60"]),
    "freshness": ("search_freshness", [], ["--documents", "3000", "--changes", "20", "--writes", "20"]),
    "million": ("search_million", [], ["--documents", "20000", "--questions", "60"]),
    "saved": ("saved_searches", [], []),
    "quality": ("search_quality", [], ["--fuzz", "1000", "--lines", "3000"]),
}
NEED_NO_FOLDER = ("saved", "quality")


def main() -> int:
    """Run the asked parts, each in a process of its own."""
    options = arguments()
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(options.folder or passing).absolute()
        missed = [part for part in options.parts.split(",") if run(part, folder, options)]
    print("all goals reached" if not missed else f"missed: {', '.join(missed)}")
    return int(bool(missed))


def arguments() -> Namespace:
    """Which parts, where, how large."""
    parser = ArgumentParser(prog="make bench-search ARGS=…")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--folder", default="", help="where the stock stays between runs; empty: made anew and removed")
    parser.add_argument("--small", action="store_true")
    return parser.parse_args()


def run(part: str, folder: Path, options: Namespace) -> int:
    """One part: what it prints is shown as it comes, and kept."""
    module, full, small = PARTS[part]
    words = [*(small if options.small else full), *([] if part in NEED_NO_FOLDER else ["--folder", str(folder)])]
    print(f"\n== {part}", flush=True)
    begun, lines = time.monotonic(), []
    call = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *words]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)  # noqa: S603
    for line in process.stdout or ():
        print(line, end="", flush=True)
        lines.append(line)
    print(f"{time.monotonic() - begun:.0f} s")
    if not options.small:
        (RESULTS / f"{module}.txt").write_text("".join(lines).replace(str(folder), "FOLDER"))
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
