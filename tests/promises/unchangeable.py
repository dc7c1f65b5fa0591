"""What no statement may change, told to the database itself: whoever tries is refused, and the commands never try."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine import Engine
    from engine.journal.store import Connection

REFUSED = "what was cannot be changed"
# Content may be opened to more readers (`label`), and deleted once an event says that it is erased. A rehearsal may be
# deleted whole.
FIXED = "commitment, organisation, process, about, salt, bytes"
CHANGES = (
    ("event", "UPDATE"), ("event", "DELETE"), ("method", "UPDATE"), ("method", "DELETE"),
    ("content", f"UPDATE OF {FIXED}"), ("content", "DELETE"),
)  # fmt: skip
PRACTICE = "SELECT 1 FROM process WHERE id=OLD.process AND rehearsal"
TELLS = "SELECT 1 FROM event WHERE process=OLD.process AND type='ContentRedacted' AND"


def forbid_changes(engine: Engine, connection: Connection) -> None:
    """Let a database refuse every change of what was."""
    if engine._journal.store.shares:  # noqa: SLF001 - the two databases say it differently
        _forbid_on_postgres(connection)
    else:
        _forbid_on_sqlite(connection)


def _forbid_on_postgres(connection: Connection) -> None:
    told = f"{TELLS} strpos(convert_from(skeleton, 'UTF8'), encode(OLD.commitment, 'hex')) > 0"
    erased = (
        f"IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'content' THEN IF EXISTS ({told}) THEN RETURN OLD; END IF; END IF;"
    )
    practice = (
        "IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('content', 'event') THEN"
        f" IF EXISTS ({PRACTICE}) THEN RETURN OLD; END IF; END IF;"
    )
    never = f"$$ BEGIN {erased} {practice} RAISE EXCEPTION '{REFUSED}'; END $$"
    connection.execute(f"CREATE FUNCTION never() RETURNS trigger AS {never} LANGUAGE plpgsql")
    for number, (table, change) in enumerate(CHANGES):
        what = f"BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION never()"
        connection.execute(f"CREATE TRIGGER never_{number} {what}")


def _forbid_on_sqlite(connection: Connection) -> None:
    told = f"{TELLS} instr(CAST(skeleton AS TEXT), lower(hex(OLD.commitment))) > 0"
    for number, (table, change) in enumerate(CHANGES):
        may = {("content", "DELETE"): [told, PRACTICE], ("event", "DELETE"): [PRACTICE]}.get((table, change), [])
        when = f"WHEN {' AND '.join(f'NOT EXISTS ({one})' for one in may)}" if may else ""
        never = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        connection.execute(f"CREATE TRIGGER never_{number} BEFORE {change} ON {table} {when} {never}")
