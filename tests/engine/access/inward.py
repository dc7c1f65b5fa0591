"""Addresses by which a sender could be turned inwards: every special network at both its ends, and ways to write one.

The networks are those of the two registries of special-purpose addresses, with what is multicast, no more in use or not
given out yet; also those from which anybody may take an address, as no receiver stands there, and what does is near.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

FOURS = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32", "192.0.0.170/31", "192.0.2.0/24",
    "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
)  # fmt: skip
SIXES = (
    "::/128", "::1/128", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/32", "2001:1::1/128",
    "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28",
    "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3", "8000::/3", "e000::/4",
)  # fmt: skip
HERE, MACHINE = "127.0.0.1", "[{}]"
SOUGHT = (HERE, "10.1.2.3", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.100.100.200", "168.63.129.16")
OF_CLOUDS = ("169.254.170.23", "[fd00:ec2::23]", "[fd20:ce::254]", "[::ffff:168.63.129.16]", "[64:ff9b::a83f:8110]")

TRICKS = [
    "https://127.0.0.1:443@example.org/", "https://[::1]:443@example.org/", "https://example.org%2f@127.0.0.1/",
    "https://example.org&@127.0.0.1/", "https://example.org:443#@127.0.0.1/", "https://example.org:443:127.0.0.1/",
    "https:127.0.0.1/", "https:/127.0.0.1/", "https:///127.0.0.1/", "https:////127.0.0.1/", "HTTPS://127.0.0.1/",
    "https://127.0.0.1:/", "https://127.0.0.1:00443/", "https://127.0.0.1%2f.example.org/",
    "https://127.0.0.1%00.example.org/", "https://127.0.0.1;.example.org/", "https://127.0.0.1,example.org/",
    "https://(127.0.0.1)/", "https://$127.0.0.1/", "https://*.example.org/", "https://_/", "https://4294967296/",
    "https://%31%32%37.0.0.1/", "https://127%2e0%2e0%2e1/", "https://127\uff0e0\uff0e0\uff0e1/",
    "https://127\uff610\uff610\uff611/", "https://127.0.0.1\u3002/", "https://127.0.0.\u00b9/",
    "https://\u0661\u0662\u0667.\u0660.\u0660.\u0661/", "https://\U0001d7cf\U0001d7d0\U0001d7d5.\U0001d7ce.\U0001d7ce.\U0001d7cf/",
    "https://+127.0.0.1/", "https://127.0.0.01/", "https://00000127.0.0.1/", "https://0000000177.0.0.1/",
    "https://127.0.0.0x1/", "https://0x00000000000000007f000001/", "https://0x7f000001./", "https://2130706433./",
    "https://127.0.0.1../", "https://.127.0.0.1/", "https://127..0.1/", "https://a.1/", "https://example.0x/",
    "https://example.0X7F/", "https://[0000:0000:0000:0000:0000:0000:0000:0001]/", "https://[::127.1]/",
    "https://[::ffff:127.1]/", "https://[::ffff:0x7f.1]/", "https://[::ffff:2130706433]/", "https://[::\uff11]/",
    "https://[v1.::1]/", "https://[::1]x/", "https://[::1]./", "https://[::1].example.org/", "https://[fe80::1%25]/",
    "https://[fe80::1%1]/", "https://[::ffff:127.0.0.1%25lo]/", "https://2606:4700::1111/",
    "https://\u24dbocalhost/", "https://loc\u00adalhost/", "https://lo\u200bcalhost/", "https://\u202elocalhost/",
    "https://loc\u0430lhost/", "https://localhost\u3002/", "https://localhost%E3%80%82/",
    "https://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/", "https://xn--localhost-/",
    "wss://127.0.0.1/", "dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "jar:https://127.0.0.1!/",
    "view-source:https://127.0.0.1/", "\\\\127.0.0.1\\x", "https://example.org: 443/",
    "https://example.org:4\ufe0f43/", "https://example.org:0x1bb/",
]  # fmt: skip
PORTS_IN_DISGUISE = [f"https://example.org:{port}/" for port in ("+80", "080", "8_0", "\u0668\u0660", "\uff18\uff10")]
NAMES = {
    "x.localhost": HERE, "localhost.localdomain": HERE, "127.0.0.1.nip.io": HERE, "127.0.0.1e0": HERE,
    "127.0.0.-1": HERE, "127.0.0.0b1": HERE, "127.0.0.0o1": HERE, "127.0.0.1_": HERE, "1.2.3.4x": HERE,
    "xn--e4bcp.xn--d4b.xn--d4b.xn--e4b": HERE, "v6.example": "::1", "mapped.example": "::ffff:127.0.0.1",
    "router.home.arpa": "192.168.1.1", "printer.local": "169.254.7.7", "db.internal": "10.0.0.5",
    "metadata.google.internal": "169.254.169.254", "kubernetes.default.svc": "10.96.0.1", "any.example": "0.0.0.0",  # noqa: S104 - resolved to, not listened at
    "translated.example": "64:ff9b::a9fe:a9fe", "teredo.example": "2001:0:7f00:1::", "zone.example": "fe80::1%lo",
}  # fmt: skip
"""What passes as a name, and stands for this address."""


def as_numbers(address: str) -> list[str]:
    """Return how a host of the fourth version can be written, as machines read it that know more than dots."""
    whole = int(IPv4Address(address))
    a, b, c, d = whole.to_bytes(4, "big")
    return [
        address, f"{address}.", f"{whole}", f"{whole:#x}", f"{whole:#X}", f"0{whole:o}", f"0x{whole:016x}",
        f"{a}.{whole & 0xFFFFFF}", f"{a}.{b}.{whole & 0xFFFF}", f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a:#x}.{b}.0{c:o}.{d}", f"0{a:o}.{whole & 0xFFFFFF:#x}",
        f"{a:#x}.{b}.{whole & 0xFFFF}",
    ]  # fmt: skip


def as_sixes(address: str) -> list[str]:
    """Return the addresses of the sixth version that lead to one of the fourth, or hold it."""
    four = int(IPv4Address(address))
    held = (
        four, 0xFFFF << 32 | four, 0xFFFF << 48 | four, 0x64FF9B << 96 | four, 0x64FF9B0001 << 80 | four,
        0x2002 << 112 | four << 80, 0x20010000 << 96 | four << 64 | four ^ 0xFFFFFFFF,
        0x26064700 << 96 | 0x5EFE << 32 | four, 0x26064700 << 96 | 0x2005EFE << 32 | four,
    )  # fmt: skip
    return [MACHINE.format(IPv6Address(one)) for one in held]


def _ends() -> list[str]:
    networks = [ip_network(one) for one in (*FOURS, *SIXES)]
    both = [address for one in networks for address in (one[0], one[-1])]
    return [str(one) if isinstance(one, IPv4Address) else MACHINE.format(one) for one in both]


HOSTS = [*_ends(), *OF_CLOUDS, *(host for one in SOUGHT for host in (*as_numbers(one), *as_sixes(one)))]
INWARD = list(dict.fromkeys([*(f"https://{host}/" for host in HOSTS), *TRICKS]))
