"""The words of the pages of webhooks, in English and Dutch."""

EN = {
    "page_hooks": "Webhooks: programs that are told of changes",
    "page_hooks_help": (
        "Each is an address to which a message goes when something happened that you may know of. "
        "The message has ids and types alone."
    ),
    "page_hooks_none": "No address is told of changes yet.",
    "page_hooks_others": "As an owner you see that others have some too, not how these go. You can pause and end them.",
    "page_hooks_all": "Webhooks of everybody here",
    "page_hook_new": "Make a webhook",
    "page_hook_url": "Address of the program",
    "page_hook_url_help": "It begins with https, and others can reach it.",
    "page_hook_title": "What you call it",
    "page_hook_about": "What it tells of",
    "page_hook_everything": "All that you may know of",
    "page_hook_make": "Make it",
    "page_hook_of": "Of {name}.",
    "page_hook_of_one": "Tells of “{process}” alone.",
    "page_hook_of_all": "Tells of all that its account may know of.",
    "page_hook_paused": "Paused: what happens meanwhile waits.",
    "page_hook_stopped:gone": "Stopped: the program answered that it is gone.",
    "page_hook_stopped:failing": "Stopped: it failed ten times in a row.",
    "page_hook_stopped:key": "Stopped: the key of this server has changed. Give it another secret.",
    "page_hook_arrived": "Last arrived on {at}.",
    "page_hook_arrived_none": "Nothing was sent yet that arrived.",
    "page_hook_failed": "Failed on {at}: {why}.",
    "page_hook_again": "It will be tried again on {at}.",
    "page_hook_why:unreachable": "it could not be reached",
    "page_hook_why:slow": "it took too long",
    "page_hook_why:untrusted": "its certificate cannot be trusted",
    "page_hook_why:inner": "whoever runs this server does not let messages go there",
    "page_hook_why:answered": "it answered with {status}",
    "page_hook_pause": "Pause",
    "page_hook_go_on": "Go on",
    "page_hook_try": "Send a test",
    "page_hook_renew": "Another secret",
    "page_hook_end": "End",
    "page_hook_tried": "The test to “{title}” arrived.",
    "page_hook_tried_not": "The test to “{title}” did not arrive: {why}.",
    "page_hook_tried_busy": "Others try theirs just now. Try again in a moment.",
    "page_hook_secret": "The secret of “{title}”",
    "page_hook_secret_help": (
        "Give it to the program, which knows by it that a message is from here. It is shown this once, and never again."
    ),
    "page_hook_secret_both": "For 24 hours messages are signed by the former secret as well.",
}

NL = {
    "page_hooks": "Webhooks: programma's die horen wat er verandert",
    "page_hooks_help": (
        "Elke webhook is een adres waar een bericht heen gaat als er iets gebeurde dat u mag weten. "
        "In het bericht staan alleen id's en soorten."
    ),
    "page_hooks_none": "Er is nog geen adres dat van wijzigingen hoort.",
    "page_hooks_others": (
        "Als eigenaar ziet u dat ook anderen er hebben, niet hoe het daarmee gaat. U kunt ze stilzetten en beëindigen."
    ),
    "page_hooks_all": "Webhooks van iedereen hier",
    "page_hook_new": "Webhook maken",
    "page_hook_url": "Adres van het programma",
    "page_hook_url_help": "Het begint met https, en anderen kunnen erbij.",
    "page_hook_title": "Hoe u hem noemt",
    "page_hook_about": "Waarover hij bericht",
    "page_hook_everything": "Alles wat u mag weten",
    "page_hook_make": "Maken",
    "page_hook_of": "Van {name}.",
    "page_hook_of_one": "Bericht alleen over “{process}”.",
    "page_hook_of_all": "Bericht over alles wat het account ervan mag weten.",
    "page_hook_paused": "Stilgezet: wat er intussen gebeurt, wacht.",
    "page_hook_stopped:gone": "Gestopt: het programma antwoordde dat het er niet meer is.",
    "page_hook_stopped:failing": "Gestopt: het mislukte tien keer achter elkaar.",
    "page_hook_stopped:key": "Gestopt: de sleutel van deze server is veranderd. Geef hem een ander geheim.",
    "page_hook_arrived": "Laatst aangekomen op {at}.",
    "page_hook_arrived_none": "Er is nog niets verstuurd dat aankwam.",
    "page_hook_failed": "Mislukt op {at}: {why}.",
    "page_hook_again": "Wordt opnieuw geprobeerd op {at}.",
    "page_hook_why:unreachable": "het was niet te bereiken",
    "page_hook_why:slow": "het duurde te lang",
    "page_hook_why:untrusted": "het certificaat is niet te vertrouwen",
    "page_hook_why:inner": "wie deze server beheert, laat daar geen berichten heen gaan",
    "page_hook_why:answered": "het antwoordde met {status}",
    "page_hook_pause": "Stilzetten",
    "page_hook_go_on": "Verdergaan",
    "page_hook_try": "Proefbericht sturen",
    "page_hook_renew": "Ander geheim",
    "page_hook_end": "Beëindigen",
    "page_hook_tried": "Het proefbericht aan “{title}” kwam aan.",
    "page_hook_tried_not": "Het proefbericht aan “{title}” kwam niet aan: {why}.",
    "page_hook_tried_busy": "Anderen proberen de hunne nu. Probeer het zo nog eens.",
    "page_hook_secret": "Het geheim van “{title}”",
    "page_hook_secret_help": (
        "Geef het aan het programma, dat eraan herkent dat een bericht van hier komt. "
        "Het wordt deze ene keer getoond, en nooit meer."
    ),
    "page_hook_secret_both": "Nog 24 uur worden berichten ook met het vorige geheim ondertekend.",
}
