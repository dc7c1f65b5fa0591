"""Nobody turns the sender inwards: hundreds of addresses, by a record of what this process looks up and connects to."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.access.targets import parsed
from engine.outbox.wire import Answer, Wire
from tests.engine.access.inward import HERE, HOSTS, INWARD, NAMES, PORTS_IN_DISGUISE, as_numbers, as_sixes
from tests.engine.access.test_targets import INNER, PORTS, UNSEALED, WRONG
from tests.receiving import an_ear

pytestmark = pytest.mark.P14
ALL = {*INNER, *WRONG, *PORTS, *UNSEALED, *INWARD, *PORTS_IN_DISGUISE}
WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname")
BODY = b"{}"
_records: list[list[tuple[str, object]]] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event in WATCHED:
        for one in _records:
            one.append((event, arguments[1] if event == "socket.connect" else arguments[0]))


sys.addaudithook(_hear)  # which cannot be taken away, and does nothing while nobody keeps a record


@contextmanager
def reached() -> Iterator[list[tuple[str, object]]]:
    """Record what this process looks up and connects to, by whatever library."""
    record: list[tuple[str, object]] = []
    _records.append(record)
    try:
        yield record
    finally:
        _records.remove(record)


def is_an_address(host: str) -> bool:
    """Tell whether this machine takes a host for an address, without asking anybody."""
    try:
        return bool(socket.getaddrinfo(host.strip("[]"), 443, flags=socket.AI_NUMERICHOST))
    except (OSError, UnicodeError):
        return False


def test_of_hundreds_of_addresses_inside_none_is_looked_up_or_connected_to() -> None:
    with an_ear() as ear, reached() as record:
        at_ear = {url.removesuffix("/") + f":{ear.port}/" for url in (f"https://{host}/" for host in HOSTS)}
        wire = Wire()
        told = {url: wire.post(url, {}, BODY) for url in (*ALL, *at_ear)}

        assert len(ALL) >= 300
        assert {url: one for url, one in told.items() if one != Answer("inner")} == {}
        assert record == []
        time.sleep(0.1)
        assert ear.count == 0


def test_names_that_stand_for_addresses_inside_are_not_connected_to() -> None:
    wire = Wire(resolve=lambda host, _port: [NAMES[host]])
    with an_ear() as ear, reached() as record:
        for name, address in NAMES.items():
            assert wire.post(f"https://{name}:{ear.port}/", {}, BODY) == Answer("unreachable"), (name, address)

        assert record == []
        time.sleep(0.1)
        assert ear.count == 0


def test_what_passes_as_a_name_is_no_address_to_this_machine() -> None:
    assert [name for name in NAMES if is_an_address(name)] == []


def test_an_address_that_the_first_look_lets_pass_is_seen_by_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.outbox.wire.read_target", lambda url, _inner: parsed(url))
    hosts, wire = [one for one in HOSTS if is_an_address(one)], Wire()
    with an_ear() as ear, reached() as record:
        told = {host: wire.post(f"https://{host}:{ear.port}/", {}, BODY).why for host in hosts}

        assert set(told.values()) <= {"unreachable", "inner"}  # some cannot be parsed, and are sent nowhere either
        assert sum(why == "unreachable" for why in told.values()) > 150
        assert [one for one in record if one[0] == "socket.connect"] == []
        time.sleep(0.1)
        assert ear.count == 0


def test_control_without_either_look_they_lead_to_who_listens_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.outbox.wire.read_target", lambda url, _inner: parsed(url))
    monkeypatch.setattr("engine.outbox.wire.is_outer", lambda _address: True)
    hosts = [one for one in (*as_numbers(HERE), *as_sixes(HERE)) if is_an_address(one)]
    with an_ear() as ear, reached() as record:
        for host in hosts:
            if "." in host or host.isalnum():  # one of the sixth version may lead off this machine
                Wire(seconds=2).post(f"http://{host}:{ear.port}/", {}, BODY)

        assert (HERE, ear.port) in [address for event, address in record if event == "socket.connect"]
        time.sleep(0.1)
        assert ear.count > 5
