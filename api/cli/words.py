"""The few words of the command line that participants see, in the languages that Sluis speaks (en, nl).

What a method says comes from the method, and the engine's own sentences from `api.wording`; these frame them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.wording import acts

EN = acts.EN | {
    "ask_empty": "may be left empty",
    "ask_choice": "one of {options}",
    "ask_list": "several, with commas between",
    "ask_reason": "Reason",
    "ask_text": "Text",
    "ask_wait": "How long, as P7D or PT2H",
    "ask_wait_due": "How long, as P7D or PT2H; Enter: until {date}, when something is due",
    "gate_now": "{verdict}: {text}",
    "no_longer": "no longer: {text}",
    "is_kept": "{file} tells it as a scenario now. Say with 'then' what must be so.",
    "is_over": "The process has ended: {end}",
    "is_there": "{file} is there already; choose another name.",
    "keys": "a number, or w: let time pass · u: take back · g: gates · m: {more} · k NAME: keep · q: stop",
    "less": "less",
    "more": "more",
    "no_such_choice": "There is no {choice} to choose.",
    "not_a_name": "A scenario is called by lower-case letters, digits and underscores.",
    "not_a_length": "{told} is no length of time; write P7D for seven days, PT2H for two hours.",
    "nothing_possible": "Nobody can do anything now; let time pass (w), or take the last back (u).",
    "nothing_to_keep": "Nothing was done yet that a scenario could tell.",
    "nothing_to_undo": "There is nothing to take back.",
    "stopped": "Nothing was kept.",
    "try_out": "You act for everybody. Nothing is kept, unless you keep it as a scenario.",
    "undone": "Taken back.",
    "verdict_met": "met",
    "verdict_not_applicable": "does not apply",
    "verdict_unknown": "cannot be told yet",
    "verdict_unmet": "missing",
    "verdict_waived": "waived",
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
    "no_records": "Nothing was recorded that you may see.",
    "record_erased": "What it said was erased.",
    "version": "version {number}",
    "record_draft": "draft",
    "record_sealed": "sealed",
    "record_shared": "shared",
    "record_confirmed": "confirmed",
    "record_disputed": "disputed",
    "record_lapsed": "lapsed",
    "record_withdrawn": "withdrawn",
    "all_archived": "All that there is was put away: sluis processes --archived",
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
    "not_for_all": "(not everybody may know what happened here)",
    "not_accepted": "not accepted yet",
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
    "archived": "put away",
    "rehearsal": "rehearsal",
    "is_rehearsal": "This is a rehearsal: nothing here counts, and it can be deleted whole",
    "taken_in": "Taken in at {phase}; not gone through here: {skipped}",
    "catch_up": "To catch up",
    "until": "until {date}",
    "waits_for": "waits for {phases}",
    "way_back": "back",
}
NL = acts.NL | {
    "ask_empty": "mag leeg blijven",
    "ask_choice": "een van {options}",
    "ask_list": "meer dan één, met komma's ertussen",
    "ask_reason": "Reden",
    "ask_text": "Tekst",
    "ask_wait": "Hoe lang, als P7D of PT2H",
    "ask_wait_due": "Hoe lang, als P7D of PT2H; Enter: tot {date}, als er iets gebeurt",
    "gate_now": "{verdict}: {text}",
    "no_longer": "niet meer: {text}",
    "is_kept": "{file} vertelt het nu als scenario. Zeg met 'then' wat er dan zo moet zijn.",
    "is_over": "Het proces is afgelopen: {end}",
    "is_there": "{file} is er al; kies een andere naam.",
    "keys": "een getal, of w: tijd · u: neem terug · g: poorten · m: {more} · k NAAM: bewaar · q: stop",
    "less": "minder",
    "more": "meer",
    "no_such_choice": "Er is geen {choice} om te kiezen.",
    "not_a_name": "Een scenario heet met kleine letters, cijfers en onderstrepingstekens.",
    "not_a_length": "{told} is geen lengte van tijd; schrijf P7D voor zeven dagen, PT2H voor twee uur.",
    "nothing_possible": "Niemand kan nu iets doen; laat tijd verstrijken (w), of neem het laatste terug (u).",
    "nothing_to_keep": "Er is nog niets gedaan dat een scenario kan vertellen.",
    "nothing_to_undo": "Er is niets om terug te nemen.",
    "stopped": "Er is niets bewaard.",
    "try_out": "U handelt voor iedereen. Er wordt niets bewaard, tenzij u het als scenario bewaart.",
    "undone": "Teruggenomen.",
    "verdict_met": "gehaald",
    "verdict_not_applicable": "niet van toepassing",
    "verdict_unknown": "nog niet te bepalen",
    "verdict_unmet": "ontbreekt",
    "verdict_waived": "ontheven",
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
    "no_records": "Er is niets vastgelegd dat u mag zien.",
    "record_erased": "Wat erin stond, is gewist.",
    "version": "versie {number}",
    "record_draft": "concept",
    "record_sealed": "verzegeld",
    "record_shared": "gedeeld",
    "record_confirmed": "bevestigd",
    "record_disputed": "betwist",
    "record_lapsed": "vervallen",
    "record_withdrawn": "ingetrokken",
    "all_archived": "Alles wat er is, is opgeborgen: sluis processes --archived",
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
    "not_for_all": "(niet iedereen mag weten wat hier gebeurde)",
    "not_accepted": "nog niet aanvaard",
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
    "archived": "opgeborgen",
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

    def answer(self, word: str) -> str:
        """Return an answer in words, or what was answered where it has none."""
        return CATALOGS.get(self.language, EN).get(f"answer_{word}", word)

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
        try:
            return instant.astimezone(ZoneInfo(self.zone))
        except OverflowError:  # at the ends of the calendar
            return instant
