"""Build the extension's two store archives, byte for byte the same every time.

One tree serves both browsers, and loads in both as it lies. An archive differs from the tree, and
from the other archive, in one thing: its manifest leaves out what only the other browser knows.
"""

import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = ROOT / "extension"
ONLY_FOR_OTHERS = {  # keys of the manifest that a store's checks would frown on
    "chromium": (("sidebar_action",), ("background", "scripts"), ("browser_specific_settings",)),
    "firefox": (("side_panel",), ("background", "service_worker"), ("minimum_chrome_version",)),
}
PERMISSIONS_FOR_OTHERS = {"chromium": (), "firefox": ("sidePanel",)}
SHIPPED = {".css", ".html", ".js", ".json", ".png"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip can state: says nothing about the build


def shipped_files(folder: Path = EXTENSION) -> list[Path]:
    """What goes into the archives, in an order that no file system decides."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix in SHIPPED)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def manifest(store: str, folder: Path = EXTENSION) -> bytes:
    """The manifest as one store gets it."""
    full = json.loads((folder / "manifest.json").read_text("utf-8"))
    for *way, key in ONLY_FOR_OTHERS[store]:
        part = full
        for step in way:
            part = part[step]
        del part[key]
    full["permissions"] = [
        name for name in full["permissions"] if name not in PERMISSIONS_FOR_OTHERS[store]
    ]
    return (json.dumps(full, indent=2, ensure_ascii=False) + "\n").encode()


def build(store: str, target: Path, folder: Path = EXTENSION) -> Path:
    """Write one archive."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for path in shipped_files(folder):
            name = path.relative_to(folder).as_posix()
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, wherever it is built
            content = manifest(store, folder) if name == "manifest.json" else path.read_bytes()
            # Stored, not deflated: compressed bytes differ between versions of zlib.
            archive.writestr(entry, content, zipfile.ZIP_STORED)
    return target


def main() -> None:
    """Write both archives into dist/."""
    version = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))["version"]
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    for store in ONLY_FOR_OTHERS:
        print(build(store, folder / f"presscard-{version}-{store}.zip"))


if __name__ == "__main__":
    main()
