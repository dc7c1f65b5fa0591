"""What each key means, in a sentence or two: editors show it where the key is written. The page has more."""

from __future__ import annotations

MEANINGS: dict[str, dict[str, str]] = {
    "Method": {
        "sluis": "The version of this language.",
        "method": "The method's id; it alone may have hyphens.",
        "version": "Three numbers. Published bytes never change; a change is a new version.",
        "title": "What it is called.",
        "summary": "What it is for, in a sentence.",
        "source": "Which publication or practice it follows.",
        "languages": "Every text is there in each of them.",
        "glossary": "Words of the method.",
        "case": "Fields asked when a process is opened.",
        "may": "Who may do what with a process as a whole.",
        "waivable_by": "Who may propose to waive a condition that does not say so itself.",
        "takes_in": "The phases, of those at the top, at which a collaboration that was under way may be taken in.",
        "parent": "Of its records those that it reads of the process that began it.",
        "returns": "Its records that come back to the process that began it, with its end.",
        "roles": "Who takes part.",
        "records": "What is written down.",
        "decisions": "What is decided how.",
        "gates": "What must be so before it goes on, by name.",
        "phases": "Through which the work goes, the first of them first.",
        "ends": "The ways it ends.",
        "table": "The roles that sit at the table wherever a phase does not say otherwise.",
        "open": "What can be written and decided in every phase.",
        "term": "A clock: when the process as a whole should be over.",
        "remind": "How long before that people are reminded.",
        "while": "Standing gates of the whole process.",
        "moves": "Moves that can be taken in every phase.",
    },
    "Word": {
        "word": "How it is written.",
        "meaning": "What it means here.",
    },
    "May": {
        "open": "The role whose first holder whoever opens a process becomes.",
        "admit": "Who lets people and parties join.",
        "hold": "Who holds the process, and resumes it.",
        "extend": "Who gives a phase more time: people, or `by` whom and `up_to` how much.",
        "cancel": "Who ends it before its time.",
        "redact": "Who has content erased for ever.",
        "adopt": (
            "Who brings a running process to another version of the method: people, or `by` whom after which "
            "`decision`."
        ),
    },
    "Adoption": {
        "by": "Who does it.",
        "decision": (
            "The decision by which it was agreed. It is `about` a record with a line `to_version`, which says to which "
            "version."
        ),
    },
    "Extension": {
        "by": "Who gives more time.",
        "up_to": "How much may be added in one visit of a phase, in all.",
    },
    "Role": {
        "title": "What the role is called.",
        "of": "`party`: held inside a party.",
        "neutral": "Belongs to no party, never confirms or votes.",
        "accepted_by": (
            "Who must accept each holder. Until all have, nothing a holder does in this role counts; `accept` "
            "with `answer: no` takes it back. Without parties nobody is accepted yet."
        ),
        "named_by": (
            "Who appoints holders; `self`: whoever is admitted. A role names its own holders where somebody is "
            "the first: whoever opens, by `may.open`."
        ),
        "eligible": (
            "A condition over `participant`, asked when somebody is appointed. Whoever was eligible then stays, "
            "also when it is so no longer: what must stay true is a gate under `while`."
        ),
        "seats": "How many can hold it at a time; of a role `of: party`, in each party.",
        "alternates": "`true`: others of the same party can stand in for its holder.",
        "expires": (
            "A clock from the appointment (or from moments of the holder, by the name of the role); then the role ends."
        ),
        "held_by": (
            "An expression that names the holders, out of records, other roles or a decision: "
            "`council.winners.map(c, c.who)`. Nobody is appointed or steps down; who is named no longer is a "
            "holder no longer."
        ),
    },
    "RecordType": {
        "title": "What it is called.",
        "plural": "The name of a list of them in conditions.",
        "per": (
            "The subject it is kept for. Kept for a party, only that party writes it; kept for each holder of a "
            "role that writes it, that holder alone."
        ),
        "many": "Several for one subject.",
        "fields": "What is filled in, field by field.",
        "written_by": "Who drafts, shares and withdraws.",
        "confirmed_by": "Who confirms the shared version. A new version lapses confirmations.",
        "seen_by": "Who may know of it.",
        "sealed_until": "`{each: party}`: written unseen and released when all have sealed.",
        "expires": "A date field (to the end of that day) or a clock from when it was shared: then it lapses.",
        "every": "A clock: then it lapses and a new one is owed.",
        "lapses_with": (
            "Records or decisions: it lapses when one of them does to which it links or for which it is kept, "
            "else one about the same subject."
        ),
        "gate": "What must be met before it can be shared, judged for that record as if it were shared.",
        "where": "A condition over the case: elsewhere no such record is written.",
        "tells": "Who is told, once, when it is shared.",
        "attribution": "`named`: everything is told, the writer too; `aggregate`: only figures are told.",
        "shown_from": "How many answers there must be before figures are told, three at least.",
        "shown_as": (
            "`lens`: looked at together, each whole or decimal field a perspective, told with its lowest, "
            "highest, average and spread from three answers on; the page of a process draws it, single answers "
            "without a name from five on."
        ),
    },
    "Sealing": {
        "each": "Of what there is a deposit each: `party`, a role, a record.",
        "where": "For which of them.",
    },
    "FieldDeclared": {
        "type": "What it holds.",
        "title": "What it is called.",
        "optional": "It may be left empty.",
        "seen_by": "Lets fewer people see it than its record. Of what is asked at opening too.",
        "written_by": "Who fills it in.",
        "options": "Of a choice, what can be chosen.",
        "ordered": "The options of a choice stand from low to high, and conditions compare them so.",
        "from": "The lowest number.",
        "to": "The highest number; of a link the record it leads to.",
        "of": (
            "Of what it is a list: a record, or one of `line`, `text`, `whole`, `number`, `date`, `party`, "
            "`participant`, `choice`."
        ),
        "types": (
            "Of a document, which types there may be: one or several of `pdf`, `text`, `markdown`, `csv`, `png`, "
            "`jpeg`, `gif`, `docx`, `xlsx`, `pptx`, `odt`, `ods`, `odp`."
        ),
        "up_to": "How large a document may be, from 1 MB to 25 MB; a server may take less.",
    },
    "DecisionType": {
        "title": "What it is called.",
        "seen_by": (
            "Who may know of it, as for records. All of a vote is known to those people alone. `party` goes with "
            "`per`: then that party's people alone open it and vote."
        ),
        "by": "Who opens and closes it.",
        "voters": (
            "Who votes: with `{each: party, role: r}` or `parties` a party has one vote; with a role every "
            "holder has one."
        ),
        "where": "A condition over `voter`: only those vote of whom it is so.",
        "weight": (
            "How much a vote weighs, an expression over `voter`: `voter.party.home.people / 3`. At least 0, exact."
        ),
        "counted": (
            "`at_open`: voters and weights are those of the opening, but for whoever leaves; `at_close`: people "
            "still join, and all is taken again at the end."
        ),
        "rule": "When it is accepted.",
        "ballot": "What a vote says.",
        "about": "Record types. It pins the live versions; a new version, a withdrawal or a lapse lapses the decision.",
        "per": "The subject it is decided for.",
        "gate": "What must be met before it is opened.",
        "quorum": (
            "The share of those who may vote that must have voted, abstentions included; a number or an expression."
        ),
        "abstain": "`allowed` or `no`; nobody abstains under `consent`, `consensus` and `one_decides`.",
        "silence": (
            "`blocks`, `abstains` or `consents`; required with `open_for`. Where a ballot is not about yes or "
            "no, silence that consents abstains."
        ),
        "open_for": "A clock that closes it, or a window `{from: P1D, to: P8D}`, before which nobody votes.",
        "tie": (
            "What breaks a tie: an option (`'wait'`, a record), `true` or `false`, or people, whose own ballot decides."
        ),
        "at_most": "How many winners of several seats may have something in common; the next moves up.",
        "reason": "Ballots that need a reason: `[no]`.",
        "sealed": (
            "What somebody voted is known to that side alone until the vote is closed, and to the voter alone "
            "where fewer than all may see the decision; that he voted is known to all who may see it, that he "
            "changed it is not. Where it lapses before that, or a voter leaves, the ballot stays unknown."
        ),
        "objections": "A record type: objections are raised in the run.",
        "ratified_by": "Who has to agree at home.",
        "ratify_within": "Within which clock from the closing.",
        "tells": "Who is told, once, when it is closed.",
        "secret": "No ballot is ever linked to a voter.",
    },
    "Window": {
        "from": "A clock: when voting begins.",
        "to": "A clock: when it ends.",
    },
    "Ballot": {
        "yes_no": (
            "`yes` or `no`; under `consent` `yes` or `object`; under `consensus` `yes`, `stand_aside` or "
            "`block`. `ballot: yes_no` for short."
        ),
        "choice": "One of the words, or one of the live records of these types.",
        "ranking": "A list of words or records, the best first; what is left out comes after all that is named.",
        "approval": "A list of the records that are good enough; it may be empty.",
        "stars": "How many stars, 0 to 5, each of the records gets: `{x: 5, y: 3}`; what is left out gets none.",
        "number": "A number, kept as an exact decimal.",
        "where": "Limits the records.",
    },
    "Range": {
        "from": "The lowest number.",
        "to": "The highest number.",
    },
    "Rule": {
        "unanimity": "All who may vote say yes.",
        "consensus": "Everybody answered and nobody blocks.",
        "consent": "Everybody answered and nobody objects.",
        "majority": "More than a share, or at least a share, of the votes say yes.",
        "most": "The option with the most votes, or the five with the most; on yes or no: more yes than other votes.",
        "ranking": (
            "`schulze`: the option that no other beats by a stronger path (winning votes); `instant_runoff`: the "
            "option with more than half of the first preferences, once those with the fewest have dropped out; "
            "those tied for the fewest drop out together."
        ),
        "star": (
            "So many win seats: for each, the two with the most stars meet, and the one that more voters gave more "
            "stars wins. Goes with the ballot `stars`."
        ),
        "one_decides": "The first vote decides, and closes it.",
        "accepted": (
            "A condition over `tally` is so: `yes`, `no`, `abstain`, `block`, `cast` (without abstentions), "
            "`eligible`, `silent`, `sum`, `avg`, `prefer('a', 'b')`, all weighted and exact."
        ),
    },
    "Ceiling": {
        "winners": "So many winners may have it in common.",
        "same": (
            "What they have in common: an expression over the record that is voted for; nothing recorded is nothing "
            "in common."
        ),
    },
    "Majority": {
        "of": "Of which votes: those `cast`, or of all who may vote (`eligible`).",
        "over": "More than this share of them must say yes; a share is `2/3`, `60%` or an expression.",
        "at_least": "At least this share; instead of `over`.",
    },
    "OneDecides": {
        "advice": "Who must `advise` before the vote.",
    },
    "Gate": {
        "title": "What it is called.",
        "all": "Its conditions, all of which must be met.",
        "any": "Its conditions, one of which must be met.",
    },
    "ConditionOrGroup": {
        "id": "The condition's name.",
        "title": "What it asks, in a sentence that is so once it is met.",
        "each": "The subject it is asked for. Inside another, only what belongs to that one.",
        "where": "For which of them; without `each`: it does not apply when false.",
        "at_least": "How many of them: `3`, or `60%` rounded up; no expression.",
        "if_none": "`met` or `unmet` where there is no subject, or none for which `where` is so.",
        "need": "The condition.",
        "unmet": "What is missing, in a sentence.",
        "owed_by": "Whose turn it is then.",
        "due": "A clock: when it is owed. In a standing gate it counts as met until then.",
        "advisory": "Shown, but holds nothing back.",
        "shows": (
            "What is told of it to everybody: `names` (for whom it is met), `count` (how many meet it, of how "
            "many), `outcome` (the verdict alone)."
        ),
        "waivable_by": "Who may propose to waive it, or `never`.",
        "waited": (
            "A clock that must have come, for each subject by itself; alone or beside `need`. In the gate of a "
            "record or decision it is asked when one acts, and nothing tells that it came."
        ),
        "all": "Makes it a group, met when all in it are.",
        "any": "Makes it a group, met when one in it is.",
    },
    "Phase": {
        "title": "What it is called.",
        "purpose": "What it is for.",
        "guidance": "Advice to the facilitator.",
        "table": "The roles that sit at its table, for what is `seen_by: table` in it and in the phases inside it.",
        "open": "Records and decisions that can be written or decided here, and in the phases inside it.",
        "term": "A clock: when it should be over. Passing it is an event and ends nothing; `extend` gives more time.",
        "remind": (
            "How long before the term people are reminded. What would come before the phase was entered is left out."
        ),
        "while": "Standing gates, judged from entry on as long as the process is in the phase.",
        "moves": "The ways out.",
        "where": "A condition over the case: otherwise the phase is passed by its single forward move.",
        "phases": "A sequence of phases inside it.",
        "tracks": "Phases inside it, two or more, side by side.",
        "run": "The method of a child process.",
        "each": "For each of what there is a child process.",
        "with": "What fills the case of the child.",
        "roles": "Which role whoever holds one here has in the child.",
        "parties": "Which parties take part in the child.",
        "in_turn": "One child after the other.",
        "depth": "How deep a method may run itself.",
        "holds": "`parent`: it is on hold meanwhile.",
        "resumes": "To which phases a child may bring its parent.",
    },
    "Move": {
        "title": "What it is called.",
        "to": (
            "A phase (looked for among the siblings, then outward; `share.facts` goes inside), `done` (ends a "
            "track, or the phases inside a phase), `end.<name>`."
        ),
        "gate": "What must be met.",
        "by": "Who takes it.",
        "auto": "`true`: taken by itself as soon as its gate is met.",
        "at": "A clock takes it, or `term`: the term of its phase.",
        "back": "It leads back; it waits for no track.",
        "lapses": (
            "Records and decisions that count no longer when it is taken; with a condition, only those of which "
            "it is so."
        ),
        "limit": "How often it can be taken in all. Then only the other ways are offered, and a refusal names them.",
        "reason": "`required`: whoever takes it says why.",
        "waits_for": "Which tracks must have ended; `[]` interrupts them.",
        "tells": "Who is told, once, when it is taken.",
    },
    "Later": {
        "tell": "Who is told, once each time it breaks.",
        "after": "A clock: how long it must be broken.",
        "move": "The move of the phase that is then taken.",
    },
    "End": {
        "title": "What it is called.",
        "verdict": "`success`, `failure` or `cancelled`.",
    },
}
