"""Ports for servers that are started to be tried or measured."""

import secrets
import socket

LOWEST, HIGHEST = 15_000, 32_000
"""Below those that systems give to whoever asks for any port, or connects to somebody: a port found here stays free."""


def free_port() -> int:
    """A port of this machine that nobody listens on; whoever else looks for one will hardly find the same."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
