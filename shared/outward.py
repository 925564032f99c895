"""Requests to addresses that others have named: public ones only, over TLS, and to the very address that was judged.

A name is resolved once for each request; all that it leads to is judged, and the connection is made to what was judged:
a name that leads elsewhere a moment later (DNS rebinding) leads nobody there. Of an answer nothing but its status is
read, and a redirection is not followed.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

import httpx

from shared.errors import AriadnaError

Resolver = Callable[[str, int], Sequence[str]]
Network = str
LONGEST = 2048
PLAIN = re.compile(r"[!-~]+")
SECURE, FREE = 443, range(1024, 65536)
WRAPPED = ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
SPECIAL = ("192.0.0.0/24", "192.88.99.0/24")
ELSEWHERE = [ip_network(each) for each in (*WRAPPED, *SPECIAL)]
"""IPv6 that wraps an IPv4 address (by mapping, NAT64, Teredo, 6to4) leads where others say; IPv4 for protocols' own."""
INSIDE = {ip_address("168.63.129.16")}
"""Public by its number, and yet the inside of a cloud: its machines' own metadata."""


class NotAnAddress(AriadnaError):
    """This is no https address of a host, without anybody's credentials in it."""


class NotPublic(AriadnaError):
    """This host leads to an address that is not a public one."""


class NotFound(AriadnaError):
    """This host's name leads to no address now."""


class Judged(NamedTuple):
    """Where a request may go: the address by number, and the host as it is called in headers and certificates."""

    url: httpx.URL
    host: str
    name: str


def resolved(name: str, port: int) -> Sequence[str]:
    """All addresses of a host, as this machine finds them."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class Outward:
    """Judges addresses and posts to them; `networks` are those that are permitted although they are not public."""

    def __init__(self, networks: Sequence[Network] = (), resolve: Resolver = resolved) -> None:
        self._networks = [ip_network(each) for each in networks]
        self._resolve = resolve
        self._trusted: ssl.SSLContext | None = None

    def judged(self, address: str) -> Judged:
        """Where this address leads now; raises `NotAnAddress`, `NotFound` or `NotPublic`."""
        url = _read(address)
        name, port = url.raw_host.decode(), url.port or SECURE
        try:
            found = self._resolve(name.strip("[]"), port)
        except (OSError, UnicodeError):
            raise NotFound() from None
        if not found:
            raise NotFound()
        if not all(self.permits(each) for each in found):  # one that is not: whoever named it controls which is taken
            raise NotPublic()
        return Judged(url.copy_with(host=found[0]), url.netloc.decode(), name.strip("[]"))

    def permits(self, number: str) -> bool:
        """Is this IP address public, or of a network that is permitted by name?"""
        try:
            ip = ip_address(number)
        except ValueError:
            return False
        return any(ip in each for each in self._networks) or _public(ip)

    def post(self, judged: Judged, body: bytes, headers: Mapping[str, str], within: float) -> int:
        """The status of the answer; `TimeoutError` if its head is not there within so many seconds altogether."""
        self._trusted = trusted = self._trusted or httpx.create_ssl_context()  # reading all authorities takes a while
        return asyncio.run(_posted(judged, body, headers, within, trusted))


async def _posted(
    judged: Judged, body: bytes, headers: Mapping[str, str], within: float, verify: ssl.SSLContext
) -> int:
    async with (
        asyncio.timeout(within),
        httpx.AsyncClient(verify=verify, trust_env=False, follow_redirects=False, timeout=within) as client,
        client.stream(
            "POST",
            judged.url,
            content=body,
            headers={"host": judged.host, **headers},
            extensions={"sni_hostname": judged.name},
        ) as answer,
    ):
        return answer.status_code


def _read(address: str) -> httpx.URL:
    if (
        len(address) > LONGEST
        or not address.isascii()
        or any(not each.isprintable() or each == " " for each in address)
    ):
        raise NotAnAddress()
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError):
        raise NotAnAddress() from None
    fit = url.scheme == "https" and url.host and not url.userinfo and not url.fragment
    if not fit or not (url.port in (None, SECURE) or url.port in FREE):
        raise NotAnAddress()
    return url


def _public(ip: IPv4Address | IPv6Address) -> bool:
    if ip.is_multicast or ip.is_reserved or ip in INSIDE:
        return False
    return ip.is_global and not any(ip in each for each in ELSEWHERE)
