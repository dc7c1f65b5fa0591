"""Where a webhook may go: out into the world over TLS, and never inwards.

Whoever runs the server can name inner receivers, as `host` or `host:port`; to these it goes by http too.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

import httpx2

from engine.process.refusal import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_URL, LONGEST_HOST, LONGEST_LABEL = 1_000, 253, 63
USUAL_PORTS = {"http": 80, "https": 443}
MOST_PORT = 65_535
LEAST_PORT = 1_024  # below stand the services of machines
INNER_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24",  # anybody's: whoever answers there is near
            "168.63.129.16/32",  # by this address a large cloud talks to its own machines
        ),
    )
)  # fmt: skip
OUTER_6 = ip_network("2000::/3")
INNER_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",  # Teredo and 6to4 among them
            "2620:4f:8000::/48",  # anybody's, as above
        ),
    )
)  # fmt: skip
TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the last four bytes are an address of the other kind
ISATAP = (0x0000_5EFE, 0x0200_5EFE)


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver: its address as it is kept, in ASCII, and what is connected to."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """The address without what may be secret in it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if USUAL_PORTS[self.scheme] == self.port else f":{self.port}")


def read_target(text: str, inner: Sequence[str] = ()) -> Target:
    """Return the receiver at an address. Raises Refused for one to which nothing may go."""
    found = parsed(text)
    if not is_named(found.host, found.port, inner):
        _must_be_outer(found)
    return found


def parsed(text: str) -> Target:
    """Return what an address says, wherever it leads. Raises Refused for what is no address to send to."""
    if not 0 < len(text) <= LONGEST_URL or not text.isprintable() or any(one in text for one in " \\#"):
        raise refuse("malformed", "url_wrong", "/url")
    try:
        url = httpx2.URL(text)
        port = url.port
    except (httpx2.InvalidURL, ValueError):
        raise refuse("malformed", "url_wrong", "/url") from None
    host = url.raw_host.decode("ascii").lower()
    if url.scheme not in USUAL_PORTS or not host or url.userinfo or "@" in text.partition("//")[2].partition("/")[0]:
        raise refuse("malformed", "url_wrong", "/url")
    found = Target(str(url), url.scheme, host, USUAL_PORTS[url.scheme] if port is None else port)
    if not 0 < found.port <= MOST_PORT or len(found.url) > LONGEST_URL:
        raise refuse("malformed", "url_wrong", "/url")
    return found


def is_named(host: str, port: int, inner: Sequence[str]) -> bool:
    """Tell whether a receiver is one of those that whoever runs the server has named."""
    shown = f"[{host}]" if ":" in host else host
    return any(one.lower() in {host, shown, f"{shown}:{port}"} for one in inner)


def is_outer(address: str) -> bool:
    """Tell whether an address is one of the world outside: of no machine, network or cloud that we may stand in."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in one for one in INNER_4)
    return _is_outer_6(found)


def _is_outer_6(found: IPv6Address) -> bool:
    number = int(found)
    is_translated = found in TRANSLATED
    has_other = is_translated or (number >> 32) & 0xFFFF_FFFF in ISATAP
    if has_other and not is_outer(str(IPv4Address(number & 0xFFFF_FFFF))):
        return False
    is_global = is_translated or (found in OUTER_6 and not any(found in one for one in INNER_6))
    return is_global and found.scope_id is None


def _must_be_outer(target: Target) -> None:
    """Refuse what goes inwards by what it says of itself; what names stand for is looked at when it is sent."""
    if target.scheme != "https":
        raise refuse("malformed", "url_https", "/url")
    if target.port != USUAL_PORTS["https"] and target.port < LEAST_PORT:
        raise refuse("malformed", "url_port", "/url")
    try:
        ip_address(target.host)
    except ValueError:
        is_allowed = _is_name(target.host)
    else:
        is_allowed = is_outer(target.host)
    if not is_allowed:
        raise refuse("malformed", "url_inner", "/url")


def _is_name(host: str) -> bool:
    """Tell whether a host is a name of the world outside, and no other way to write an address."""
    labels = host.split(".")
    is_number = labels[-1].isdigit() or labels[-1].startswith("0x")
    is_whole = len(labels) > 1 and len(host) <= LONGEST_HOST and all(0 < len(one) <= LONGEST_LABEL for one in labels)
    return (
        is_whole
        and not is_number
        and all(one.isascii() and one.replace("-", "").replace("_", "").isalnum() for one in labels)
    )
