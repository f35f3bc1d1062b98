"""Python's search for garbage, made rarer where much is built that stays until the end of a piece of work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects between two searches; seven hundred is Python's own figure.
MANY = 100_000


@contextmanager
def rarely_sought() -> Iterator[None]:
    """Search rarely within the block.

    Migrating builds the state of all models anew for each step. Python would look through all of them every seven
    hundred objects, which takes a third of the whole time and finds nothing.
    """
    usual = gc.get_threshold()
    gc.set_threshold(MANY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
