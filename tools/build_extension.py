"""Build the extension's two store archives, byte for byte the same every time.

One tree serves both stores: the archives hold the same files, with no bundling and no rewriting.
"""

import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = ROOT / "extension"
STORES = ("chromium", "firefox")
SHIPPED = {".css", ".html", ".js", ".json", ".png"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip can state: says nothing about the build


def shipped_files(folder: Path = EXTENSION) -> list[Path]:
    """What goes into the archives, in an order that no file system decides."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix in SHIPPED)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def build(target: Path, folder: Path = EXTENSION) -> Path:
    """Write one archive."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for path in shipped_files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, wherever it is built
            # Stored, not deflated: compressed bytes differ between versions of zlib.
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_STORED)
    return target


def main() -> None:
    """Write both archives into dist/."""
    version = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))["version"]
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    for store in STORES:
        print(build(folder / f"presscard-{version}-{store}.zip"))


if __name__ == "__main__":
    main()
