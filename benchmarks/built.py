"""What was built in a stock's folder, and what it took: a costly build is kept and its figures with it.

One small file a thing, `built/NAME.json`. Processor seconds stand beside seconds: they tell about the same on a busy
machine, and how busy it was is noted.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Clock = Callable[[], float]


def figures(folder: Path, name: str, digest: str = "") -> dict[str, Any] | None:
    """What the build took; None where it was never made, or of other rows."""
    file = _file(folder, name)
    found: dict[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return found["took"] if found and found["digest"] == digest else None


def measured(
    folder: Path, name: str, build: Callable[[], Any], *, digest: str = "", more_cpu: Clock | None = None
) -> Any:
    """Build, and note seconds, processor seconds (of this process and of what `more_cpu` counts) and the load."""
    _file(folder, name).unlink(missing_ok=True)  # a build that breaks off is none
    more = more_cpu or (lambda: 0.0)
    begun, worked = time.perf_counter(), time.process_time() + more()
    result = build()
    took = {
        "build_s": round(time.perf_counter() - begun, 1),
        "build_cpu_s": round(time.process_time() + more() - worked, 1),
        "build_load": round(os.getloadavg()[0], 1),
    }
    _file(folder, name).write_text(json.dumps({"digest": digest, "took": took}))
    return result


def digest_of(path: Path) -> str:
    """What tells one set of rows from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _file(folder: Path, name: str) -> Path:
    where = folder / "built"
    where.mkdir(parents=True, exist_ok=True)
    return where / f"{name.replace(' ', '-')}.json"
