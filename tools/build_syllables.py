"""Write classifier/data/syllables.txt.gz from the CMU Pronouncing Dictionary's `cmudict.dict`.

    python tools/build_syllables.py path/to/cmudict.dict path/to/LICENSE

The dictionary is a data set with a BSD licence, carried among others by the `cmudict` package (its
wrapper code is GPL-3 and is neither used nor copied). Only words and vowel counts are kept: the
count of the first pronunciation, which is the one textstat uses. The licence goes into the header.
Same input, same bytes.
"""

import gzip
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "classifier" / "data" / "syllables.txt.gz"


def syllables(dictionary: str) -> dict[str, int]:
    """Word -> vowels in its first pronunciation; an ARPAbet vowel ends in its stress digit."""
    found: dict[str, int] = {}
    for line in dictionary.splitlines():
        word, *phones = line.partition("#")[0].split()
        if not word.endswith(")"):
            found.setdefault(word, sum(phone[-1].isdigit() for phone in phones))
    return found


def main() -> None:
    """Read the two files named on the command line and write the table."""
    dictionary, licence = (Path(name).read_text("utf-8") for name in sys.argv[1:3])
    header = [
        "Syllables of English words: vowels of the first pronunciation in the CMU Pronouncing",
        "Dictionary (cmudict.dict), grouped by count. Written by tools/build_syllables.py.",
        "",
        *licence.strip().splitlines(),
    ]
    by_count: dict[int, list[str]] = {}
    for word, count in sorted(syllables(dictionary).items()):
        by_count.setdefault(count, []).append(word)
    lines = [f"# {line}".rstrip() for line in header]
    lines += [f"{count}\t{' '.join(by_count[count])}" for count in sorted(by_count) if count]
    OUT.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
