"""The words of the pages of methods, which frame the method's own, in English and Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wording import workbench
from api.wording.saying import language_for

if TYPE_CHECKING:
    from collections.abc import Mapping

EN = {
    # around the pages
    "skip": "To the text", "main_menu": "Main menu", "all_processes": "Processes", "portfolio": "Portfolio",
    "methods": "Methods",
    "workbench": "Workbench", "me": "You: {name}", "unsigned": "Without accounts",
    "foot": "What is published here never changes: another text is another version.",
    # the list
    "methods_help": (
        "The ways of working together that can be followed here. Each says what is asked of whom, who decides and "
        "who sees what."
    ),
    "methods_none": "There is no method here that you may read.",
    "version": "Version {version}", "published": "published {when}", "other_versions": "Other versions",
    "newest": "the newest", "older": "There is a newer version: {version}.", "write_one": "Write or change a method",
    "open_in_workbench": "Open in the workbench",
    # a method
    "about": "What this is for", "source": "After", "contents": "On this page",
    "consent_lead": (
        "Whoever takes part in a process by this method works by the rules on this page, and nobody can skip one "
        "of them. Read it before you agree to it."
    ),
    "invited_lead": (
        "You read this because you were invited to a process that goes by these rules. Reading it accepts nothing."
    ),
    "back_to_invitation": "Back to the invitation",
    "phases": "What happens, step by step",
    "phases_help": "The process goes through these phases. It goes on only where what the gate asks is met.",
    "always": "In every phase", "purpose": "Purpose", "guidance": "How to go about it", "at_table": "At the table",
    "asked_here": "What is written here", "decided_here": "What is decided here", "by_whom": "by {who}",
    "ways_on": "How it goes on", "gate_asks": "What the gate asks", "owed_by": "Whose turn: {who}",
    "people": "Who takes part", "people_help": "These are the roles, and who comes to have them.",
    "asked": "What is asked of whom",
    "asked_help": (
        "All that is written down, by whom, and who sees it once it is shared. What is not shared yet only its own "
        "side sees."
    ),
    "case": "Asked when a process is opened",
    "decisions": "How decisions are made", "decisions_none": "Nothing is put to the vote.",
    "rights": "Who may do what to the process as a whole",
    "sight": "Who sees what",
    "sight_help": (
        "Each kind of record and decision, and who sees it. What somebody may not see shows nowhere: not in lists, "
        "counts, mail or files."
    ),
    "sight_what": "What", "sight_who": "Who sees it", "sight_more": "Beside that",
    "ends": "How it can end", "terms": "Terms", "terms_help": "What has to be done by when.", "glossary": "Words",
    "diagram": "The picture",
    "diagram_help": (
        "All phases from top to bottom, with the gates between them. All that is in the picture stands in words on "
        "this page too."
    ),
    "file": "The file of the method, as it was published",
    "print_hint": "This page can be printed, or saved as a file to send along.",
    # people
    "role_of_party": "Of each party", "role_apart": "Outside the parties", "role_neutral": "Takes no side",
    "role_named_by": "Named by {who}", "role_accepted_by": "Only with the consent of {who}",
    "role_seats": "At most {number} at a time", "role_expires": "For {clock}", "role_alternates": "Can send a stand-in",
    "role_eligible": "Not everybody can have it: the method sets a condition",
    "may_open": "Opens a process", "may_admit": "Lets people and parties join",
    "may_hold": "Puts it on hold, and resumes it",
    "may_extend": "Gives more time", "may_extend_up_to": "{who}, {clock} at most",
    "may_cancel": "Stops it before its time",
    "may_redact": "Has content erased for ever", "may_adopt": "Brings it to another version of the method",
    "may_adopt_after": "{who}, once “{decision}” was accepted", "may_default": "whoever opened it",
    "may_nobody": "nobody",
    "may_waive": "Proposes to do without a condition",
    # records
    "one_per": "One per {each}", "one_only": "One", "many_of": "As many as are needed",
    "written_by": "Written by", "confirmed_by": "Confirmed by", "seen_by": "Seen by", "how_many": "How many",
    "record_expires": "Holds", "record_expires_field": "until the date in “{field}”", "for_so_long": "for {clock}",
    "record_every": "Asked again", "every": "every {clock}", "first_needs": "Only once", "fields": "What it says",
    "sealed_until": "Closed deposit: nobody else reads one before they are all in, one per {each}",
    "unattributed": "Others never see who wrote it", "aggregate": "Others see figures only, never a single answer",
    "aggregate_from": "Others see figures only, from {number} answers on, and never a single one",
    "optional": "may be left empty", "field_sight": "seen by {who} alone", "word_goes_to": "Word goes to {who}",
    "type_line": "a line", "type_text": "text", "type_markdown": "text", "type_whole": "a whole number",
    "type_number": "a number", "type_yes_no": "yes or no", "type_date": "a date", "type_choice": "one of: {options}",
    "type_party": "a party", "type_participant": "somebody who takes part", "type_link": "from “{to}”",
    "type_list": "several", "type_document": "a document",
    # sights
    "sees_public": "everybody, also outside the process", "sees_process": "everybody who takes part",
    "sees_table": "the table ({roles})", "sees_table_bare": "the table", "sees_party": "its own party",
    "sees_owner": "only whoever wrote it", "sees_picked": "the parties that its owner picks",
    # decisions
    "put_by": "Put to the vote by", "voters": "Who votes", "about_what": "About", "rule": "Accepted when",
    "rule_unanimity": "everybody who may vote says yes",
    "rule_consensus": "everybody has answered and nobody blocks it",
    "rule_consent": "everybody has answered and no objection stands",
    "rule_majority_cast": "{share} of the votes cast say yes",
    "rule_majority_eligible": "{share} of all who may vote say yes",
    "more_than": "more than {share}", "at_least": "at least {share}",
    "computed": "a share that follows from the records",
    "rule_most": "the option with the most votes wins",
    "rule_most_several": "the {number} options with the most votes win",
    "rule_one_decides": "one person decides",
    "rule_one_decides_advice": "one person decides, after the advice of {who}",
    "rule_ranking_schulze": (
        "an option wins that beats each other one when voters' rankings are compared two by two (Schulze)"
    ),
    "rule_ranking_instant_runoff": "an option wins once the weakest have dropped out one by one (instant runoff)",
    "rule_star": "the {number} options with the most stars win", "rule_accepted": "a condition of the method is met",
    "ballot": "A vote says", "ballot_yes_no": "yes or no", "ballot_choice": "one of the options",
    "ballot_ranking": "the options in order of preference", "ballot_approval": "each option that one can live with",
    "ballot_stars": "stars for each option", "ballot_number": "a number from {low} to {high}",
    "quorum": "Counts only if", "quorum_share": "{share} of those who may vote have voted",
    "abstain_no": "Abstaining is not possible", "weighted": "Votes can differ in weight, as the method says",
    "open_for": "Time to vote", "window": "from {begin} until {end}", "silence": "Who says nothing",
    "silence_blocks": "keeps it from being accepted", "silence_abstains": "counts as abstaining",
    "silence_consents": "counts as consenting", "secret": "The vote is secret: nobody ever sees who voted what",
    "sealed": "Votes are shown once the vote is closed, and not before", "ratified_by": "Then ratified by",
    "ratify_within": "{who}, within {clock}", "reason": "With a reason", "reason_for": "for {answers}",
    "objections": "Objections are written down as", "tie": "A tie is settled as the method says",
    "gate_first": "Before that", "answer_yes": "yes", "answer_no": "no", "answer_object": "an objection",
    "answer_abstain": "abstaining", "answer_block": "a block", "answer_stand_aside": "standing aside",
    # terms
    "term_of": "“{phase}”: {clock}", "term_all": "The process as a whole: {clock}", "term_due": "{text}: {clock}",
    "term_vote": "Voting on “{decision}”: {clock}", "remind": "reminded {periods} before",
    "terms_none": "No term is set.",
}  # fmt: skip
NL = {
    "skip": "Naar de tekst", "main_menu": "Hoofdmenu", "all_processes": "Processen", "portfolio": "Portfolio",
    "methods": "Methoden",
    "workbench": "Werkbank", "me": "U: {name}", "unsigned": "Zonder accounts",
    "foot": "Wat hier is gepubliceerd, verandert nooit: een andere tekst is een andere versie.",
    "methods_help": (
        "De manieren van samenwerken die hier gevolgd kunnen worden. Elke methode zegt wat van wie wordt gevraagd, "
        "wie besluit en wie wat ziet."
    ),
    "methods_none": "Er is hier geen methode die u mag lezen.",
    "version": "Versie {version}", "published": "gepubliceerd {when}", "other_versions": "Andere versies",
    "newest": "de nieuwste", "older": "Er is een nieuwere versie: {version}.",
    "write_one": "Een methode schrijven of wijzigen",
    "open_in_workbench": "Openen in de werkbank",
    "about": "Waar dit voor is", "source": "Naar", "contents": "Op deze pagina",
    "consent_lead": (
        "Wie meedoet aan een proces volgens deze methode, werkt volgens de regels op deze pagina, en niemand kan "
        "er een overslaan. Lees ze voordat u ermee instemt."
    ),
    "invited_lead": (
        "U leest dit omdat u bent uitgenodigd voor een proces met deze regels. Met lezen aanvaardt u niets."
    ),
    "back_to_invitation": "Terug naar de uitnodiging",
    "phases": "Wat er gebeurt, stap voor stap",
    "phases_help": "Het proces doorloopt deze fasen. Het gaat alleen verder als is voldaan aan wat de poort vraagt.",
    "always": "In elke fase", "purpose": "Doel", "guidance": "Hoe pakt u het aan", "at_table": "Aan tafel",
    "asked_here": "Wat hier wordt opgeschreven", "decided_here": "Wat hier wordt besloten", "by_whom": "door {who}",
    "ways_on": "Hoe het verdergaat", "gate_asks": "Wat de poort vraagt", "owed_by": "Aan zet: {who}",
    "people": "Wie meedoen", "people_help": "Dit zijn de rollen, en hoe iemand die krijgt.",
    "asked": "Wat van wie wordt gevraagd",
    "asked_help": (
        "Alles wat wordt opgeschreven, door wie, en wie het ziet zodra het is gedeeld. Wat nog niet is gedeeld, "
        "ziet alleen de eigen kant."
    ),
    "case": "Gevraagd bij het openen van een proces",
    "decisions": "Hoe besluiten worden genomen", "decisions_none": "Er wordt niets in stemming gebracht.",
    "rights": "Wie wat mag met het proces als geheel",
    "sight": "Wie wat ziet",
    "sight_help": (
        "Elk soort stuk en besluit, en wie het ziet. Wat iemand niet mag zien, blijkt nergens: niet in lijsten, "
        "aantallen, mail of bestanden."
    ),
    "sight_what": "Wat", "sight_who": "Wie het ziet", "sight_more": "Daarnaast",
    "ends": "Hoe het kan eindigen", "terms": "Termijnen", "terms_help": "Wat wanneer gedaan moet zijn.",
    "glossary": "Woorden",
    "diagram": "De tekening",
    "diagram_help": (
        "Alle fasen van boven naar beneden, met de poorten ertussen. Alles wat in de tekening staat, staat ook in "
        "woorden op deze pagina."
    ),
    "file": "Het bestand van de methode, zoals het is gepubliceerd",
    "print_hint": "Deze pagina kunt u afdrukken, of als bestand bewaren en meesturen.",
    "role_of_party": "Van elke partij", "role_apart": "Buiten de partijen", "role_neutral": "Kiest geen partij",
    "role_named_by": "Aangewezen door {who}", "role_accepted_by": "Alleen met instemming van {who}",
    "role_seats": "Hoogstens {number} tegelijk", "role_expires": "Voor {clock}",
    "role_alternates": "Kan een vervanger sturen",
    "role_eligible": "Niet iedereen kan dit zijn: de methode stelt een voorwaarde",
    "may_open": "Opent een proces", "may_admit": "Laat mensen en partijen toe",
    "may_hold": "Legt het stil, en laat het weer lopen",
    "may_extend": "Geeft meer tijd", "may_extend_up_to": "{who}, hoogstens {clock}",
    "may_cancel": "Stopt het voortijdig",
    "may_redact": "Laat inhoud voorgoed wissen", "may_adopt": "Brengt het naar een andere versie van de methode",
    "may_adopt_after": "{who}, nadat “{decision}” is aangenomen", "may_default": "wie het opende",
    "may_nobody": "niemand",
    "may_waive": "Stelt voor om een voorwaarde te laten vallen",
    "one_per": "Eén per {each}", "one_only": "Eén", "many_of": "Zoveel als nodig",
    "written_by": "Geschreven door", "confirmed_by": "Bevestigd door", "seen_by": "Gezien door", "how_many": "Hoeveel",
    "record_expires": "Geldt", "record_expires_field": "tot de datum in “{field}”", "for_so_long": "voor {clock}",
    "record_every": "Opnieuw gevraagd", "every": "elke {clock}", "first_needs": "Pas als", "fields": "Wat erin staat",
    "sealed_until": "Gesloten inleg: niemand anders leest er een voordat ze er allemaal zijn, één per {each}",
    "unattributed": "Anderen zien nooit wie het schreef",
    "aggregate": "Anderen zien alleen cijfers, nooit één antwoord",
    "aggregate_from": "Anderen zien alleen cijfers, vanaf {number} antwoorden, en nooit één antwoord",
    "optional": "mag leeg blijven", "field_sight": "alleen gezien door {who}", "word_goes_to": "Bericht naar {who}",
    "type_line": "een regel", "type_text": "tekst", "type_markdown": "tekst", "type_whole": "een geheel getal",
    "type_number": "een getal", "type_yes_no": "ja of nee", "type_date": "een datum",
    "type_choice": "een van: {options}",
    "type_party": "een partij", "type_participant": "iemand die meedoet", "type_link": "uit “{to}”",
    "type_list": "meerdere", "type_document": "een document",
    "sees_public": "iedereen, ook buiten het proces", "sees_process": "iedereen die meedoet",
    "sees_table": "de tafel ({roles})", "sees_table_bare": "de tafel", "sees_party": "de eigen partij",
    "sees_owner": "alleen wie het schreef", "sees_picked": "de partijen die de eigenaar kiest",
    "put_by": "In stemming gebracht door", "voters": "Wie stemmen", "about_what": "Over", "rule": "Aangenomen als",
    "rule_unanimity": "iedereen die mag stemmen ja zegt",
    "rule_consensus": "iedereen heeft geantwoord en niemand het blokkeert",
    "rule_consent": "iedereen heeft geantwoord en er geen bezwaar blijft staan",
    "rule_majority_cast": "{share} van de uitgebrachte stemmen ja zegt",
    "rule_majority_eligible": "{share} van allen die mogen stemmen ja zegt",
    "more_than": "meer dan {share}", "at_least": "ten minste {share}", "computed": "een deel dat uit de stukken volgt",
    "rule_most": "een optie de meeste stemmen heeft",
    "rule_most_several": "een optie bij de {number} met de meeste stemmen hoort",
    "rule_one_decides": "één persoon dat besluit",
    "rule_one_decides_advice": "één persoon dat besluit, na advies van {who}",
    "rule_ranking_schulze": (
        "een optie elke andere verslaat als de volgordes van de stemmers twee aan twee worden vergeleken (Schulze)"
    ),
    "rule_ranking_instant_runoff": (
        "een optie overblijft nadat de zwakste een voor een zijn afgevallen (instant runoff)"
    ),
    "rule_star": "een optie bij de {number} met de meeste sterren hoort",
    "rule_accepted": "aan een voorwaarde van de methode is voldaan",
    "ballot": "Een stem zegt", "ballot_yes_no": "ja of nee", "ballot_choice": "een van de opties",
    "ballot_ranking": "de opties op volgorde van voorkeur", "ballot_approval": "elke optie waarmee men kan leven",
    "ballot_stars": "sterren voor elke optie", "ballot_number": "een getal van {low} tot en met {high}",
    "quorum": "Telt alleen als", "quorum_share": "{share} van wie mogen stemmen heeft gestemd",
    "abstain_no": "Onthouden kan niet", "weighted": "Stemmen kunnen verschillend wegen, zoals de methode zegt",
    "open_for": "Tijd om te stemmen", "window": "van {begin} tot {end}", "silence": "Wie niets zegt",
    "silence_blocks": "houdt tegen dat het wordt aangenomen", "silence_abstains": "telt als onthouding",
    "silence_consents": "telt als instemming", "secret": "De stemming is geheim: niemand ziet ooit wie wat stemde",
    "sealed": "Stemmen zijn te zien als de stemming is gesloten, en niet eerder",
    "ratified_by": "Daarna bekrachtigd door",
    "ratify_within": "{who}, binnen {clock}", "reason": "Met een reden", "reason_for": "bij {answers}",
    "objections": "Bezwaren worden opgeschreven als", "tie": "Bij gelijke stand zegt de methode wat telt",
    "gate_first": "Daarvoor", "answer_yes": "ja", "answer_no": "nee", "answer_object": "een bezwaar",
    "answer_abstain": "onthouding", "answer_block": "een blokkade", "answer_stand_aside": "opzij stappen",
    "term_of": "“{phase}”: {clock}", "term_all": "Het proces als geheel: {clock}", "term_due": "{text}: {clock}",
    "term_vote": "Stemmen over “{decision}”: {clock}", "remind": "herinnering {periods} ervoor",
    "terms_none": "Er is geen termijn gesteld.",
}  # fmt: skip
CATALOGS = {"en": EN | workbench.EN, "nl": NL | workbench.NL}


class Words:
    """Says the words of the pages of methods in one language; `language` is the one they are in."""

    def __init__(self, language: str) -> None:
        self.language = language_for(language)
        self._words: Mapping[str, str] = CATALOGS[self.language]

    def __call__(self, word: str, **values: str | int) -> str:
        """Return a phrase, its places filled."""
        return self._words[word].format(**values)
