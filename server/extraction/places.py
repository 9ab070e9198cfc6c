"""Cities that news is filed from (data/cities.txt): in a byline they are no person."""

from functools import cache
from importlib.resources import files


@cache
def cities() -> frozenset[str]:
    """The cities, without case."""
    path = files("server.extraction") / "data" / "cities.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line and line[0] != "#")
