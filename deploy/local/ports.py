"""Ports of this machine that nobody listens on."""

import socket

HOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """As many, all different: each is chosen while the others are held."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports: list[int] = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
