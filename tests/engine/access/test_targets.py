"""Webhooks go out into the world and never inwards: what is refused by what an address says of itself."""

from __future__ import annotations

import pytest

from engine.access.targets import is_outer, read_target
from engine.process.refusal import Refused
from tests.engine.access.inward import INWARD, PORTS_IN_DISGUISE

pytestmark = pytest.mark.P14
INNER = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.255.255.254/",
    "https://0.0.0.0/",
    "https://0/",
    "https://0.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://10.0.0.1/",
    "https://10.255.255.255/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.0.1/",
    "https://192.168.255.255/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:169.254.169.254]/",
    "https://169.254.170.2/",
    "https://100.100.100.200/",
    "https://100.64.0.1/",
    "https://192.0.0.192/",
    "https://168.63.129.16/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://192.0.2.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://198.18.0.1/",
    "https://192.88.99.1/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::1]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[100::1]/",
    "https://[5f00::1]/",
    "https://[2606:4700::5efe:127.0.0.1]/",
    "https://[fd00::5efe:8.8.8.8]/",
    "https://[fe80::5efe:8.8.8.8]/",
    "https://[fd20:ce::200:5efe:8.8.8.8]/",
    "https://[2002:7f00:1:0:0:5efe:8.8.8.8]/",
    "https://[2001:db8::5efe:8.8.8.8]/",
    "https://[::5efe:8.8.8.8]/",
    "https://[2606:4700::200:5efe:10.0.0.1]/",
    "https://intranet/",
    "https://db/",
    "https://metadata/",
    "https://router/x",
    "https://.example.org/",
    "https://example..org/",
    "https://example.org./",
    "https://127。0。0。1/",
    "https://\uff11\uff12\uff17.0.0.1/",
    "https://1.2.3.4.5/",
    "https://256.256.256.256/",
    "https://0x7f.1/",
    "https://[2606:4700::1%25eth0]/",
    "https://exa%00mple.org/",
]
WRONG = [
    "", "x", "example.org", "//example.org/", "https:", "https://", "https:///x", "https://?x", "ftp://example.org/",
    "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "data:text/plain,x", "unix:///run/docker.sock",
    "https://user@example.org/", "https://user:secret@example.org/", "https://@example.org/", "https://:@example.org/",
    "https://example.org@127.0.0.1/", "https://example.org:80@127.0.0.1/", "https://example.org\\@127.0.0.1/",
    "https://127.0.0.1\\.example.org/", "https://example.org/#x", "https://example.org#@127.0.0.1/",
    "https://example.org /", " https://example.org/", "https://example.org/\r\nHost: inner", "https://example.org/\t",
    "https://example.org\0/", "https://example.org:99999/", "https://example.org:0/", "https://example.org:-1/",
    "https://example.org:x/", "https://[::1/", "https://::1/", "https://①②⑦.⓪.⓪.①/",
    "https://example.org/" + "x" * 1_000, "https://example.org/" + "é" * 900,
    "https://xn--/", "https://" + "a" * 64 + ".example/", "https://example.org/\u202e",
]  # fmt: skip
PORTS = [f"https://example.org:{port}/" for port in (1, 22, 25, 80, 110, 442, 444, 465, 587, 993, 1_023)]
UNSEALED = ["http://example.org/", "http://example.org:443/", "http://127.0.0.1/", "HTTP://example.org/"]


def why(url: str) -> str:
    with pytest.raises(Refused) as no:
        read_target(url)
    assert (no.value.refusal.kind, no.value.refusal.pointer) == ("malformed", "/url")
    return no.value.refusal.message


@pytest.mark.parametrize("url", [*INNER, *(one for one in INWARD if one not in {*INNER, *WRONG})])
def test_an_address_inside_is_refused_however_it_is_written(url: str) -> None:
    assert why(url) in {"url_inner", "url_wrong"}


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_address_to_send_to_is_refused(url: str) -> None:
    assert why(url) in {"url_wrong", "url_inner"}


@pytest.mark.parametrize("url", [*PORTS, *PORTS_IN_DISGUISE])
def test_the_ports_of_other_services_are_refused(url: str) -> None:
    assert why(url) == "url_port"


@pytest.mark.parametrize("url", UNSEALED)
def test_nothing_goes_unsealed(url: str) -> None:
    assert why(url) == "url_https"


@pytest.mark.parametrize(
    ("url", "kept", "host", "port"),
    [
        ("https://example.org", "https://example.org", "example.org", 443),
        ("https://EXAMPLE.org:443/a?b=c", "https://example.org/a?b=c", "example.org", 443),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example", 443),
        ("https://example.org:8443/x", "https://example.org:8443/x", "example.org", 8_443),
        ("https://93.184.215.14/", "https://93.184.215.14/", "93.184.215.14", 443),
        ("https://[2606:4700::1111]:1024/", "https://[2606:4700::1111]:1024/", "2606:4700::1111", 1_024),
        ("https://hook.example/services/T0/B0/x~y", "https://hook.example/services/T0/B0/x~y", "hook.example", 443),
    ],
)
def test_an_address_outside_is_kept_as_it_is_sent_to(url: str, kept: str, host: str, port: int) -> None:
    found = read_target(url)

    assert (found.url, found.host, found.port) == (kept, host, port)
    assert read_target(found.url) == found


@pytest.mark.parametrize("named", ["127.0.0.1", "127.0.0.1:9000"])
def test_a_receiver_inside_that_is_named_is_gone_to_and_no_other(named: str) -> None:
    assert read_target("http://127.0.0.1:9000/x", (named,)).port == 9_000
    for url in ("http://127.0.0.2:9000/", "http://localhost:9000/", "http://10.0.0.1/"):
        with pytest.raises(Refused):
            read_target(url, (named,))
    if ":" in named:
        with pytest.raises(Refused):
            read_target("http://127.0.0.1:9001/x", (named,))


def test_what_may_be_secret_in_an_address_is_no_part_of_its_origin() -> None:
    assert read_target("https://hook.example/T0/B0?key=x").origin == "https://hook.example"
    assert read_target("https://[2606:4700::1111]:1024/x").origin == "https://[2606:4700::1111]:1024"


def test_a_port_is_kept_as_a_number_however_it_is_written() -> None:
    for port in ("+8443", "08443", "8_443", "\u0668\u0664\u0664\u0663"):
        assert read_target(f"https://example.org:{port}/").url == "https://example.org:8443/"


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "11.0.0.1"])
def test_the_world_outside_is_outside(address: str) -> None:
    assert is_outer(address)


@pytest.mark.parametrize(
    "address", ["", "x", "::ffff:8.8.8.8", "::8.8.8.8", "2002:808:808::", "2001::1", "fe80::1%eth0"]
)
def test_what_leads_elsewhere_than_it_says_is_not(address: str) -> None:
    assert not is_outer(address)
