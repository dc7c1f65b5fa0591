"""How the votes of a run fall, weighted and exact. Abstentions and silence are apart from the votes that were cast."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

import immutables

from engine.process.counting.ballots import ABSTAIN, BLOCK, YES, words_of
from engine.process.situation import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.language.declaration import DecisionType
    from engine.process.situation import Json, Run

SILENCE = {"blocks": BLOCK, "abstains": ABSTAIN, "consents": YES}
ONE = Fraction(1)


@dataclass(frozen=True)
class Counted:
    """Votes counted: `counts` is the weight of each word or option, `ballots` what was cast with its weight."""

    eligible: Fraction
    cast: Fraction
    silent: Fraction
    counts: Mapping[str, Fraction]
    ballots: Sequence[tuple[Fraction, Json]] = ()
    options: Sequence[str] = ()
    kind: str = "yes_no"
    weighted: bool = False
    heads: Mapping[str, int] = field(default_factory=dict)

    def of(self, word: str) -> Fraction:
        """Return the weight of a word or an option."""
        return self.counts.get(word, Fraction(0))

    def numbers(self) -> Iterator[tuple[Fraction, Fraction]]:
        """Yield the weight and the number of each vote on a number."""
        yield from ((weight, Fraction(str(ballot))) for weight, ballot in self.ballots if self.kind == "number")

    def prefer(self, first: str, second: str) -> Fraction:
        """Return the weight of those who rank one option before another, or give it more stars."""
        return sum((weight for weight, ballot in self.ballots if _is_before(ballot, first, second)), Fraction(0))

    def tally(self) -> Tally:
        """Return what is kept of it in the log: people by the word they chose, and weights where there are any."""
        whole = {"eligible": self.eligible, "cast": self.cast, "silent": self.silent}
        weights = {**whole, **dict(self.counts)} if self.weighted else {}
        pairs = permutations(self.options, 2) if self.kind in ("ranking", "stars") else ()
        numbers = list(self.numbers())
        return Tally(
            eligible=self.heads_of("eligible"),
            cast=self.heads_of("cast"),
            silent=self.heads_of("silent"),
            counts=immutables.Map({word: one for word, one in self.heads.items() if not word.startswith("#")}),
            weights=immutables.Map({word: str(weight) for word, weight in weights.items()}),
            preferences=immutables.Map({f"{a}>{b}": str(self.prefer(a, b)) for a, b in pairs}),
            total=str(sum(weight * number for weight, number in numbers)) if self.kind == "number" else None,
        )

    def heads_of(self, what: str) -> int:
        """Return how many people there are of a kind: eligible, cast or silent."""
        return self.heads.get(f"#{what}", 0)


def count(run: Run, declared: DecisionType, *, silence: bool = True, ballots: Sequence[Json] | None = None) -> Counted:
    """Count the votes of a run; with `silence`, whoever kept silent counts as the method says silence does.

    Where a ballot is not about yes or no there is nothing to consent to: then silence that consents abstains.
    `ballots` are those of a secret vote, nobody's and of equal weight.
    """
    weights = {voter.id: Fraction(voter.weight) for voter in run.voters}
    if ballots is not None:
        cast = [(ONE, ballot) for ballot in ballots]
        silent = [weight for voter, weight in weights.items() if voter not in run.voted]
    else:
        cast = [(weights[voter], vote.ballot) for voter, vote in run.votes.items() if vote.ballot is not None]
        told = {voter for voter, vote in run.votes.items() if vote.ballot is not None}
        silent = [weight for voter, weight in weights.items() if voter not in told]
    heads: Counter[str] = Counter()
    counts: dict[str, Fraction] = {}
    for weight, ballot in cast:
        for word, times in _words(declared, ballot):
            counts[word] = counts.get(word, Fraction(0)) + weight * times
            heads[word] += times
    silent_as = _silence(declared) if silence and silent else None
    if silent_as:
        counts[silent_as] = counts.get(silent_as, Fraction(0)) + sum(silent)
        heads[silent_as] += len(silent)
    spoken = [(weight, ballot) for weight, ballot in cast if ballot != ABSTAIN]
    speaking = silent if silent_as not in (None, ABSTAIN) else []
    heads.update({"#eligible": len(weights), "#silent": len(silent), "#cast": len(spoken) + len(speaking)})
    return Counted(
        eligible=sum(weights.values(), Fraction(0)),
        cast=sum((weight for weight, _ in spoken), Fraction(0)) + sum(speaking, Fraction(0)),
        silent=sum(silent, Fraction(0)),
        counts=counts,
        ballots=spoken,
        options=words_of(declared) or run.options,
        kind=declared.ballot.kind,
        weighted=any(weight != ONE for weight in weights.values()),
        heads=heads,
    )


def _silence(declared: DecisionType) -> str | None:
    """Return as which word silence counts, where the method says so."""
    word = SILENCE[declared.silence] if declared.silence else None
    return ABSTAIN if word == YES and YES not in words_of(declared) else word


def _words(declared: DecisionType, ballot: Json) -> list[tuple[str, int]]:
    """Return under which words a ballot is counted, and how often: an option as often as it gets stars."""
    if declared.ballot.kind == "stars" and isinstance(ballot, dict):
        return [(option, stars) for option, stars in ballot.items() if isinstance(stars, int) and stars]
    return [(word, 1) for word in said_once(declared, ballot)]


def said_once(declared: DecisionType, ballot: Json) -> list[str]:
    """Return the words a ballot counts for once: of a ranking its first, of approvals each, of a number none."""
    if ballot == ABSTAIN:
        return [ABSTAIN]
    match declared.ballot.kind:
        case "ranking":
            return [str(ballot[0])] if isinstance(ballot, list) and ballot else []
        case "approval":
            return [str(one) for one in ballot] if isinstance(ballot, list) else []
        case "number":
            return []
        case _:
            return [str(ballot)]


def _is_before(ballot: Json, first: str, second: str) -> bool:
    if isinstance(ballot, dict):
        return int(str(ballot[first])) > int(str(ballot[second]))
    if not isinstance(ballot, list) or first not in ballot:
        return False
    return second not in ballot or ballot.index(first) < ballot.index(second)
