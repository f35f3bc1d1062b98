"""Files whose tests stay together in one process, because what they stand on takes most of their time.

pytest-xdist writes the group of `xdist_group` into an attribute of a test that pytest 9 no longer reads, so that
`--dist loadgroup` scatters the tests. Here the group is read from the file that says it; whole files only.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadGroupScheduling

ROOT = Path(__file__).resolve().parents[1]
MARK = re.compile(r"mark\.xdist_group\(\"([^\"]+)\"\)")


@cache
def group_of(file: str) -> str:
    """The group that a file of tests names for all of them, empty when it names none."""
    found = MARK.search((ROOT / file).read_text())
    return found[1] if found else ""


class Together(LoadGroupScheduling):
    """Hands out the largest groups first and every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


def scheduler(config: Any, log: Any) -> Together | None:
    """Ours where groups were asked for; pytest-xdist's own for every other kind of distribution."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
