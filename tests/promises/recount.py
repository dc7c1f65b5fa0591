"""Recounts every closed decision from an exported log alone: shares no code with the engine, and asks it nothing.

It knows the method's file, as its author wrote it, and the export, as a reader takes it home. Exact fractions only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from tests.promises.recount_stars import star

Part = dict[str, Any]


def recounted(export: Part, method: Part) -> list[tuple[Part, Part]]:
    """Return for each closed run what the log says came out, and what comes out here."""
    runs: dict[str, Part] = {}
    found = []
    for one in export["events"]:
        body, kind = one["event"]["body"], one["event"]["type"]
        content = {name: part["value"] for name, part in one["content"].items()}
        match kind:
            case "DecisionOpened":
                voters = {_who(voter): Fraction(voter.get("weight", "1")) for voter in body["voters"]}
                runs[body["run"]] = {
                    **body,
                    "name": body["decision"],
                    "voters": voters,
                    "votes": {},
                    "put": [],
                    "box": [],
                }
            case "VoteCast" | "BallotOpened":
                runs[body["run"]]["votes"][body["voter"]] = content["ballot"]
            case "BallotPut":
                runs[body["run"]]["put"].append(body["voter"])
            case "BallotsCounted":
                runs[body["run"]]["box"] = content["ballots"]
            case "VoterLeft":
                runs[body["run"]]["voters"].pop(body["voter"])
                runs[body["run"]]["votes"].pop(body["voter"], None)
            case "VoterJoined":
                runs[body["run"]]["voters"][_who(body["voter"])] = Fraction(body["voter"]["weight"])
            case "VoterWeighed":
                runs[body["run"]]["voters"][body["voter"]] = Fraction(body["weight"])
            case "DecisionClosed":
                told = {"outcome": body["outcome"], "winners": sorted(body["winners"]), "tally": body["tally"]}
                run = runs[body["run"]]
                found.append((told, outcome(run, method["decisions"][run["name"]])))
            case _:
                pass
    return found


def _who(voter: Part) -> str:
    return str(voter["party"] or voter["participant"])


class Votes:
    """The votes of a run with their weights; `say` is what a silent voter is taken to say, None for nothing."""

    def __init__(self, run: Part, declared: Part) -> None:
        ballot = declared.get("ballot", "yes_no")
        self.kind = ballot if isinstance(ballot, str) else next(key for key in ballot if key != "where")
        named = ballot.get(self.kind) if isinstance(ballot, dict) else None
        self.options = list(named) if isinstance(named, dict) else list(run["options"])
        if self.kind == "yes_no":
            self.options = ["yes"]
        self.eligible = sum(run["voters"].values(), Fraction(0))
        self.cast = [(weight, run["votes"][who]) for who, weight in run["voters"].items() if who in run["votes"]]
        if declared.get("secret"):  # whose a ballot is nobody can tell; how many there are, everybody
            put = run["put"]
            if len(set(put)) != len(put) or len(put) != len(run["box"]) or not set(put) <= run["voters"].keys():
                raise ValueError("there are not as many ballots in the box as voters put in")
            if run["box"] != sorted(run["box"], key=json.dumps):
                raise ValueError("the ballots are told in an order of their own")
            self.cast = [(Fraction(1), ballot) for ballot in run["box"]]
        voted = run["votes"].keys() | set(run["put"])
        silent = [weight for who, weight in run["voters"].items() if who not in voted]
        self.silent = sum(silent, Fraction(0))
        self.people = len(run["voters"]), len(silent)
        said = {"blocks": "block", "abstains": "abstain", "consents": "yes"}.get(declared.get("silence", ""))
        self.say = "abstain" if said == "yes" and self.kind != "yes_no" else said
        self.all = self.cast + [(weight, self.say) for weight in silent if self.say]

    def saying(self, *words: str) -> Fraction:
        """Return the weight of those who said one of these words, or approved of that option, or put it first."""
        return sum((weight for weight, said in self.all if self._first(said, words)), Fraction(0))

    def _first(self, said: Any, words: Iterable[str]) -> bool:
        if isinstance(said, list):
            return bool(said) and said[0] in words if self.kind == "ranking" else any(one in words for one in said)
        return said in words

    def spoken(self) -> Fraction:
        """Return the weight of all who did not abstain."""
        return sum((weight for weight, said in self.all if said != "abstain"), Fraction(0))

    def prefer(self, one: str, other: str) -> Fraction:
        """Return the weight of those who rank one option before another, or give it more stars."""
        total = Fraction(0)
        for weight, said in self.cast:
            total += weight if isinstance(said, dict) and said[one] > said[other] else 0
            places = {option: place for place, option in enumerate(said)} if isinstance(said, list) else {}
            if one in places and places[one] < places.get(other, len(places) + 1):
                total += weight
        return total


def outcome(run: Part, declared: Part) -> Part:
    """Return what a run comes to by the rule of its decision."""
    votes = Votes(run, declared)
    counts: dict[str, int] = {}
    for said in [said for _, said in votes.cast] + [votes.say] * (votes.people[1] if votes.say else 0):
        if isinstance(said, dict):
            counts |= {word: counts.get(word, 0) + stars for word, stars in said.items() if stars}
            continue
        words = said[:1] if votes.kind == "ranking" and isinstance(said, list) else said
        for word in words if isinstance(words, list) else [words] if votes.kind != "number" or said in WORDS else []:
            counts[word] = counts.get(word, 0) + 1
    won = _winners(votes, declared) if _quorum(votes, declared) else None
    return {"outcome": "rejected" if won is None else "accepted", "winners": sorted(won or []), "counts": counts}


WORDS = ("abstain", "block", "yes")


def _quorum(votes: Votes, declared: Part) -> bool:
    wanted = declared.get("quorum")
    return wanted is None or votes.eligible - votes.silent >= _share(wanted) * votes.eligible


def _winners(votes: Votes, declared: Part) -> list[str] | None:
    """Return the options that win, none of them where a proposal passes; None where the decision is rejected."""
    rule = declared["rule"]
    name = rule if isinstance(rule, str) else next(iter(rule))
    told: Any = {} if isinstance(rule, str) else rule[name]
    if votes.kind == "number":
        return [] if _accepted(votes, told, "") else None
    if votes.kind == "yes_no":
        return [] if _passes(votes, name, told, "yes") else None
    if name == "star":
        return star(votes, told)
    if name == "ranking":
        found = _schulze(votes) if told == "schulze" else _runoff(votes)
    elif name == "most":
        seats = told if isinstance(told, int) and not isinstance(told, bool) else 1
        return _most(votes, seats, str(declared.get("tie", "")).strip("'"))
    else:
        found = [one for one in votes.options if _passes(votes, name, told, one)]
        if votes.kind == "approval":
            return found or None
    return found if len(found) == 1 else None


def _passes(votes: Votes, name: str, told: Any, option: str) -> bool:
    mine = votes.saying(option)
    answered = sum((weight for weight, _ in votes.all), Fraction(0)) == votes.eligible > 0
    match name:
        case "unanimity":
            return mine == votes.eligible > 0
        case "consent":
            return answered and not votes.saying("object", "block")
        case "consensus":
            return answered and not votes.saying("block")
        case "most":
            return mine * 2 > votes.spoken()
        case "one_decides":
            chosen = [said for _, said in votes.cast] or [votes.say] * bool(votes.people[1])
            is_ranked = votes.kind == "ranking"
            firsts = [said[:1] if is_ranked and isinstance(said, list) else said for said in chosen]
            return any(option in said if isinstance(said, list) else option == said for said in firsts)
        case "majority":
            base = votes.spoken() if told.get("of", "cast") == "cast" else votes.eligible
            if "at_least" in told:
                return base > 0 and mine >= _share(told["at_least"]) * base
            return base > 0 and mine > _share(told.get("over", "1/2")) * base
        case _:
            return _accepted(votes, told, option)


def _accepted(votes: Votes, text: str, option: str) -> bool:
    """Evaluate a condition over the tally: of CEL only what Python writes the same, but for `&&`."""
    numbers = [(weight, Fraction(said)) for weight, said in votes.cast if votes.kind == "number" and said != "abstain"]
    weight = sum((one for one, _ in numbers), Fraction(0))
    total = sum((one * number for one, number in numbers), Fraction(0))
    if "avg" in text and not weight:
        return False
    mine = votes.saying(option)
    known = {
        "yes": mine, "no": votes.saying("no") if option == "yes" else votes.spoken() - mine,
        "abstain": votes.saying("abstain"), "block": votes.saying("block"), "cast": votes.spoken(),
        "eligible": votes.eligible, "silent": votes.silent, "sum": total, "avg": total / weight if weight else None,
    }  # fmt: skip
    for name, value in known.items():
        text = text.replace(f"tally.{name}", f"known[{name!r}]") if value is not None else text
    return bool(eval(text.replace("&&", "and"), {"__builtins__": {}}, {"known": known}))  # noqa: S307 - our own words


def _most(votes: Votes, seats: int, tie: str) -> list[str] | None:
    ranked = sorted({votes.saying(one) for one in votes.options if votes.saying(one)}, reverse=True)
    won: list[str] = []
    for weight in ranked:
        level = [one for one in votes.options if votes.saying(one) == weight]
        if len(won) + len(level) > seats:
            left = seats - len(won)
            return won if not left else [*won, tie] if left == 1 and tie in level else None
        won += level
    return won or None


def _schulze(votes: Votes) -> list[str]:
    """Return who is beaten by nobody over the strongest paths, each found by trying every order of steps."""
    if not votes.spoken():
        return []
    strength: dict[tuple[str, str], Fraction] = {}
    for one, other in combinations(votes.options, 2):
        ahead, behind = votes.prefer(one, other), votes.prefer(other, one)
        strength[one, other] = ahead if ahead > behind else Fraction(0)
        strength[other, one] = behind if behind > ahead else Fraction(0)

    def strongest(start: str, end: str, left: frozenset[str]) -> Fraction:
        steps = [min(strength[start, by], strongest(by, end, left - {by})) for by in left]
        return max([strength[start, end], *steps])

    def wins(one: str, other: str) -> bool:
        others = frozenset(votes.options) - {one, other}
        return strongest(one, other, others) >= strongest(other, one, others)

    return [one for one in votes.options if all(wins(one, other) for other in votes.options if other != one)]


def _runoff(votes: Votes) -> list[str]:
    left = list(votes.options)
    while left:
        firsts = {one: Fraction(0) for one in left}
        for weight, said in votes.cast:
            ranked = [one for one in said if one in firsts] if isinstance(said, list) else []
            if ranked:
                firsts[ranked[0]] += weight
        total = sum(firsts.values())
        if not total:
            return []
        ahead = [one for one in left if firsts[one] * 2 > total]
        lowest = min(firsts.values())
        if ahead or all(weight == lowest for weight in firsts.values()):
            return ahead or left
        left = [one for one in left if firsts[one] > lowest]
    return []


def _share(written: Any) -> Fraction:
    text = str(written)
    return Fraction(text.rstrip("%")) / 100 if text.endswith("%") else Fraction(text)


def differs(told: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    """Tell whether what the log says is not what comes out here."""
    same = told["outcome"] == here["outcome"] and told["winners"] == here["winners"]
    return not same or {word: one for word, one in told["tally"]["counts"].items() if one} != here["counts"]
