"""Ports of this machine that nobody listens on."""

import socket
from contextlib import suppress
from random import SystemRandom

HOST = "127.0.0.1"
LOWEST, HIGHEST = 20_000, 32_000  # below those that systems give to outgoing connections, which come and go


def free_ports(count: int) -> list[int]:
    """As many, all different: each is chosen while the others are held."""
    held: list[socket.socket] = []
    chances = SystemRandom().sample(range(LOWEST, HIGHEST), HIGHEST - LOWEST)
    while len(held) < count:
        with suppress(OSError):
            held.append(socket.create_server((HOST, chances.pop())))
    ports: list[int] = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
