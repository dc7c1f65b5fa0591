"""The command line: exit 0 when the answer is yes, 1 when it is no, 2 for wrong use.

What is heavy is imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from api.cli.members import show_mail, token, user
from api.cli.organisations import organisation, process
from api.cli.terminal import Unanswered, complain

app = typer.Typer(
    name="sluis",
    help="A workflow engine for people who facilitate collaboration.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(user, name="user", rich_help_panel=None)
app.add_typer(token, name="token", rich_help_panel=None)
app.add_typer(organisation, name="organisation", rich_help_panel=None)
app.add_typer(process, name="process", rich_help_panel=None)
app.command("mail")(show_mail)

Json = Annotated[bool, typer.Option("--json", help="Report as JSON.")]
Language = Annotated[Optional[str], typer.Option("--language", help="en or nl; else that of the process.")]  # noqa: UP045 - Typer reads it
As = Annotated[Optional[str], typer.Option("--as", metavar="ACTOR", help="Who acts, by id (sluis show ID --people).")]  # noqa: UP045 - the same
MethodFile = Annotated[Path, typer.Argument(metavar="FILE", help="A method file.")]
ProcessId = Annotated[str, typer.Argument(metavar="ID", help="A process.")]


def main() -> None:
    """Run the command line."""
    try:
        app()
    except Unanswered as answer:
        complain(answer.sentence, answer.help)
        sys.exit(answer.code)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A folder; this one when left out.")] = Path(),
) -> None:
    """Make a folder with a small method that works, scenarios, and a README that teaches in ten minutes."""
    from api.cli.starting import begin_in

    begin_in(folder)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
    as_json: Json = False,
) -> None:
    """Say what is wrong with methods, and where; and warn of what may be."""
    from api.cli.author import check_files

    check_files(files, strict=strict, as_json=as_json)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a method file, for completion in an editor."""
    from api.cli.terminal import say_json
    from engine.language import method_schema

    say_json(method_schema())


