"""What `sluis user` and `sluis token` do: on the database itself, as whoever holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from rich.text import Text

from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json, say_whole
from api.client import NoDatabase, file_of
from api.opening import open_engine
from api.places import public_url
from api.routes.access.invitations import invitation_link
from api.routes.access.shapes import told_account, told_invitation, told_token
from api.settings import read_settings
from api.showing.addresses import addresses_of
from api.wording import say_in
from engine import Refusal
from engine.access.accounts import address_of
from engine.access.identity import operator_of
from engine.access.invitations import Wished
from engine.access.tokens import Asked
from engine.errors import NotLetIn, ProcessUnknown, SluisError, StoreLocked
from engine.process.view import Message

if TYPE_CHECKING:
    from api.settings import Settings
    from engine import Engine
    from engine.access.access import Access
    from engine.access.accounts import Account
    from engine.access.identity import Identity, Role, Scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hall:
    """The access of one organisation, in the hands of whoever holds the database."""

    access: Access
    by: Identity
    url: str

    def account(self, email: str) -> Account:
        """Return the account with an address. Raises Unanswered where there is none."""
        wanted = address_of(email)
        found = [one for one in granted(self.access.accounts.all(self.by)) if one.email == wanted]
        if not found:
            raise Unanswered(f"nobody in {self.by.organisation} has the address {email} (sluis user list)", NO)
        return found[0]

    def link(self, email: str) -> str:
        """Return a link by which an account signs in once. Raises Unanswered where it cannot."""
        sent = self.access.links.ask(self.by.organisation, email)
        if sent is None:
            raise Unanswered(f"nobody who may come in has the address {email}", NO)
        return f"{self.url}/sign-in/link?t={sent.secret}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to invite, to what and for how long."""

    email: str
    roles: list[str]
    process: str | None
    participant: str | None
    days: int


@dataclass(frozen=True, slots=True)
class TokenWanted:
    """What a token is to be."""

    email: str
    title: str
    scopes: list[str]
    days: int
    process: str | None


def list_accounts(organisation: str | None, *, as_json: bool) -> None:
    """List the people of an organisation."""
    with hall(organisation) as here:
        found = [told_account(one) for one in granted(here.access.accounts.all(here.by))]
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        out = Text(f"  {', '.join(one.roles) or 'no role'}{'  ·  disabled' if one.disabled_at else ''}", style="soft")
        say_whole(console(), Text.assemble((cleaned(one.email or one.id), "code"), f"  {cleaned(one.name or '')}", out))
    if not found:
        say(console(), "Nobody yet. The first start of `sluis serve` prints a link for the first owner.")


def add_account(organisation: str | None, email: str, name: str, roles: list[str], *, as_json: bool) -> None:
    """Make an account, and print a link to sign in by."""
    with hall(organisation, making=True) as here:
        made = granted(here.access.accounts.make(here.by, email, name, cast("list[Role]", roles)))
        if "owner" in made.roles:  # then nobody becomes the first by a link any more
            here.access.organisations.begin(here.by.organisation)
        _tell_link(here.link(str(made.email)), asdict(told_account(made)), as_json=as_json)


def change_roles(organisation: str | None, email: str, give: list[str], take: list[str], *, as_json: bool) -> None:
    """Give roles and take others."""
    with hall(organisation) as here:
        known = here.account(email)
        for one in cast("list[Role]", give):
            known = granted(here.access.accounts.give_role(here.by, known.id, one))
        for one in cast("list[Role]", take):
            known = granted(here.access.accounts.take_role(here.by, known.id, one))
    _tell(known, as_json=as_json)


def disable_account(organisation: str | None, email: str, *, again: bool, as_json: bool) -> None:
    """Let an account in no more, or again."""
    with hall(organisation) as here:
        accounts = here.access.accounts
        known = granted((accounts.enable if again else accounts.disable)(here.by, here.account(email).id))
    _tell(known, as_json=as_json)


def invite_somebody(organisation: str | None, wanted: Wanted, *, as_json: bool) -> None:
    """Print a link that lets one person in."""
    wished = Wished(wanted.email, cast("tuple[Role, ...]", tuple(wanted.roles)), wanted.process, wanted.participant)
    with hall(organisation, making=True) as here:
        made = granted(here.access.invitations.make(here.by, wished, timedelta(days=wanted.days)))
        link = invitation_link(here.url, made.secret)
    _tell_link(link, asdict(told_invitation(made.invitation)), as_json=as_json)


