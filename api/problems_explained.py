"""What each type of problem means and what to do about it, in the languages of the pages."""

from __future__ import annotations

EXPLAINED = {
    "en": {
        "gate-shut": (
            "The move or decision has a gate, and a condition of it is not met. The answer lists each condition, "
            "for whom it is missing and whose turn it is. Supply what is missing, then try again."
        ),
        "not-open-here": "Records and decisions are open in the phases that name them, and nowhere else.",
        "not-yours": (
            "The method says who may do this. The answer names the role; with `as` you say in which of your roles "
            "you act. A role that must be accepted counts only once it is."
        ),
        "unknown-thing": (
            "The command names something that is not in this process. Look up its id in the parts of the process."
        ),
        "stale-version": "The command names a version that is not the current one. Read the record again.",
        "not-now": (
            "This can be done, but not from where the process is now: a track is unfinished, votes are missing, "
            "or the move starts elsewhere."
        ),
        "rule": "A rule of the method or of Sluis forbids this. The answer says which.",
        "process-ended": "The process has ended. It can be read, not changed.",
        "malformed": "The request does not have the shape it must have. `errors` or `pointer` says where.",
        "unknown": "There is nothing here, or nothing that you may see. The two answers are the same on purpose.",
        "view-changed": (
            "You sent `If-Match`, and what you based the command on has changed. Read again and decide anew."
        ),
        "key-reused": "An idempotency key belongs to one command. Use a new key for another command.",
        "version-taken": (
            "This id and version are published with other content. Give the changed method a new version."
        ),
        "method-invalid": "The method file has errors. `errors` lists each with its line and column.",
        "busy": "The server cannot take this now. Try again after the seconds in `Retry-After`.",
        "outcome-unknown": (
            "The commit failed midway, and the command may have been written. Send it again with the same "
            "idempotency key."
        ),
        "too-large": "A body may have 1 MiB, a method file 256 KiB.",
        "unsupported-media": "Commands are `application/json`, method files `application/yaml`.",
        "method-not-allowed": "The resource exists but does not answer to this HTTP method.",
        "refused-origin": (
            "This release has no access control. It answers on this machine only, and takes no commands from "
            "pages of other sites."
        ),
    },
    "nl": {
        "gate-shut": (
            "De stap of het besluit heeft een poort, en daarvan is een voorwaarde niet vervuld. Het antwoord "
            "noemt elke voorwaarde, voor wie zij ontbreekt en wie aan zet is. Vul aan wat ontbreekt en probeer "
            "het opnieuw."
        ),
        "not-open-here": "Stukken en besluiten zijn open in de fasen die ze noemen, en nergens anders.",
        "not-yours": (
            "De methode zegt wie dit mag. Het antwoord noemt de rol; met `as` zegt u in welke van uw rollen u "
            "handelt. Een rol die moet worden aanvaard, telt pas daarna."
        ),
        "unknown-thing": (
            "De opdracht noemt iets wat niet in dit proces voorkomt. Zoek het kenmerk op bij de onderdelen van "
            "het proces."
        ),
        "stale-version": "De opdracht noemt een versie die niet de geldende is. Lees het stuk opnieuw.",
        "not-now": (
            "Dit kan, maar niet vanaf waar het proces nu is: een spoor is niet klaar, er ontbreken stemmen, of de "
            "stap begint elders."
        ),
        "rule": "Een regel van de methode of van Sluis staat dit niet toe. Het antwoord zegt welke.",
        "process-ended": "Het proces is beëindigd. Het kan worden gelezen, niet veranderd.",
        "malformed": "De vraag heeft niet de vorm die nodig is. `errors` of `pointer` zegt waar.",
        "unknown": "Hier is niets, of niets wat u mag zien. Met opzet is het antwoord hetzelfde.",
        "view-changed": (
            "U stuurde `If-Match`, en waar u de opdracht op baseerde is veranderd. Lees opnieuw en beslis opnieuw."
        ),
        "key-reused": (
            "Een idempotentiesleutel hoort bij één opdracht. Neem voor een andere opdracht een nieuwe sleutel."
        ),
        "version-taken": (
            "Dit kenmerk en deze versie zijn gepubliceerd met een andere inhoud. Geef de veranderde methode een "
            "nieuwe versie."
        ),
        "method-invalid": "Het methodebestand heeft fouten. `errors` noemt ze met regel en kolom.",
        "busy": "De server kan dit nu niet aannemen. Probeer het na de seconden in `Retry-After` opnieuw.",
        "outcome-unknown": (
            "Het vastleggen mislukte halverwege; misschien is de opdracht wel geschreven. Stuur haar opnieuw met "
            "dezelfde sleutel."
        ),
        "too-large": "Een bericht mag 1 MiB groot zijn, een methodebestand 256 KiB.",
        "unsupported-media": "Opdrachten zijn `application/json`, methodebestanden `application/yaml`.",
        "method-not-allowed": "Dit bestaat, maar niet voor deze HTTP-methode.",
        "refused-origin": (
            "Deze uitgave kent nog geen toegangsbeheer. Zij antwoordt alleen op deze machine en neemt geen "
            "opdrachten aan van pagina's van anderen."
        ),
    },
}
