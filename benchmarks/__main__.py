"""`make bench`: every question with its goal. Exit code 1 when a goal is missed."""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

QUESTIONS = ("product", "search_latency", "saved_searches", "search_quality", "chat_latency")
RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run the named questions, or all, each in a process of its own; keep what they print."""
    RESULTS.mkdir(exist_ok=True)
    wanted = [name for name in sys.argv[1:] if name in QUESTIONS] or list(QUESTIONS)
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    missed = [name for name in wanted if run(name)]
    print("all goals reached" if not missed else f"missed: {', '.join(missed)}")
    return int(bool(missed))


def run(name: str) -> int:
    """One question; its output is shown and kept under benchmarks/results/."""
    print(f"\n== {name}", flush=True)
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], capture_output=True, text=True, check=False)  # noqa: S603
    print(done.stdout, done.stderr[-2000:] if done.returncode else "", sep="")
    print(f"{time.monotonic() - begun:.0f} s")
    (RESULTS / f"{name}.txt").write_text(done.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
