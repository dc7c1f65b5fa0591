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
            "Sluis answers to the names of this machine, of SLUIS_URL and of SLUIS_HOSTS, and takes commands from its "
            "own pages. Pages of other sites may ask where SLUIS_CORS_ORIGINS names them, with a token and without "
            "cookies."
        ),
        "too-slow": "The body of a request has to be there within ten seconds. Send it again.",
        "address-too-long": "An address may have 8 KiB, with what stands behind the question mark.",
        "headers-too-large": "The headers of a request may have 16 KiB together.",
        "too-often": (
            "You, or others at your address, ask more often than is allowed. Ask again after the seconds in "
            "`Retry-After`, and with `If-None-Match` or a stream rather than often."
        ),
        "too-many": (
            "You have as many streams open as one reader may have, or others have their methods checked or documents "
            "made. Close one, or try again after the seconds in `Retry-After`."
        ),
        "too-heavy": (
            "Checking this file, or making this document, took more time or memory than it may take, and was stopped. "
            "Make a file smaller, or check it on your own machine with `sluis check`; of a process take `html`."
        ),
        "sign-in-needed": (
            "Nobody is let in unknown. Sign in, or send a token: `Authorization: Bearer sluis_…`. A session ends when "
            "it is not used for a while, and at the latest after some hours or days; a token ends on its day."
        ),
        "sign-in-refused": (
            "Address and password do not fit. The answer is the same whether there is such an account or not. Try "
            "again, or ask whoever runs the server for a link to sign in by."
        ),
        "proof-needed": (
            "What weighs heavily is done only by somebody who proved who he is within the last ten minutes: to waive, "
            "to agree, to pick what is shown, to erase and to export. Send your password to `POST /v1/session/proof`, "
            "or sign in anew. Tokens cannot do this, but for exports."
        ),
        "not-allowed": (
            "Your account or your token is not for this. Roles in an organisation are given by its owners; what a "
            "token is for was settled when it was made. Inside a process the method decides."
        ),
        "link-unusable": (
            "An invitation or a sign-in link works once and for a limited time. The answer is the same whether it was "
            "used, is too old, was taken back or never was. Ask whoever sent it for a new one."
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
            "Sluis antwoordt op de namen van deze machine en die van SLUIS_URL en SLUIS_HOSTS, en neemt opdrachten aan "
            "van de eigen pagina's. Pagina's van anderen mogen vragen waar SLUIS_CORS_ORIGINS ze noemt, met een token "
            "en zonder cookies."
        ),
        "too-slow": "Wat bij een vraag hoort, moet er binnen tien seconden zijn. Stuur het opnieuw.",
        "address-too-long": "Een adres mag 8 KiB lang zijn, met wat achter het vraagteken staat.",
        "headers-too-large": "De kopregels van een vraag mogen samen 16 KiB groot zijn.",
        "too-often": (
            "U, of anderen op uw adres, vragen vaker dan is toegestaan. Vraag opnieuw na de seconden in `Retry-After`, "
            "en liever met `If-None-Match` of een stroom dan vaak."
        ),
        "too-many": (
            "U hebt zoveel stromen open als één lezer mag hebben, of anderen laten methoden controleren of "
            "documenten maken. Sluit er een, of probeer het na de seconden in `Retry-After` opnieuw."
        ),
        "too-heavy": (
            "Dit bestand controleren, of dit document maken, kostte meer tijd of geheugen dan het mag kosten, en is "
            "gestopt. Maak een bestand kleiner, of controleer het op uw eigen machine met `sluis check`; neem van een "
            "proces `html`."
        ),
        "sign-in-needed": (
            "Onbekend komt niemand binnen. Meld u aan, of stuur een token mee: `Authorization: Bearer sluis_…`. Een "
            "sessie eindigt als zij een tijd niet wordt gebruikt, en uiterlijk na enkele uren of dagen; een token op "
            "zijn dag."
        ),
        "sign-in-refused": (
            "Adres en wachtwoord passen niet bij elkaar. Het antwoord is hetzelfde, of er nu zo'n account is of niet. "
            "Probeer het opnieuw, of vraag wie de server beheert om een link."
        ),
        "proof-needed": (
            "Wat zwaar weegt, doet alleen wie in de laatste tien minuten heeft laten zien wie hij is: ontheffen, "
            "instemmen, kiezen wat wordt getoond, wissen en exporteren. Stuur uw wachtwoord naar "
            "`POST /v1/session/proof`, of meld u opnieuw aan. Met een token kan dit niet, behalve exporteren."
        ),
        "not-allowed": (
            "Uw account of uw token is hier niet voor. Rollen in een organisatie worden gegeven door haar eigenaren; "
            "waar een token voor is, is bepaald toen het werd gemaakt. Binnen een proces beslist de methode."
        ),
        "link-unusable": (
            "Een uitnodiging of een aanmeldlink werkt één keer en een beperkte tijd. Het antwoord is hetzelfde, of zij "
            "nu is gebruikt, te oud is, is ingetrokken of nooit bestond. Vraag een nieuwe aan wie haar stuurde."
        ),
    },
}
