"""The application as a client sees it, with nothing of the developer's own environment."""

import os
import shutil
import socket
import subprocess
from glob import glob
from pathlib import Path

import pytest

from server import create_app
from server.settings import Settings

WRITE = {"X-Presscard": "1"}
"""The header that every call but a look needs."""


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("PRESSCARD_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def client():
    """A program on this machine, calling a server with default settings."""
    return create_app(Settings()).test_client()


@pytest.fixture
def client_of():
    """A client of a server with the given settings."""
    return lambda **settings: create_app(Settings(**settings)).test_client()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """A PostgreSQL of our own, from the system's packages, for as long as the tests run."""
    programs = [*glob("/usr/lib/postgresql/*/bin"), *glob("/opt/homebrew/opt/postgresql*/bin")]
    found = shutil.which("initdb", path=os.pathsep.join([os.environ["PATH"], *sorted(programs)]))
    if not found:
        pytest.skip("PostgreSQL is not installed: bash tools/install_postgresql.sh")
    server = PostgreSQL(Path(found).resolve().parent, tmp_path_factory.mktemp("postgresql"))
    yield server
    server.stop()


class PostgreSQL:
    """One server, on loopback; a new database for each test."""

    def __init__(self, programs, folder):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.programs, self.databases = programs, 0
        self.data = folder / "data"
        self.data.mkdir()
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            for path in (folder.parent.parent, folder.parent, folder):
                path.chmod(0o755)
            shutil.chown(self.data, "postgres")
        self.run("initdb", "-D", self.data, "-U", "presscard", "-A", "trust", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", options, "start")

    def run(self, program, *arguments):
        """Run one of PostgreSQL's programs."""
        command = [*self.user, str(self.programs / program), *map(str, arguments)]
        out = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=120)
        assert out.returncode == 0, out.stderr

    def new_database(self):
        """The address of a new, empty database."""
        self.databases += 1
        name = f"test_{self.databases}"
        where = ["-h", "127.0.0.1", "-p", self.port, "-U", "presscard"]
        self.run("createdb", *where, name)
        return f"postgresql://presscard@127.0.0.1:{self.port}/{name}"

    def stop(self):
        """Stop it, whoever is still connected."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
