"""P16: servers are replaced, and tables upgraded, beneath callers who send again: nobody is failed, nothing is lost."""

from __future__ import annotations

import signal
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import create_engine

from engine.journal.migrate import alembic_config, upgrade_server
from engine.journal.postgres import libpq_url
from tests.api.cli.running import YES, sluis
from tests.postgres import OWNER, SERVANT, as_role
from tests.promises.rolling import Callers, begun, lost_or_doubled, two_doors, wrong_in_chains
from tests.promises.test_upgrades import CutOff, cut_at

if TYPE_CHECKING:
    from random import Random

    from tests.postgres import Server
    from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P16
REPLACED, MEANWHILE = 2, 15
CHAINS, PHASES, LENGTH = 4, 6, timedelta(seconds=1)
BEFORE = ("0007", "0008", "0009", "0010")
"""Schemas to which tables can be taken back without a word of a process being lost: what came since is of other things.
"""


def upgrade(url: str) -> None:
    """Upgrade as whoever runs it does: by the role that owns the tables."""
    done = sluis("upgrade", SLUIS_DATABASE_URL=url, SLUIS_MIGRATE_URL=as_role(url, OWNER))
    assert done.returncode == YES, done.stderr


def take_back(url: str, revision: str) -> None:
    """Let the tables be those of an earlier release, with all that happened in processes."""
    engine, config = create_engine(as_role(url, OWNER)), alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def cut_off(url: str, chance: Random) -> None:
    """Begin to upgrade, and be cut off at some statement."""
    owner = libpq_url(as_role(url, OWNER))
    with cut_at(chance.randrange(4, 50)), pytest.raises(CutOff):
        upgrade_server(owner, "the database", SERVANT)


def test_servers_that_are_replaced_one_after_the_other_fail_no_caller_who_sends_again(
    postgres: Server, rounds: Rounds
) -> None:
    for chance in rounds(REPLACED, each=REPLACED):
        url = postgres.database()
        processes, chains = begun(url, CHAINS, PHASES)
        with two_doors(url) as both, closing(Callers(both, processes, str(chance.random()))) as callers:
            for one in both:
                one.open()
            with callers.under_way():
                for one in both:
                    callers.wait_for(MEANWHILE)
                    one.shut(chance.choice([signal.SIGTERM, signal.SIGTERM, signal.SIGKILL]))
                    callers.wait_for(MEANWHILE)
                    upgrade(url)
                    one.open()
                callers.wait_for(MEANWHILE)
            callers.send_again()
            print(f"{len(callers.told)} keys; heard {dict(callers.heard)}")
        assert callers.wrong == []
        assert callers.told.keys() == callers.sent.keys()
        assert lost_or_doubled(url, callers) == []
        assert wrong_in_chains(url, chains, PHASES, LENGTH) == []


def test_tables_that_are_upgraded_while_no_server_is_there_fail_no_caller_who_sends_again(
    postgres: Server, rounds: Rounds
) -> None:
    """As the guide has it: servers stop, the tables become this release's, servers start; an upgrade is cut off too."""
    for chance in rounds(1):
        url = postgres.database()
        processes, chains = begun(url, CHAINS, PHASES)
        with two_doors(url) as both, closing(Callers(both, processes, str(chance.random()))) as callers:
            for one in both:
                one.open()
            with callers.under_way():
                callers.wait_for(MEANWHILE)
                for one in both:
                    one.shut()
                take_back(url, chance.choice(BEFORE))
                cut_off(url, chance)
                upgrade(url)
                for one in both:
                    one.open()
                callers.wait_for(MEANWHILE)
            callers.send_again()
            print(f"{len(callers.told)} keys; heard {dict(callers.heard)}")
        assert callers.wrong == []
        assert callers.heard["ConnectError"] > 0
        assert callers.told.keys() == callers.sent.keys()
        assert lost_or_doubled(url, callers) == []
        assert wrong_in_chains(url, chains, PHASES, LENGTH) == []
