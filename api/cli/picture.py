"""Draws where a process stands: the phases, the gates ahead with what is missing, whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from api.cli.terminal import cleaned, say
from api.cli.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = {"done": ("✓", "done"), "now": ("▶", "now"), "ahead": ("·", "ahead"), "passed": ("–", "ahead")}
VERDICTS = {
    "met": ("✓", "met"),
    "unmet": ("○", "missing"),
    "unknown": ("?", "unknown"),
    "waived": ("–", "soft"),
    "not_applicable": ("–", "soft"),
}
OPEN = ("unmet", "unknown")
MOST = 12


def draw(out: Console, told: dict[str, Any], words: Words) -> None:
    """Draw progress as HTTP tells it."""
    told = cleaned(told)
    state = told["end"]["title"] if told["end"] else words(f"state_{told['state']}")
    say(out, Text.assemble((told["title"], "title"), (f"  ·  {told['method']['title']}  ·  {state}", "soft")))
    if told["rehearsal"]:
        say(out, Text(words("is_rehearsal"), style="late"))
    _taken_in(out, told, words)
    _parent(out, told, words)
    out.print()
    draw_phases(out, told, words)
    _children(out, told, words)
    _holds(out, told, words)
    _gates(out, told, words)
    _moves(out, told, words)
    _decisions(out, told, words)
    _waivers(out, told, words)
    _catch_up(out, told, words)


def _taken_in(out: Console, told: dict[str, Any], words: Words) -> None:
    if known := told["taken_in"]:
        skipped = ", ".join(one["name"] for one in known["skipped"])
        say(out, Text(words("taken_in", phase=known["phase"]["name"], skipped=skipped), style="soft"))


def _parent(out: Console, told: dict[str, Any], words: Words) -> None:
    if known := told["parent"]:
        say(out, Text(words("parent", id=known["id"]), style="soft"))


def _children(out: Console, told: dict[str, Any], words: Words) -> None:
    """Say what phases run and have run, and how each is looked at."""
    for one in told["children"]:
        words_for = "child_ended" if one["outcome"] else "child_open"
        line = words(words_for, title=one["title"], id=one["id"], outcome=one["outcome_title"] or "")
        say(out, Text(line, style="soft" if one["outcome"] else "title"), by=2)


def draw_phases(out: Console, told: dict[str, Any], words: Words) -> None:
    """Draw the map of phases, those inside one another set in."""
    for phase in told["phases"]:
        mark, style = MARKS[phase["status"]]
        dates = (_dates(phase, words), "late" if phase["overdue"] else "soft")
        line = Text.assemble((phase["title"], style), dates)
        say(out, line, by=2 + 2 * phase["path"].count("."), mark=Text(f"{mark} ", style=style))


def _dates(phase: dict[str, Any], words: Words) -> str:
    if phase["status"] != "now":
        return ""
    told = [words("since", date=words.day(phase["entered_at"]))]
    if phase["due_at"]:
        told.append(words("past_term" if phase["overdue"] else "until", date=words.day(phase["due_at"])))
    return f"  {', '.join(told)}"


def _ahead(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the moves that lead on; those of the whole process (without a phase before them) are ways out."""
    return [move for move in told["moves"] if not move["back"] and "." in move["id"]]


def _holds(out: Console, told: dict[str, Any], words: Words) -> None:
    """Say what holds the process now, since when, and what ends it."""
    for one in told["holds"]:
        if one["ended_at"] is not None:
            continue
        out.print()
        since = words("since", date=words.day(one["began_at"]))
        until = f", {words('until', date=words.day(one['until']))}" if one["until"] else ""
        say(out, Text.assemble((one["text"], "late"), (f"  {since}{until}", "soft")))
        if one["reason"]:
            say(out, Text(one["reason"], style="soft"), by=2)
        for condition in (one["gate"] or {"conditions": []})["conditions"]:
            _condition(out, condition, words, 2)


def draw_gates(out: Console, told: dict[str, Any], words: Words) -> None:
    """Draw the gates ahead, and what holds the process now."""
    _holds(out, told, words)
    _gates(out, told, words)


def _gates(out: Console, told: dict[str, Any], words: Words) -> None:
    for move in _ahead(told):
        out.print()
        heading = _heading(move, words)
        say(out, Text.assemble((move["title"], "title"), (f"  {heading}", "met" if move["open"] else "missing")))
        for condition in (move["gate"] or {"conditions": []})["conditions"]:
            _condition(out, condition, words, 2)


def _by_itself(move: dict[str, Any], words: Words) -> str:
    """Say when the clock takes a move that nobody takes."""
    due = move["due_at"]
    return words("by_itself_on", date=words.day(due)) if due else words("by_itself")


def _heading(move: dict[str, Any], words: Words) -> str:
    who = ", ".join(one["text"] for one in move["by"])
    if move["waits_for"]:
        return words("waits_for", phases=", ".join(one["name"] for one in move["waits_for"]))
    if not who and move["due_at"]:
        return _by_itself(move, words)
    if move["open"]:
        return f"{words('gate_open')}  ·  {words('by', who=who) if who else _by_itself(move, words)}"
    if move["gate"] is None or move["gate"]["met"]:
        return words("used_up" if move["left"] == 0 else "on_hold")
    conditions = [one for one in _single(move["gate"]) if not one["advisory"] and one["verdict"] != "not_applicable"]
    missing = sum(one["verdict"] in OPEN for one in conditions)
    return words("gate_shut", missing=missing, total=len(conditions))


