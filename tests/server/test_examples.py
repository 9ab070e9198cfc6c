"""Every example in docs/examples/ is run, against the real server."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

sys.path[:0] = [str(Path(__file__).parent)]  # importlib mode gives neighbours no other way in

from test_image_bytes import itxt, png, xmp  # noqa: E402
from test_serving import serving  # noqa: E402

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
ADDRESS = "http://127.0.0.1:8787"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("examples")) as (port, _, _):
        yield port


def run(name, port, folder, *command):
    """The output of an example, pointed at our server, beside a picture that AI made."""
    text = (EXAMPLES / name).read_text("utf-8")
    assert ADDRESS in text
    file = folder / name
    file.write_text(text.replace(ADDRESS, f"http://127.0.0.1:{port}"), "utf-8")
    (folder / "picture.png").write_bytes(png(itxt(xmp("trainedAlgorithmicMedia"))))
    ran = [*command, str(file)]
    out = subprocess.run(ran, capture_output=True, text=True, timeout=60, cwd=folder)
    assert out.returncode == 0, out.stderr
    return out.stdout


@pytest.mark.skipif(not which("curl"), reason="no curl")
@pytest.mark.skipif(not which("sh"), reason="no shell")
def test_curl(port, tmp_path):
    card = json.loads(run("score.sh", port, tmp_path, "sh"))
    assert card["article"]["headline"] == "A headline"
    kept = json.loads(run("feedback.sh", port, tmp_path, "sh"))
    assert kept["status"] == "new"
    assert json.loads(run("image.sh", port, tmp_path, "sh"))["ai"] is True


def test_python(port, tmp_path):
    out = run("score.py", port, tmp_path, sys.executable)
    assert out.startswith("not_rated")
    assert "Author" in out
    made, told = run("image.py", port, tmp_path, sys.executable).splitlines()
    assert "AI made this picture" in made
    assert "the page does not tell you" in told


@pytest.mark.skipif(not which("node"), reason="no node")
def test_javascript(port, tmp_path):
    assert run("score.mjs", port, tmp_path, "node").startswith("not_rated")
    assert "AI made this picture" in run("image.mjs", port, tmp_path, "node")


def test_every_example_is_in_the_document_and_run_here():
    document = (EXAMPLES.parent / "api.md").read_text("utf-8")
    here = Path(__file__).read_text("utf-8")
    for file in EXAMPLES.iterdir():
        assert file.read_text("utf-8").rstrip("\n") in document
        assert f'"{file.name}"' in here
