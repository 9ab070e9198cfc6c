"""The extension as files: what the stores get, what it may do, and its words in every language."""

import json
import re
import subprocess
import zipfile
from pathlib import Path

import build_extension
import pytest
from conftest import EXTENSION, ROOT

LOCALES = sorted(path.parent.name for path in EXTENSION.glob("_locales/*/messages.json"))
ENGLISH = json.loads((EXTENSION / "_locales/en/messages.json").read_text("utf-8"))
MANIFEST = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
SOURCES = {path.name: path.read_text("utf-8") for path in EXTENSION.glob("*.js")}
USED = re.compile(r"""say\(\s*["']([a-z_0-9]+)["']""")


@pytest.mark.parametrize("store", ["chromium", "firefox"])
def test_archives_are_the_same_every_time(tmp_path: Path, store: str) -> None:
    first = build_extension.build(store, tmp_path / "a.zip").read_bytes()
    for path in EXTENSION.rglob("*.js"):
        path.touch()
    assert build_extension.build(store, tmp_path / "b.zip").read_bytes() == first


def test_archives_hold_the_tree_and_nothing_else(tmp_path: Path) -> None:
    archives = {
        store: zipfile.ZipFile(build_extension.build(store, tmp_path / f"{store}.zip"))
        for store in build_extension.ONLY_FOR_OTHERS
    }
    contents = {
        store: {name: archive.read(name) for name in archive.namelist()}
        for store, archive in archives.items()
    }
    for archive in archives.values():
        archive.close()
    assert contents["chromium"].keys() == contents["firefox"].keys()
    differing = [n for n in contents["chromium"] if len({c[n] for c in contents.values()}) > 1]
    assert differing == ["manifest.json"]
    assert all((EXTENSION / name).is_file() for name in contents["chromium"])


def test_the_store_linter_finds_nothing(tmp_path: Path) -> None:
    """addons-linter is what `web-ext lint` runs."""
    archive = build_extension.build("firefox", tmp_path / "presscard.zip")
    command = [ROOT / "node_modules/.bin/addons-linter", "--output", "json", archive]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(ran.stdout)["summary"]
    assert (found["errors"], found["warnings"], found["notices"]) == (0, 0, 0), ran.stdout


def test_every_permission_is_explained() -> None:
    page = (ROOT / "docs/permissions.md").read_text("utf-8")
    asked = MANIFEST["permissions"] + MANIFEST["host_permissions"]
    asked += MANIFEST["optional_host_permissions"]
    assert [name for name in asked if f"`{name}`" not in page] == []
    assert MANIFEST["host_permissions"] == ["http://127.0.0.1/*", "http://localhost/*"]
    assert "content_scripts" not in MANIFEST
    assert "web_accessible_resources" not in MANIFEST


def test_only_this_computer_can_be_spoken_to() -> None:
    """Every page narrows the manifest's policy, which the background needs to fetch a picture."""
    policy = MANIFEST["content_security_policy"]["extension_pages"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    narrowed = (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"connect-src 'self' http://127.0.0.1:* http://localhost:*\">"
    )
    pages = {path.name: path.read_text("utf-8") for path in EXTENSION.glob("*.html")}
    assert pages
    assert [name for name, text in pages.items() if narrowed not in text] == []
    senders = {name for name, text in SOURCES.items() if re.search(r"\bfetch\(|XMLHttp", text)}
    assert senders == {"api.js", "bytes.js", "words.js"}
    named = {url for text in SOURCES.values() for url in re.findall(r"https?://[\w.-]+", text)}
    assert named <= {"http://127.0.0.1", "http://www.w3.org"}


def test_text_only_ever_becomes_text() -> None:
    parsers = re.compile(
        r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\("
        r"|createContextualFragment|setHTML|importScripts"
    )
    assert {
        name: parsers.findall(text) for name, text in SOURCES.items() if parsers.search(text)
    } == {}


def test_every_word_used_exists_and_every_word_is_used() -> None:
    code = "\n".join(SOURCES.values())
    assert sorted(set(USED.findall(code)) - ENGLISH.keys()) == []
    built = re.compile(  # keys put together in code, such as say(`outcome_${outcome}`)
        r"^(outcome|place|label|way|theme|mood|dispute|genre)_|_(title|words|after)$|^again$"
    )
    literal = {key for key in ENGLISH if f'"{key}"' in code or f"__MSG_{key}__" in str(MANIFEST)}
    assert sorted(key for key in ENGLISH if key not in literal and not built.search(key)) == []


@pytest.mark.parametrize("language", LOCALES)
def test_languages_say_the_same_things(language: str) -> None:
    words = json.loads((EXTENSION / f"_locales/{language}/messages.json").read_text("utf-8"))
    assert words.keys() == ENGLISH.keys()
    for key, entry in words.items():
        wanted = sorted(re.findall(r"\$\d", ENGLISH[key]["message"]))
        assert sorted(re.findall(r"\$\d", entry["message"])) == wanted, key
        assert entry["message"].strip(), key
    listed = re.search(r"LANGUAGES = (\[.*?\])", SOURCES["words.js"], re.S)
    assert listed
    assert language in json.loads(listed[1])