def _single(gate: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the conditions of a gate, those of a gate that it names too: alternatives are one together."""
    for one in gate["conditions"]:
        if one["kind"] == "all" and one["conditions"]:
            yield from _single(one)
        else:
            yield one


def _condition(out: Console, condition: dict[str, Any], words: Words, by: int) -> None:
    mark, style = VERDICTS[condition["verdict"]]
    advice = f" ({words('advice')})" if condition["advisory"] else ""
    name, before = called(condition, words), Text(f"{mark} ", style=style)
    if condition["verdict"] not in OPEN:
        say(out, Text.assemble((name, "soft"), _need(condition), (advice, "soft")), by=by, mark=before)
    elif condition["kind"] != "condition":
        say(out, Text(name + advice, style=style), by=by, mark=before)
        inner = condition["conditions"] or [one for each in condition["subjects"] for one in each["conditions"]]
        for one in inner[:MOST]:
            _condition(out, one, words, by + 2)
    else:
        for missing in condition["missing"][:MOST]:
            _missing(out, missing, words, by, advice)
        if len(condition["missing"]) > MOST:
            say(out, Text(words("and_more", number=len(condition["missing"]) - MOST), style="soft"), by=by + 2)


def called(condition: dict[str, Any], words: Words) -> str:
    """Return what a condition is called; without a title of one that is met: what is missing no longer."""
    text = condition["text"] or condition["id"].replace("_", " ")
    if condition["kind"] != "condition" or condition["verdict"] in OPEN or not condition["text"]:
        return str(text)
    if condition["verdict"] == "met":
        return condition["title"] or words("no_longer", text=text)
    return f"{words('verdict_' + condition['verdict'])}: {text}"


def _missing(out: Console, missing: dict[str, Any], words: Words, by: int, advice: str) -> None:
    mark, style = VERDICTS[missing["verdict"]]
    unknown = f" ({words('unknown')})" if missing["verdict"] == "unknown" else ""
    line = Text.assemble(missing["text"], (advice + unknown, "soft"))
    say(out, line, by=by, mark=Text(f"{mark} ", style=style))
    who = ", ".join(one["text"] for one in missing["owed_by"])
    turn = words("turn", who=who) if who else ""
    due = words("until", date=words.day(missing["due_at"])) if missing["due_at"] else ""
    if turn or due:
        say(out, Text("  ·  ".join(part for part in (turn, due) if part), style="soft"), by=by + 2)


def _need(condition: dict[str, Any]) -> Text:
    need = condition["need"]
    return Text(f"  {need['met']}/{need['of']}" if need else "", style="soft")


def _moves(out: Console, told: dict[str, Any], words: Words) -> None:
    others = [move for move in told["moves"] if move not in _ahead(told)]
    if not others:
        return
    out.print()
    say(out, Text(words("other_ways"), style="title"))
    for move in others:
        back = f"  {words('way_back')}" if move["back"] else ""
        shut = "" if move["open"] else f"  {words('still_shut')}"
        who = ", ".join(one["text"] for one in move["by"])
        say(out, Text.assemble(move["title"], (f"  {who}{back}{shut}", "soft")), by=2)


def _decisions(out: Console, told: dict[str, Any], words: Words) -> None:
    if not told["decisions"]:
        return
    out.print()
    say(out, Text(words("decisions"), style="title"))
    for one in told["decisions"]:
        tally = words(
            "visible_tally", cast=one["tally"]["eligible"] - one["tally"]["silent"], eligible=one["tally"]["eligible"]
        )
        state, won = words(f"decision_{one['state']}"), ", ".join(one["chosen"])
        line = Text.assemble(f"{one['title']}  ", (state, "done"), f"  {won}" if won else "", (f"  {tally}", "soft"))
        say(out, line, by=2)


def _waivers(out: Console, told: dict[str, Any], words: Words) -> None:
    if not told["waivers"]:
        return
    out.print()
    say(out, Text(words("waivers"), style="title"))
    for one in told["waivers"]:
        until = f"  {words('until', date=words.day(one['until']))}" if one["until"] else ""
        state = (words(f"waiver_{one['state']}"), "missing" if one["state"] == "proposed" else "done")
        say(out, Text.assemble(f"{one['text']}  ", state, (until, "soft")), by=2)
        who = ", ".join(owed["text"] for owed in one["owed_by"])
        turn = f"  ·  {words('turn', who=who)}" if who else ""
        say(out, Text(f"{one['reason']}{turn}", style="soft"), by=4)


def _catch_up(out: Console, told: dict[str, Any], words: Words) -> None:
    if not told["catch_up"]:
        return
    out.print()
    say(out, Text(words("catch_up"), style="title"))
    for one in told["catch_up"]:
        term = words("past_term" if one["overdue"] else "until", date=words.day(one["due_at"])) if one["due_at"] else ""
        late = Text(f"  {term}", style="late" if one["overdue"] else "soft")
        say(out, Text.assemble(f"{one['party']['name']}  ", (one["text"], "missing"), late), by=2)
        if who := ", ".join(owed["text"] for owed in one["owed_by"]):
            say(out, Text(words("turn", who=who), style="soft"), by=4)
