"""The words of pictures of methods, which frame the method's own, by what is meant (English and Dutch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wording.saying import language_for
from engine.authoring.drawing import Tongue

if TYPE_CHECKING:
    from engine.language import Method

EN = {
    "questions": "how what when where which who why",
    "a": "a {noun}", "an": "an {noun}", "and": "and", "or": "or", "party": "party", "participant": "participant",
    "one_party": "one party", "other_party": "another party",
    "version": "Version {version}",
    # who
    "at_least_so_many": "{number} of the role {role}", "each_party": "each party", "anyone": "anyone who takes part",
    "oneself": "whoever takes the role", "nobody": "nobody", "role_of_each_party": "{role} of each party",
    "every_holder": "every {role}", "role_of_pair": "{role} of the party concerned",
    "named_in_records": "whoever is named in the records", "writer_of": "whoever wrote the {record}",
    # when
    "year_one": "1 year", "year_many": "{number} years", "month_one": "1 month", "month_many": "{number} months",
    "day_one": "1 day", "day_many": "{number} days", "hour_one": "1 hour", "hour_many": "{number} hours",
    "minute_one": "1 minute", "minute_many": "{number} minutes", "second_one": "1 second",
    "second_many": "{number} seconds", "working_day_one": "1 working day", "working_day_many": "{number} working days",
    "after_so_long": "after {length}",
    "after_event": "{length} after {moments}", "after_day": "{length} after {moments}",
    "before_event": "{length} before {moments}", "before_day": "{length} before {moments}",
    "at_event": "when {moments}", "at_day": "on {moments}", "at_first_of": "at the first of these: {moments}",
    "until_event": "until {moments}", "until_day": "until {moments}",
    "until_first_of": "until the first of these: {moments}",
    "moment_shared_at": "“{thing}” is shared", "moment_confirmed_at": "“{thing}” is confirmed",
    "moment_changed_at": "“{thing}” is changed", "moment_opened_at": "“{thing}” is put to the vote",
    "moment_closed_at": "“{thing}” is closed", "moment_ended_at": "“{thing}” has ended",
    "moment_entered_at": "“{thing}” is entered", "moment_ratified_at": "“{thing}” is ratified",
    "moment_starts_at": "the meeting begins",
    # phases
    "side_by_side": "{number} tracks side by side",
    "only_where_it_applies": "Only in cases to which it applies",
    "only_where_is": "Only where “{field}” is {answer}", "answer_yes": "yes", "answer_no": "no",
    "term": "Term: {clock}",
    "held_while_not": "On hold whenever this is not so: {gate}",
    "told_while_not": "When this is no longer so, word goes to {who}: {gate}",
    "moved_while_not": "When this is no longer so ({gate}), {when}: {move}",
    "runs": "Runs a process of its own: {title}",
    "runs_each": "Runs a process of its own for each {each}: {title}",
    "runs_where": "Only where it is needed",
    "runs_in_turn": "One after the other",
    "runs_and_resumes": "Its end can bring this process to {phases}",
    "runs_and_holds": "Meanwhile everything else is on hold",
    # moves
    "on_to": "On to {phase}", "back_to": "Back to {phase}", "once_more": "Again from its beginning: {phase}",
    "to_end": "End: {end}",
    "track_is_done": "End of track {phase}", "phases_are_done": "{phase} is done",
    "taken_by": "By: {who}", "taken_when_open": "By itself, as soon as the gate opens", "taken_by_itself": "By itself",
    "taken_at_term": "By the clock, when the term is over", "taken_by_clock": "By the clock: {when}",
    "waits_for_all": "Waits for every track", "waits_for": "Waits for {tracks} alone",
    "waits_for_none": "Interrupts the tracks",
    "with_reason": "With a reason", "at_most_one": "Once at most", "at_most_many": "{number} times at most",
    "lapses": "Then lapse: {things}",
    "lapses_partly": "{thing} (only those concerned)", "tells": "Told: {who}",
    "from_everywhere": "From every phase", "from_every_phase_inside": "From every phase in it",
    # gates
    "condition_one": "1 condition", "condition_many": "{number} conditions",
    "advice_one": "1 piece of advice", "advice_many": "{number} pieces of advice",
    "shut_as_long_as": "Shut as long as:", "shut_as_long_as_all": "Shut as long as all of this is so:",
    "one_of": "one of these is so:", "all_of": "all of this is so:", "advice": "advice only",
    "enough": "enough: {asked}",
    "gate_is_open": "The gate is open", "gate_is_shut": "The gate is shut: {missing} to go",
    "met_of": "{met} of {total} met", "of_which_waived": "{met} of {total} met, {waived} of which by a waiver",
    "cannot_be_told": "cannot be told yet", "one_is_enough": "one of these is enough:",
    "still_waits_for": "Still waits for {tracks}",
    "child_runs": "Under way: {title}", "child_has_run": "Has ended: {title}, {outcome}",
    "and_more": "and {number} more",
    # ends and standing
    "end_success": "a good end", "end_failure": "not achieved", "end_cancelled": "stopped",
    "ends": "Ends", "reached": "this is how it ended",
    "status_now": "here we are", "status_late": "here we are, past the term",
    "status_done": "done", "status_passed": "not gone through", "status_ahead": "",
    "rehearsal": "A rehearsal, nothing here counts", "state_open": "Under way", "state_held": "On hold",
    "state_ended": "Ended",
    # in one sentence
    "phase_one": "one phase", "phase_many": "{number} phases one after the other",
    "end_one": "one end", "end_many": "{number} ends",
    "way_back_one": "one way back", "way_back_many": "{number} ways back",
}  # fmt: skip
NL = {
    "questions": "hoe waar waaraan waarom waarvoor wanneer wat welk welke wie",
    "a": "een {noun}", "an": "een {noun}", "and": "en", "or": "of", "party": "partij", "participant": "deelnemer",
    "one_party": "de ene partij", "other_party": "een andere partij",
    "version": "Versie {version}",
    # who
    "at_least_so_many": "{number} keer {role}", "each_party": "elke partij", "anyone": "iedereen die meedoet",
    "oneself": "wie de rol op zich neemt", "nobody": "niemand", "role_of_each_party": "{role} van elke partij",
    "every_holder": "elke {role}", "role_of_pair": "{role} van de partij in kwestie",
    "named_in_records": "wie in de stukken is genoemd", "writer_of": "wie dit schreef: {record}",
    # when
    "year_one": "1 jaar", "year_many": "{number} jaar", "month_one": "1 maand", "month_many": "{number} maanden",
    "day_one": "1 dag", "day_many": "{number} dagen", "hour_one": "1 uur", "hour_many": "{number} uur",
    "minute_one": "1 minuut", "minute_many": "{number} minuten", "second_one": "1 seconde",
    "second_many": "{number} seconden", "working_day_one": "1 werkdag", "working_day_many": "{number} werkdagen",
    "after_so_long": "na {length}",
    "after_event": "{length} nadat {moments}", "after_day": "{length} na {moments}",
    "before_event": "{length} voordat {moments}", "before_day": "{length} vóór {moments}",
    "at_event": "zodra {moments}", "at_day": "op {moments}", "at_first_of": "zodra het eerste hiervan er is: {moments}",
    "until_event": "totdat {moments}", "until_day": "tot {moments}",
    "until_first_of": "tot het eerste hiervan er is: {moments}",
    "moment_shared_at": "“{thing}” is gedeeld", "moment_confirmed_at": "“{thing}” is bevestigd",
    "moment_changed_at": "“{thing}” is gewijzigd", "moment_opened_at": "“{thing}” in stemming is gebracht",
    "moment_closed_at": "“{thing}” is gesloten", "moment_ended_at": "“{thing}” is afgelopen",
    "moment_entered_at": "“{thing}” is begonnen", "moment_ratified_at": "“{thing}” is bekrachtigd",
    "moment_starts_at": "de bijeenkomst begint",
    # phases
    "side_by_side": "{number} sporen naast elkaar",
    "only_where_it_applies": "Alleen in gevallen waarop het van toepassing is",
    "only_where_is": "Alleen als “{field}” {answer} is", "answer_yes": "ja", "answer_no": "nee",
    "term": "Termijn: {clock}",
    "held_while_not": "Ligt stil zodra dit niet meer geldt: {gate}",
    "told_while_not": "Geldt dit niet meer, dan gaat er bericht naar {who}: {gate}",
    "moved_while_not": "Geldt dit niet meer ({gate}), dan {when}: {move}",
    "runs": "Start een eigen proces: {title}",
    "runs_each": "Start per {each} een eigen proces: {title}",
    "runs_where": "Alleen waar het nodig is",
    "runs_in_turn": "Een voor een",
    "runs_and_resumes": "Het einde daarvan kan dit proces naar {phases} brengen",
    "runs_and_holds": "Al het andere ligt intussen stil",
    # moves
    "on_to": "Naar {phase}", "back_to": "Terug naar {phase}", "once_more": "Opnieuw vanaf het begin: {phase}",
    "to_end": "Einde: {end}",
    "track_is_done": "Einde van spoor {phase}", "phases_are_done": "{phase} is klaar",
    "taken_by": "Door: {who}", "taken_when_open": "Vanzelf, zodra de poort opengaat", "taken_by_itself": "Vanzelf",
    "taken_at_term": "Door de klok, als de termijn om is", "taken_by_clock": "Door de klok: {when}",
    "waits_for_all": "Wacht op elk spoor", "waits_for": "Wacht alleen op {tracks}",
    "waits_for_none": "Onderbreekt de sporen",
    "with_reason": "Met een reden", "at_most_one": "Hoogstens één keer", "at_most_many": "Hoogstens {number} keer",
    "lapses": "Dan vervalt: {things}",
    "lapses_partly": "{thing} (alleen wat dit aangaat)", "tells": "Bericht aan: {who}",
    "from_everywhere": "Vanuit elke fase", "from_every_phase_inside": "Vanuit elke fase hierin",
    # gates
    "condition_one": "1 voorwaarde", "condition_many": "{number} voorwaarden",
    "advice_one": "1 advies", "advice_many": "{number} adviezen",
    "shut_as_long_as": "Dicht zolang:", "shut_as_long_as_all": "Dicht zolang dit alles zo is:",
    "one_of": "een van deze zo is:", "all_of": "dit alles zo is:", "advice": "alleen advies",
    "enough": "genoeg: {asked}",
    "gate_is_open": "De poort is open", "gate_is_shut": "De poort is dicht: nog {missing} te gaan",
    "met_of": "{met} van {total} vervuld", "of_which_waived": "{met} van {total} vervuld, {waived} door ontheffing",
    "cannot_be_told": "nog niet te bepalen", "one_is_enough": "een van deze is genoeg:",
    "still_waits_for": "Wacht nog op {tracks}",
    "child_runs": "Loopt: {title}", "child_has_run": "Afgelopen: {title}, {outcome}",
    "and_more": "en nog {number}",
    # ends and standing
    "end_success": "goed afgelopen", "end_failure": "niet gelukt", "end_cancelled": "gestopt",
    "ends": "Einde", "reached": "zo liep het af",
    "status_now": "hier zijn we", "status_late": "hier zijn we, over de termijn",
    "status_done": "geweest", "status_passed": "niet doorlopen", "status_ahead": "",
    "rehearsal": "Een oefening, niets hier telt", "state_open": "Loopt", "state_held": "Ligt stil",
    "state_ended": "Beëindigd",
    # in one sentence
    "phase_one": "één fase", "phase_many": "{number} fasen achter elkaar",
    "end_one": "één einde", "end_many": "{number} manieren om te eindigen",
    "way_back_one": "één weg terug", "way_back_many": "{number} wegen terug",
}  # fmt: skip
CATALOGS = {"en": EN, "nl": NL}


def tongue_for(method: Method, *wanted: str | None) -> Tongue:
    """Return the words for a picture in the first wanted language that the method has, else in its own first."""
    language = method.language(*wanted)
    return Tongue(language, CATALOGS[language_for(language)], method.declared)
