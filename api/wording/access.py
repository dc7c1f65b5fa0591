"""Why somebody is not let in, or may not: sentences of accounts, invitations and tokens, in English and Dutch."""

EN = {
    "sign_in_needed": "Sign in, or send a token that holds",
    "sign_in_refused": "This address and password do not let anybody in here",
    "link_unusable": "This link cannot be used: it was used before, is too old, or was replaced. Ask for a new one",
    "invitation_unusable": (
        "This invitation cannot be used: it was used before, is too old, was taken back, or is for somebody else. "
        "If you have an account here, sign in first; else ask for a new one"
    ),
    "invitation_to_nothing": "An invitation is to a role in the organisation, or for a participant of a process",
    "invite_is_for_who_admits": "Only an owner, or a facilitator who can admit somebody there, can invite for it",
    "participant_seated": "This participant has an account already: {participant}",
    "lasts_wrong": "This lasts at least a moment and at most {most} days",
    "password_short": "A password has at least {least} characters",
    "password_long": "A password has at most {most} characters",
    "password_common": "This password is one of those that everybody tries first: choose another",
    "email_wrong": "This is no e-mail address",
    "email_taken": "There is an account with this address already",
    "name_wrong": "A name has 1 to {most} characters, all of which can be seen",
    "member_role_unknown": "There is no role {found} in an organisation; there are {allowed}",
    "organisation_wrong": "An organisation is named by small letters, digits and hyphens; found {organisation}",
    "account_unknown": "There is no account {account}",
    "last_owner": "An organisation has at least one owner: give somebody else that role first",
    "for_owners": "This is for owners of the organisation, signed in themselves",
    "for_operators": "This is for whoever runs the server, on its command line",
    "open_is_for_facilitators": "Only facilitators of the organisation open processes",
    "proof_needed": "Prove once more who you are: this asks for a sign-in of at most ten minutes ago",
    "scope_missing": "This token is not for that: it lacks {scope}",
    "scopes_wrong": "A token is for some of {allowed}; dashboard and embed stand alone",
    "tokens_are_made_by_people": "A token is made by a person who is signed in, for his own account",
    "publish_is_for_authors": "Only an author's token can publish, and not one for a single process",
    "publish_is_for_authors_here": "Only authors of the organisation publish methods",
    "for_people": "This is for a person who is signed in, not for a token",
    "for_members": "This is for members of the organisation, and not by a token for a single process",
    "keeps_wrong": "Ended processes are kept for {least} to {most} days, or for ever",
    "deleted_only_ended": "Only what has ended is deleted, with all that it began",
    "deleted_with_family": "This process goes together with the one that began it: {root}",
    "embed_is_for_one_process": "An address that shows a process is for one process: name it",
    "embed_is_for_facilitators": "An address that shows a process is made by an owner or a facilitator",
    "todo_is_for_people": "A dashboard takes no part anywhere, so nothing waits for it",
    "archive_is_for": "Putting away is for an owner, signed in himself, or a facilitator who takes part in the process",
    "archived_only_ended": "Only what has ended is put away",
    "dashboard_is_for_members": "A dashboard of all processes is for members of the organisation",
}

NL = {
    "sign_in_needed": "Meld u aan, of stuur een token mee dat geldt",
    "sign_in_refused": "Met dit adres en wachtwoord komt hier niemand binnen",
    "link_unusable": "Deze link kan niet worden gebruikt: hij is al gebruikt, te oud of vervangen. Vraag een nieuwe",
    "invitation_unusable": (
        "Deze uitnodiging kan niet worden gebruikt: ze is al gebruikt, te oud, ingetrokken of voor iemand anders. "
        "Hebt u hier een account, meld u dan eerst aan; vraag anders een nieuwe"
    ),
    "invitation_to_nothing": "Een uitnodiging is voor een rol in de organisatie, of voor een deelnemer aan een proces",
    "invite_is_for_who_admits": (
        "Alleen een eigenaar, of een begeleider die daar iemand kan toelaten, kan ervoor uitnodigen"
    ),
    "participant_seated": "Deze deelnemer heeft al een account: {participant}",
    "lasts_wrong": "Dit duurt minstens een ogenblik en hoogstens {most} dagen",
    "password_short": "Een wachtwoord heeft minstens {least} tekens",
    "password_long": "Een wachtwoord heeft hoogstens {most} tekens",
    "password_common": "Dit wachtwoord is er een dat iedereen het eerst probeert: kies een ander",
    "email_wrong": "Dit is geen e-mailadres",
    "email_taken": "Er is al een account met dit adres",
    "name_wrong": "Een naam heeft 1 tot {most} tekens, die alle te zien zijn",
    "member_role_unknown": "Een organisatie heeft geen rol {found}; wel {allowed}",
    "organisation_wrong": (
        "Een organisatie wordt genoemd met kleine letters, cijfers en koppeltekens; gevonden is {organisation}"
    ),
    "account_unknown": "Er is geen account {account}",
    "last_owner": "Een organisatie heeft minstens één eigenaar: geef eerst iemand anders die rol",
    "for_owners": "Dit is voor eigenaren van de organisatie, die zelf zijn aangemeld",
    "for_operators": "Dit is voor wie de server beheert, op de opdrachtregel daarvan",
    "open_is_for_facilitators": "Alleen begeleiders van de organisatie openen processen",
    "proof_needed": "Laat nog eens zien wie u bent: hiervoor is een aanmelding van hoogstens tien minuten oud nodig",
    "scope_missing": "Dit token is daar niet voor: {scope} ontbreekt",
    "scopes_wrong": "Een token is voor een of meer van {allowed}; dashboard en embed staan alleen",
    "tokens_are_made_by_people": "Een token wordt gemaakt door iemand die is aangemeld, voor het eigen account",
    "publish_is_for_authors": "Alleen het token van een auteur kan publiceren, en niet een voor één proces",
    "publish_is_for_authors_here": "Alleen auteurs van de organisatie publiceren methoden",
    "for_people": "Dit is voor iemand die is aangemeld, niet voor een token",
    "for_members": "Dit is voor leden van de organisatie, en niet met een token voor één proces",
    "keeps_wrong": "Afgelopen processen worden {least} tot {most} dagen bewaard, of voor altijd",
    "deleted_only_ended": "Alleen wat is afgelopen wordt verwijderd, met alles wat eruit voortkwam",
    "deleted_with_family": "Dit proces gaat samen met dat waaruit het voortkwam: {root}",
    "embed_is_for_one_process": "Een adres dat een proces toont, is voor één proces: noem het",
    "embed_is_for_facilitators": "Een adres dat een proces toont, wordt gemaakt door een eigenaar of een begeleider",
    "todo_is_for_people": "Een dashboard doet nergens mee, dus wacht er niets op",
    "archive_is_for": (
        "Opbergen is voor een eigenaar die zelf is aangemeld, of een begeleider die aan het proces deelneemt"
    ),
    "archived_only_ended": "Alleen wat is afgelopen wordt opgeborgen",
    "dashboard_is_for_members": "Een dashboard van alle processen is voor leden van de organisatie",
}
