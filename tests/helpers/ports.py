"""Ports for servers that a test starts later."""

import random
import socket
from contextlib import suppress

BELOW = range(20_000, 32_000)
"""Under the ports that Linux (32768 on) and macOS (49152 on) lend to outgoing connections: one of
those, found free now, may be some browser's own by the time that a server has started."""


def free_port() -> int:
    """A port that nobody uses now and no outgoing connection will be given."""
    while True:
        port = random.SystemRandom().choice(BELOW)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