def print_link(organisation: str | None, email: str, *, as_json: bool) -> None:
    """Print a link by which somebody signs in once."""
    with hall(organisation) as here:
        known = here.account(email)
        _tell_link(here.link(email), asdict(told_account(known)), as_json=as_json)


def show_tokens(organisation: str | None, *, as_json: bool) -> None:
    """List the tokens that hold."""
    with hall(organisation) as here:
        found = [told_token(one) for one in here.access.tokens.of(here.by)]
        emails = {one.id: one.email or one.id for one in granted(here.access.accounts.all(here.by))}
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        used = f"last used {one.used_at:%Y-%m-%d}" if one.used_at else "never used"
        about = f"  {emails[one.account]}  ·  {', '.join(one.scopes)}  ·  until {one.ends_at:%Y-%m-%d}  ·  {used}"
        say_whole(console(), Text.assemble((one.id, "code"), f"  {cleaned(one.title)}", (cleaned(about), "soft")))


def print_token(organisation: str | None, wanted: TokenWanted, *, as_json: bool) -> None:
    """Make a token of an account, and print it this once."""
    scopes = frozenset(cast("Scope", one) for one in wanted.scopes)
    asked = Asked(wanted.title, scopes, timedelta(days=wanted.days), wanted.process)
    with hall(organisation) as here:
        made = granted(here.access.tokens.make(here.by, asked, here.account(wanted.email).id))
        links = addresses_of(made, here.url)
    if as_json:
        say_json({"secret": made.secret, "token": asdict(told_token(made.token)), "links": links})
        return
    for one in links.values() or [made.secret]:
        say_whole(console(), Text(one, style="code"))
    say(console(stderr=True), f"It is shown this once, and holds until {made.token.ends_at:%Y-%m-%d}.")


def end_token(organisation: str | None, identity: str) -> None:
    """End a token at once. Raises Unanswered where there is none of this id."""
    with hall(organisation) as here:
        if not here.access.tokens.end(here.by, identity):
            raise Unanswered(f"there is no token {cleaned(identity)} (sluis token list)", NO)
    say(console(), "It holds no more.")


def granted(answer: T | Refusal) -> T:
    """Return an answer of access. Raises Unanswered where it is a refusal."""
    if isinstance(answer, Refusal):
        raise Unanswered(say_in("en")(Message(answer.message, answer.values)), NO)
    return answer


@contextmanager
def hall(organisation: str | None, *, making: bool = False) -> Iterator[Hall]:
    """Open the database. Only where somebody is added is one, or an organisation in it, made. Raises Unanswered."""
    settings = read_settings()
    wanted = organisation or settings.organisation
    with opened(settings, making=making) as engine:
        organisations = engine.access.organisations
        if organisations.name(wanted) is None:
            if not making:
                raise Unanswered(f"there is no organisation {cleaned(wanted)} here (sluis organisation list)", NO)
            granted(organisations.begin(wanted))
        yield Hall(engine.access, operator_of(wanted), public_url(settings))


@contextmanager
def opened(settings: Settings, *, making: bool = False) -> Iterator[Engine]:
    """Open the database itself; a file that is not there only where it may be made. Raises Unanswered."""
    file = file_of(settings)
    try:
        if file and not making and not file.exists():
            raise NoDatabase(file)
        with open_engine(settings) as engine:
            yield engine
    except NotLetIn as error:
        raise Unanswered("this account is let in no more", NO) from error
    except ProcessUnknown as error:
        raise Unanswered(str(error), NO) from error
    except SluisError as error:
        advice = ["This works on the database itself: stop the server for a moment, or let an owner do it over HTTP"]
        advice.append("(/v1/accounts, /v1/invitations, /v1/tokens, /v1/organisation, /v1/processes).")
        raise Unanswered(str(error), help=advice if isinstance(error, StoreLocked) else []) from error


def _tell(known: Account, *, as_json: bool) -> None:
    told = told_account(known)
    if as_json:
        say_json(asdict(told))
        return
    state = "disabled" if told.disabled_at else ", ".join(told.roles) or "no role"
    say_whole(console(), Text.assemble((cleaned(told.email or told.id), "code"), f"  {state}"))


def _tell_link(link: str, about: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        say_json({"link": link, **about})
        return
    say_whole(console(), Text(link, style="code"))
    ends = about.get("ends_at")
    until = f"until {ends:%Y-%m-%d}" if ends else "within ten minutes"
    say(console(stderr=True), f"This link lets one person in, once, {until}. Hand it to that person alone.")
