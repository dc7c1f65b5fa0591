"""The words of documents for people: agreements and reports, in English and Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wording.saying import language_for

if TYPE_CHECKING:
    from api.wording.process import Words

EN = {
    "kind_agreement": "Agreement document", "kind_decision": "Document of a decision",
    "kind_report": "Report of the process",
    "made_for": "Made for {who}.", "made_for_nobody": "Made for a reader who takes no part.",
    "made_at": "As of revision {revision} of what this reader may see, of {when}.",
    "made_shows": "It shows what this reader may see, and may leave out what others see.",
    "process": "Process", "method": "Method", "state": "State", "opened": "Opened", "put": "Put to the vote",
    "closed": "Closed", "ratified": "Ratified", "changed": "Last change", "about": "About", "chosen": "Chosen",
    "what": "What it is about", "what_agreed": "What was agreed", "what_none": "It is about no text that was recorded.",
    "what_unseen": "It is also about a text that this reader may not see.",
    "what_gone": "The text of this version cannot be shown here any more.",
    "version_named": "{what}, version {number}", "digest": "Commitment of this text in the log:",
    "now_is": "The text has changed since: version {number} is {state}.",
    "how": "Who decided, and how", "rule": "Rule", "voters": "Who votes", "eligible": "Entitled to vote",
    "quorum": "Quorum", "quorum_is": "at least {share} of those entitled have to vote",
    "silence": "Who stays silent", "silence_blocks": "blocks", "silence_abstains": "abstains",
    "silence_consents": "agrees", "ballots": "Votes", "ballots_sealed": "unseen until the vote is closed",
    "ballots_secret": "secret, also afterwards",
    "rule_unanimity": "unanimity: all who may vote say yes",
    "rule_consensus": "consensus: everybody answers and nobody blocks",
    "rule_consent": "consent: everybody answers and no valid objection stands",
    "rule_majority_over": "majority: more than {share} of {of}",
    "rule_majority_least": "majority: at least {share} of {of}",
    "of_cast": "the votes cast", "of_eligible": "all who may vote",
    "rule_most": "the most votes", "rule_most_several": "the most votes, for {number} winners",
    "rule_one_decides": "one decides", "rule_one_decides_advice": "one decides, after advice was heard",
    "rule_ranking": "ranking ({way})", "rule_star": "stars, for {number} winners",
    "rule_accepted": "adopted if: {condition}",
    "result": "How the votes fell", "votes": "Votes and reasons", "votes_none": "This reader sees no single vote.",
    "reason": "Because: {text}", "objections": "Objections and what became of them",
    "objections_none": "No objection was raised that this reader may see.", "advice": "Advice",
    "ratification": "Ratification, party by party", "answered": "Answer", "who": "Who", "conditions": "Conditions",
    "owed": "has yet to answer", "runs": "Other times it was put to the vote",
    "phases": "Phases", "phase": "Phase", "entered": "Entered",
    "due": "Until", "gates_passed": "Steps, and their gates condition by condition",
    "parties": "Parties", "party": "Party", "joined": "Joined", "left": "Left",
    "people": "Who took part, in which role", "name": "Name", "roles": "Roles",
    "remarks": "Remarks",
    "decisions": "Decisions", "decisions_none": "Nothing was put to the vote.", "waivers": "Waivers",
    "waivers_none": "No condition was waived.", "holds": "Holds", "holds_none": "It was never on hold.",
    "hold_now": "{text}, since {when}, still going on", "open": "What is open", "nothing_open": "Nothing is open.",
    "records": "What was recorded", "records_none": "Nothing that this reader may see.",
    "lenses": "How the answers lie apart", "step_back": "back", "taken_in": "Taken in at: {phase}",
    "done": "Conditions met", "done_of": "{done} of {total} conditions ahead",
    "link_html": "Page to keep",
    "link_pdf": "PDF", "link_docx": "Word", "keep": "To keep or to print",
    "keep_seat": "Files are made for whoever signs in; from a chosen seat, print this page.",
}  # fmt: skip
NL = {
    "kind_agreement": "Akkoorddocument", "kind_decision": "Document van een besluit",
    "kind_report": "Verslag van het proces",
    "made_for": "Gemaakt voor {who}.", "made_for_nobody": "Gemaakt voor een lezer die niet meedoet.",
    "made_at": "Naar de stand van revisie {revision} van wat deze lezer mag zien, van {when}.",
    "made_shows": "Het toont wat deze lezer mag zien, en kan weglaten wat anderen zien.",
    "process": "Proces", "method": "Methode", "state": "Toestand", "opened": "Geopend", "put": "In stemming gebracht",
    "closed": "Gesloten", "ratified": "Bekrachtigd", "changed": "Laatste wijziging", "about": "Over",
    "chosen": "Gekozen", "what": "Waarover het gaat", "what_agreed": "Wat is afgesproken",
    "what_none": "Het gaat over geen vastgelegde tekst.",
    "what_unseen": "Het gaat ook over een tekst die deze lezer niet mag zien.",
    "what_gone": "De tekst van deze versie kan hier niet meer worden getoond.",
    "version_named": "{what}, versie {number}", "digest": "Vastlegging van deze tekst in het logboek:",
    "now_is": "De tekst is daarna gewijzigd: versie {number} is {state}.",
    "how": "Wie besliste, en hoe", "rule": "Regel", "voters": "Wie stemt", "eligible": "Stemgerechtigd",
    "quorum": "Quorum", "quorum_is": "ten minste {share} van de stemgerechtigden moet stemmen",
    "silence": "Wie zwijgt", "silence_blocks": "houdt tegen", "silence_abstains": "onthoudt zich",
    "silence_consents": "stemt in", "ballots": "Stemmen", "ballots_sealed": "niet te zien tot de stemming sluit",
    "ballots_secret": "geheim, ook daarna",
    "rule_unanimity": "unanimiteit: alle stemgerechtigden zeggen ja",
    "rule_consensus": "consensus: iedereen antwoordt en niemand houdt tegen",
    "rule_consent": "consent: iedereen antwoordt en er staat geen geldig bezwaar",
    "rule_majority_over": "meerderheid: meer dan {share} van {of}",
    "rule_majority_least": "meerderheid: ten minste {share} van {of}",
    "of_cast": "de uitgebrachte stemmen", "of_eligible": "alle stemgerechtigden",
    "rule_most": "de meeste stemmen", "rule_most_several": "de meeste stemmen, voor {number} winnaars",
    "rule_one_decides": "één beslist", "rule_one_decides_advice": "één beslist, nadat advies is gehoord",
    "rule_ranking": "rangschikking ({way})", "rule_star": "sterren, voor {number} winnaars",
    "rule_accepted": "aangenomen als: {condition}",
    "result": "Hoe de stemmen vielen", "votes": "Stemmen en redenen",
    "votes_none": "Deze lezer ziet geen losse stemmen.",
    "reason": "Reden: {text}", "objections": "Bezwaren en wat ermee gebeurde",
    "objections_none": "Er is geen bezwaar ingebracht dat deze lezer mag zien.", "advice": "Advies",
    "ratification": "Bekrachtiging, partij voor partij", "answered": "Antwoord", "who": "Wie",
    "conditions": "Voorwaarden", "owed": "moet nog antwoorden", "runs": "Andere keren dat erover is gestemd",
    "phases": "Fasen", "phase": "Fase", "entered": "Begonnen",
    "due": "Tot", "gates_passed": "Stappen, met hun poort voorwaarde voor voorwaarde",
    "parties": "Partijen", "party": "Partij", "joined": "Erbij sinds",
    "left": "Weg sinds", "people": "Wie meedeed, in welke rol", "name": "Naam", "roles": "Rollen",
    "remarks": "Bijzonderheden",
    "decisions": "Besluiten", "decisions_none": "Er is nergens over gestemd.",
    "waivers": "Ontheffingen", "waivers_none": "Geen voorwaarde is ontheven.", "holds": "Keren dat het stillag",
    "holds_none": "Het heeft nooit stilgelegen.", "hold_now": "{text}, sinds {when}, en nog steeds",
    "open": "Wat openstaat", "nothing_open": "Er staat niets open.",
    "records": "Wat is vastgelegd", "records_none": "Niets dat deze lezer mag zien.",
    "lenses": "Hoe de antwoorden uiteenlopen", "step_back": "terug", "taken_in": "Ingestapt bij: {phase}",
    "done": "Vervulde voorwaarden", "done_of": "{done} van {total} voorwaarden vooruit",

    "link_html": "Pagina om te bewaren", "link_pdf": "PDF", "link_docx": "Word", "keep": "Bewaren of afdrukken",
    "keep_seat": "Bestanden zijn er voor wie zich aanmeldt; druk vanaf een gekozen plek deze pagina af.",
}  # fmt: skip
CATALOGS = {"en": EN, "nl": NL}


def report_words(language: str) -> Words:
    """Return what says the words of documents in a language, English where there is no other."""
    words = CATALOGS[language_for(language)]

    def say(word: str, **values: str | int) -> str:
        return words[word].format(**values)

    return say
