"""Two methods of which one runs the other: neighbours who settle facts on the side."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language import Method, read_method

FINDING = """
sluis: 1
method: finding
version: 1.0.0
title: Joint fact-finding
summary: Experts of both sides settle what is disputed.
languages: [en]
case: {question: {type: line, title: Question}, weight: {type: whole, title: Weight, optional: true}}
roles:
  guide: {title: Guide}
  envoy: {title: Envoy, of: party}
  expert: {title: Expert, named_by: guide}
may: {admit: guide, cancel: guide}
records:
  answer: {title: Answer, written_by: [guide, envoy], seen_by: process, fields: {text: {type: text, title: Text}}}
phases:
  look:
    title: Look
    open: [answer]
    term: P21D
    moves:
      settle:
        {title: Settled, to: end.settled, by: guide,
         gate: [{id: told, need: answer.exists, unmet: Nothing was found yet, owed_by: guide}]}
      late: {title: Time is up, to: end.not_settled, at: term}
ends: {settled: {title: Settled, verdict: success}, not_settled: {title: Not settled, verdict: failure}}
"""
TALKS = """
sluis: 1
method: talks
version: 1.0.0
title: Talks
summary: Neighbours talk.
languages: [en]
roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party}
may: {open: chair, hold: chair}
records:
  topic:
    title: Topic
    many: true
    written_by: [chair, envoy]
    seen_by: process
    fields:
      question: {type: line, title: Question}
      disputed: {type: yes_no, title: Disputed}
      weight: {type: whole, title: Weight, optional: true}
phases:
  gather:
    title: Gather
    open: [topic]
    moves: {on: {title: On, to: facts, by: chair}}
  facts:
    title: Facts
    open: [topic]
    run: finding
    each: topic
    where: topic.disputed
    with: {question: topic.question, weight: topic.weight}
    roles: {guide: chair}
    moves:
      agree:
        {title: Agree, to: end.agreed, by: chair,
         gate: [{id: settled, each: topic, where: topic.disputed, need: "facts.outcome == 'settled'", if_none: met,
                 unmet: "{topic.question} is not settled", owed_by: chair}]}
      differ:
        {title: Agree to differ, to: end.dissent, by: chair,
         gate: [{id: over, each: topic, where: topic.disputed, need: facts.ended, if_none: met,
                 unmet: "{topic.question} is still looked at", owed_by: chair}]}
      again: {title: Gather again, to: gather, by: chair, back: true}
ends:
  agreed: {title: Agreed, verdict: success}
  dissent: {title: Agreed with dissent, verdict: success}
"""
OVER_AT_ONCE = FINDING.replace(
    "    title: Look\n    open: [answer]\n", "    title: Look\n    where: \"case.question == ''\"\n    open: [answer]\n"
).replace("      late: {title: Time is up, to: end.not_settled, at: term}\n", "")
ON_BY_ITSELF = TALKS.replace(
    "      again: {title",
    "      any_ended:\n        {title: On, to: gather, back: true, auto: true,\n"
    "         gate: [{id: any, need: 'facts.exists(f, f.ended)', unmet: None ended, owed_by: chair}]}\n"
    "      again: {title",
)

AT_ONCE = """
sluis: 1
method: at-once
version: 1.0.0
title: Over at once
summary: Ends as it begins.
languages: [en]
roles: {guide: {title: Guide}}
phases:
  look:
    title: Look
    moves:
      on: {title: On, to: end.seen, auto: true, gate: [{id: on, need: "true", unmet: Not yet, owed_by: guide}]}
      by_hand: {title: By hand, to: end.seen, by: guide}
ends: {seen: {title: Seen, verdict: success}}
"""
DIGS = """
sluis: 1
method: finding
version: 1.0.0
title: Joint fact-finding
summary: What is disputed is looked at by another process.
languages: [en]
case: {question: {type: line, title: Question}, deep: {type: yes_no, title: Deep}}
roles: {guide: {title: Guide}}
phases:
  look:
    title: Look
    moves:
      plain:
        {title: Plain, to: end.settled, auto: true,
         gate: [{id: plain, need: "!case.deep", unmet: It is not plain, owed_by: guide}]}
      dig:
        {title: Dig, to: digs, auto: true, gate: [{id: deep, need: case.deep, unmet: It is plain, owed_by: guide}]}
      by_hand: {title: By hand, to: digs, by: guide}
  digs:
    title: Digs
    run: at-once
    moves:
      found:
        {title: Found, to: end.settled, auto: true,
         gate: [{id: found, need: digs.ended, unmet: Not found, owed_by: guide}]}
      by_hand: {title: By hand, to: end.settled, by: guide}
ends: {settled: {title: Settled, verdict: success}}
"""
ONE_DIGS = ON_BY_ITSELF.replace("    where: topic.disputed\n    with", "    with").replace(
    "weight: topic.weight}", "deep: topic.disputed}"
)


def talks(
    old: str = "", new: str = "", child: str = FINDING, records: str = "", changes: Iterable[tuple[str, str]] = ()
) -> Method:
    """Return the talks, changed in one place or several and with more records, running the given method."""
    inner = read_method(child, "finding.yaml")
    text = TALKS
    for before, after in [(old, new), *changes] if old else changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return read_method(text.replace("records:", f"records:{records}", 1), "talks.yaml", {"finding": inner}.get)
