"""The application as a client sees it, with nothing of the developer's own environment."""

import os

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
