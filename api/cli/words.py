"""The few words of the command line that participants see, in the languages that Sluis speaks (en, nl).

What a method says comes from the method, and the engine's own sentences from `api.wording`; these frame them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

EN = {
    "and_more": "and {number} more",
    "not_as_told": "Not as the story has it",
    "still_shut": "the gate is shut",
    "visible_tally": "{cast} of {eligible} voted",
    "advice": "advice",
    "as_told": "{steps} steps, {refused} of them refused: everything went as the story has it",
    "by": "by {who}",
    "by_itself": "happens by itself",
    "by_itself_on": "happens by itself on {date}",
    "date": "{day} {month} {year}",
    "decision_accepted": "adopted",
    "decision_lapsed": "lapsed",
    "decision_open": "open",
    "decision_ratified": "ratified",
    "decision_rejected": "rejected",
    "decisions": "Decisions",
    "gate_open": "The gate is open",
    "gate_shut": "The gate is shut: {missing} of {total} to go",
    "late": "late",
    "months": "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec",
    "no_processes": "There are no processes yet.",
    "on_hold": "on hold",
    "used_up": "taken as often as it can be",
    "other_ways": "Other ways from here",
    "past_term": "past its term of {date}",
    "since": "since {date}",
    "state_ended": "ended",
    "state_held": "on hold",
    "state_open": "under way",
    "time": "{hour:02}:{minute:02}",
    "time_passes": "time passes",
    "times": "{number} times",
    "turn": "whose turn: {who}",
    "unknown": "cannot be told yet",
    "waiver_expired": "ended",
    "waiver_granted": "in effect",
    "waiver_proposed": "proposed",
    "waivers": "Waivers",
    "child_open": "Runs: {title}  ·  sluis show {id}",
    "child_ended": "Has run: {title}  ·  {outcome}  ·  sluis show {id}",
    "parent": "Begun by another process  ·  sluis show {id}",
    "rehearsal": "rehearsal",
    "is_rehearsal": "This is a rehearsal: nothing here counts, and it can be deleted whole",
    "taken_in": "Taken in at {phase}; not gone through here: {skipped}",
    "catch_up": "To catch up",
    "until": "until {date}",
    "waits_for": "waits for {phases}",
    "way_back": "back",
}
NL = {
    "and_more": "en nog {number}",
    "not_as_told": "Niet zoals het verhaal het wil",
    "still_shut": "de poort is dicht",
    "visible_tally": "{cast} van {eligible} stemden",
    "advice": "advies",
    "as_told": "{steps} stappen, {refused} daarvan geweigerd: alles ging zoals het verhaal het wil",
    "by": "door {who}",
    "by_itself": "gaat vanzelf",
    "by_itself_on": "gaat vanzelf op {date}",
    "date": "{day} {month} {year}",
    "decision_accepted": "aangenomen",
    "decision_lapsed": "vervallen",
    "decision_open": "open",
    "decision_ratified": "bekrachtigd",
    "decision_rejected": "verworpen",
    "decisions": "Besluiten",
    "gate_open": "De poort is open",
    "gate_shut": "De poort is dicht: nog {missing} van {total}",
    "late": "te laat",
    "months": "jan feb mrt apr mei juni juli aug sept okt nov dec",
    "no_processes": "Er zijn nog geen processen.",
    "on_hold": "ligt stil",
    "used_up": "zo vaak gezet als het kan",
    "other_ways": "Andere wegen vanaf hier",
    "past_term": "over de termijn van {date}",
    "since": "sinds {date}",
    "state_ended": "beëindigd",
    "state_held": "ligt stil",
    "state_open": "loopt",
    "time": "{hour:02}.{minute:02} uur",
    "time_passes": "de tijd verstrijkt",
    "times": "{number} keer",
    "turn": "aan zet: {who}",
    "unknown": "nog niet te bepalen",
    "waiver_expired": "verlopen",
    "waiver_granted": "geldt",
    "waiver_proposed": "voorgesteld",
    "waivers": "Ontheffingen",
    "child_open": "Loopt: {title}  ·  sluis show {id}",
    "child_ended": "Afgerond: {title}  ·  {outcome}  ·  sluis show {id}",
    "parent": "Begonnen vanuit een ander proces  ·  sluis show {id}",
    "rehearsal": "oefening",
    "is_rehearsal": "Dit is een oefening: niets hier telt, en alles kan worden verwijderd",
    "taken_in": "Ingestroomd bij {phase}; hier niet doorlopen: {skipped}",
    "catch_up": "In te halen",
    "until": "tot {date}",
    "waits_for": "wacht op {phases}",
    "way_back": "terug",
}
CATALOGS = {"en": EN, "nl": NL}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, with dates in one time zone."""

    language: str
    zone: str = "UTC"

    def __call__(self, word: str, **values: object) -> str:
        """Return a word or sentence with its values filled in."""
        return CATALOGS.get(self.language, EN)[word].format(**values)

    def day(self, at: str | datetime) -> str:
        """Return the day of an instant, as people in its zone call it."""
        return self.date(self.local(at).date())

    def date(self, on: date) -> str:
        """Return a date in words."""
        return self("date", day=on.day, month=self("months").split()[on.month - 1], year=on.year)

    def time(self, at: str | datetime) -> str:
        """Return the time of day of an instant."""
        local = self.local(at)
        return self("time", hour=local.hour, minute=local.minute)

    def local(self, at: str | datetime) -> datetime:
        """Return an instant in the zone of the process; text is ISO 8601 with an offset."""
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        return instant.astimezone(ZoneInfo(self.zone))
