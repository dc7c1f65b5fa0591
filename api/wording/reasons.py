"""Why a search for runs of a method did not come somewhere, by the word for the reason; in English and Dutch."""

from __future__ import annotations

EN = {
    "no-move": "no move leads there",
    "never-there": "the search never came to the phase '{what}', or not to stay there",
    "unmet": "no way was found to meet the condition '{what}'",
    "not-open": "'{what}' cannot be written or decided in the phases where the search was then",
    "nobody": "nobody could be found to act as '{what}', or all who can have done so",
    "outcome": "no way of voting that was tried lets '{what}' come out as it must",
    "ratify": "'{what}' could not be ratified by all",
    "refused": "something it needs was refused ({what})",
    "yields": "the clock takes it only where nobody can move on otherwise; holds, votes and tracks keep it",
    "not-taken": "it was not taken, though nothing was found to be missing",
    "untried": "not tried; a higher --effort may help",
    "stopped": "the search stopped before this was tried",
    "no-case": "no case was found in which this condition is asked",
    "always-met": "it was met wherever it was asked, and nothing was found that undoes it",
    "never-met": "nothing was found that meets it where it is asked",
    "cannot-open": "no case was found with which a process can be opened",
}
NL = {
    "no-move": "geen stap leidt daarheen",
    "never-there": "het zoeken kwam nooit in de fase '{what}', of kon er niet blijven",
    "unmet": "er is geen manier gevonden om te voldoen aan de voorwaarde '{what}'",
    "not-open": "'{what}' kan niet worden geschreven of besloten in de fasen waar het zoeken toen was",
    "nobody": "er is niemand gevonden die kan handelen als '{what}', of wie dat kunnen, hebben het al gedaan",
    "outcome": "bij geen van de geprobeerde stemmingen komt '{what}' uit zoals nodig is",
    "ratify": "'{what}' kon niet door allen worden bekrachtigd",
    "refused": "iets wat ervoor nodig is, werd geweigerd ({what})",
    "yields": (
        "de klok zet die stap alleen als niemand anders verder kan; een pauze, stemming of ander spoor houdt hem tegen"
    ),
    "not-taken": "de stap is niet gezet, terwijl er niets bleek te ontbreken",
    "untried": "niet geprobeerd; met een grotere --effort lukt het misschien",
    "stopped": "het zoeken hield op voordat dit was geprobeerd",
    "no-case": "er is geen geval gevonden waarin naar deze voorwaarde wordt gevraagd",
    "always-met": "er was overal aan voldaan waar ernaar werd gevraagd, en er is niets gevonden dat het ongedaan maakt",
    "never-met": "er is niets gevonden dat eraan voldoet waar ernaar wordt gevraagd",
    "cannot-open": "er is geen geval gevonden waarmee een proces kan worden geopend",
}
CATALOGS = {"en": EN, "nl": NL}