@app.command()
def play(
    file: MethodFile,
    scenario: Annotated[Optional[str], typer.Option("--scenario", help="Tell this scenario, by name.")] = None,  # noqa: UP045 - Typer reads it
    go_on: Annotated[bool, typer.Option("--go-on", help="Act yourself from the end of the scenario on.")] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Act yourself, with the real engine under a clock of its own; or tell a scenario step by step."""
    from api.cli.terminal import is_terminal

    if not as_json and is_terminal() and (go_on or scenario is None):
        from api.cli.acting import act_in

        act_in(file, scenario, language)
        return
    from api.cli.playing import play_scenario

    play_scenario(file, scenario, language, as_json=as_json)


@app.command("test")
def try_scenarios(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    coverage: Annotated[bool, typer.Option("--coverage", help="Name what no scenario shows.")] = False,
    junit: Annotated[Optional[Path], typer.Option("--junit", metavar="FILE", help="Write a JUnit report too.")] = None,  # noqa: UP045 - Typer reads it
    as_json: Json = False,
) -> None:
    """Try the scenarios of methods, and say how much of each method they show."""
    from api.cli.testing import try_files

    try_files(files, junit, coverage=coverage, as_json=as_json)


@app.command()
def draw(
    file: Annotated[Optional[Path], typer.Argument(metavar="FILE", help="A method file.")] = None,  # noqa: UP045 - Typer reads it
    process: Annotated[Optional[str], typer.Option("--process", metavar="ID", help="A process in its place.")] = None,  # noqa: UP045 - the same
    language: Annotated[Optional[str], typer.Option("--language", help="One the method has; else its first.")] = None,  # noqa: UP045 - the same
    form: Annotated[str, typer.Option("--format", help="svg, text (the same in words), mermaid or dot.")] = "svg",
    width: Annotated[Optional[int], typer.Option("--width", help="Of the SVG; 390 for a phone.")] = None,  # noqa: UP045 - Typer reads it
    output: Annotated[Optional[Path], typer.Option("--output", metavar="FILE", help="Where to; else printed.")] = None,  # noqa: UP045 - the same
    actor: As = None,
) -> None:
    """Draw a method, or where a process stands: phases, tracks, gates with what they ask, who acts, ways back, ends."""
    from api.cli.drawing import Wanted, draw_either

    draw_either(file, process, Wanted(language, form, width, output), actor)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A method file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Its newer version.")],
    language: Annotated[Optional[str], typer.Option("--language", help="In which the method is quoted.")] = None,  # noqa: UP045 - Typer reads it
    as_json: Json = False,
) -> None:
    """Say what changed between two versions of a method, and what it means for running processes."""
    from api.cli.comparing import compare_files

    compare_files(old, new, language, as_json=as_json)


@app.command()
def prove(
    file: MethodFile,
    seed: Annotated[int, typer.Option("--seed", help="Other names and ids; the same seed finds the same.")] = 0,
    effort: Annotated[
        int | None, typer.Option("--effort", min=1, help="How often the engine is asked at most.")
    ] = None,
    scenarios: Annotated[Path | None, typer.Option("--scenarios", metavar="DIR", help="Write the runs there.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Leave out the stories.")] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Find a run to every end with the real engine, tell them as stories, and say what cannot be reached and why."""
    from api.cli.proving import prove_method

    prove_method(file, seed, effort, scenarios, language, stories=not brief, as_json=as_json)


@app.command()
def serve(
    demo: Annotated[bool, typer.Option("--demo", help="Serve three processes of the shipped method.")] = False,
    port: Annotated[Optional[int], typer.Option("--port", min=0, max=65_535)] = None,  # noqa: UP045 - Typer reads it
    database: Annotated[Optional[str], typer.Option("--database", metavar="URL")] = None,  # noqa: UP045 - the same
) -> None:
    """Serve the HTTP interface on this machine, until it is stopped."""
    from api.cli.serving import serve_here

    serve_here(demo=demo, port=port, database=database)


@app.command()
def upgrade() -> None:
    """Bring the database to this release before servers start, by the role of SLUIS_MIGRATE_URL."""
    from api.cli.upgrading import upgrade_database

    upgrade_database()


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say how the database, the files and the settings are; exit 1 where something is a fault."""
    from api.cli.doctoring import look_over

    look_over(as_json=as_json)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder to be made; there may be none yet.")],
    as_json: Json = False,
) -> None:
    """Copy the whole database into a folder, while the server works."""
    from api.cli.backing_up import back_up

    back_up(folder, as_json=as_json)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A backup.")],
    erasures: Annotated[
        Path | None, typer.Option("--erasures", metavar="FILE", help="The newest list of what was erased.")
    ] = None,
    knowingly: Annotated[
        bool, typer.Option("--without-newer-erasures", help="What was erased after the backup may come back.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make the database of a backup, where there is none, and erase again what was erased since."""
    from api.cli.backing_up import restore_from

    restore_from(folder, erasures, knowingly=knowingly, as_json=as_json)


@app.command()
def publish(
    file: MethodFile,
    strict: Annotated[bool, typer.Option("--strict", help="Publish nothing that has a warning.")] = False,
    as_json: Json = False,
) -> None:
    """Publish a method; warn of what may be wrong with it."""
    from api.cli.processes import publish_method

    publish_method(file, strict=strict, as_json=as_json)


@app.command()
def processes(
    method: Annotated[Optional[str], typer.Option("--method")] = None,  # noqa: UP045 - Typer reads it
    state: Annotated[Optional[str], typer.Option("--state", help="open, held or ended")] = None,  # noqa: UP045 - the same
    language: Annotated[Optional[str], typer.Option("--language", help="en or nl; else that of the method.")] = None,  # noqa: UP045 - the same
    rehearsal: Annotated[bool | None, typer.Option("--rehearsals/--no-rehearsals", help="Only these, or none.")] = None,
    archived: Annotated[bool, typer.Option("--archived", help="Only those that were put away.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Those that were put away too.")] = False,
    as_json: Json = False,
) -> None:
    """List the processes, the newest first; those that were put away only where that is asked."""
    from api.cli.processes import Narrowed, list_processes

    if archived and every:
        raise Unanswered("--archived and --all list two things: ask for one at a time")
    which = "true" if archived else "all" if every else None
    list_processes(Narrowed(method, state, rehearsal, which), language, as_json=as_json)


@app.command()
def show(
    process: ProcessId,
    language: Language = None,
    actor: As = None,
    people: Annotated[bool, typer.Option("--people", help="List who takes part, with the ids.")] = False,
    records: Annotated[bool, typer.Option("--records", help="List what was recorded, with ids and versions.")] = False,
    as_json: Json = False,
) -> None:
    """Show where a process stands, what its gate still needs and whose turn it is."""
    from api.cli.processes import show_process

    if people and records:
        raise Unanswered("--people and --records list two things: ask for one at a time")
    show_process(
        process, language, actor, part="participants" if people else "records" if records else "", as_json=as_json
    )


@app.command()
def do(
    process: Annotated[str, typer.Argument(metavar="ID", help="A process, or new to open one.")],
    command: Annotated[
        str, typer.Argument(metavar="COMMAND", help="open, join, record, share … (docs/reference/commands.md).")
    ],
    values: Annotated[Optional[list[str]], typer.Argument(metavar="key=value…")] = None,  # noqa: UP045 - Typer reads it
    actor: As = None,
    role: Annotated[Optional[str], typer.Option("--role", help="In which role, where the actor has several.")] = None,  # noqa: UP045 - Typer reads it
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen; write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Do something: sluis do ID move move=deepen --as ACTOR, or sluis do new open method=M title=T name=N."""
    from api.cli.doing import do_command

    do_command(process, command, values or [], actor, role, dry_run=dry_run, as_json=as_json)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An exported log.")],
    key: Annotated[Optional[str], typer.Option("--key", metavar="HEX", help="The key you were told in person.")] = None,  # noqa: UP045 - Typer reads it
    against: Annotated[
        Optional[list[Path]],  # noqa: UP045 - Typer reads it
        typer.Option("--against", metavar="FILE", help="A checkpoint or export kept earlier; can be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell whether an exported log is what was written. Needs no server and no database."""
    from api.cli.verifying import verify_file

    verify_file(file, key, against or [], as_json=as_json)


@app.command()
def log(process: ProcessId, language: Language = None, actor: As = None, as_json: Json = False) -> None:
    """Tell what happened in a process."""
    from api.cli.chronicle import show_log

    show_log(process, language, actor, as_json=as_json)


@app.command()
def export(  # noqa: PLR0913, PLR0917 - as many as it has options
    process: ProcessId,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="json (the log, to verify), ocel (for process mining), csv (tables), ics (a calendar), "
            "own (what it holds about whoever asks), html, pdf or docx (a report to read).",
        ),
    ] = "json",
    table: Annotated[Optional[str], typer.Option("--table", help="Of csv: this table alone, such as log.")] = None,  # noqa: UP045 - Typer reads it
    separator: Annotated[Optional[str], typer.Option("--separator", help="Of csv: comma or semicolon.")] = None,  # noqa: UP045 - the same
    decision: Annotated[
        str | None, typer.Option("--decision", metavar="RUN", help="Of html, pdf and docx: of this vote alone.")
    ] = None,
    output: Annotated[Optional[Path], typer.Option("--output", metavar="FILE", help="Where to; else printed.")] = None,  # noqa: UP045 - the same
    language: Language = None,
    actor: As = None,
) -> None:
    """Take a process along, as its reader may see it."""
    from api.cli.exporting import Wanted, export_process

    export_process(process, Wanted(form, table, separator, decision, language), output, actor)
