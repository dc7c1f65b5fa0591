"""What several scenes play, and where it is found."""

from __future__ import annotations

from tests.documents import sent
from tests.promises.matrix.cast import Stage, a_stage, matrix_method
from tests.promises.matrix.scenes.base import SAID, Find

TOMORROW = "2026-03-03T10:00:00+01:00"


def the_record(identity: str) -> Find:
    return lambda seen: seen.record(identity)


def play_veiled(stage: Stage, *, shared: bool, identity: str = "canaryID") -> Find:
    stage.share("for_judge", "ann", "linked", fields={"text": "a linked text"})
    names = ("text", "ofparty", "ofowner", "ofjudge", "oftable", "ofpicked")
    fields = {one: f"a canary{one.upper()}" for one in names}
    make = stage.share if shared else stage.draft
    make("veiled", "ann", identity, fields={**fields, "serves": "linked", "scan": sent(name="canarySCAN.pdf")},
         picked="Mill")  # fmt: skip
    return the_record(identity)


def play_bids(stage: Stage, *sealed: str) -> None:
    stage.arrive()
    for envoy in ("ann", "ben", "lot"):
        stage.draft("bid", envoy, f"canaryOF{envoy}", fields={"text": f"a canaryTEXTOF{envoy}"})
    for envoy in sealed:
        stage.do("seal", envoy, record="bid")


def play_correction(stage: Stage, record: str) -> Find:
    stage.share(record, "ann", "canaryID", **SAID)
    stage.do("confirm", "ben" if record == "clause" else "abe", id="canaryID", version=1)
    if record == "clause":
        stage.do("confirm", "ann", id="canaryID", version=1)
    stage.draft(record, "ann", "canaryID", fields={"text": "a canaryNEWER"})
    stage.do("share", "ann", id="canaryID", version=2, editorial=True)
    if record == "clause":
        stage.do("confirm", "ann", id="canaryID", version=2)
    return lambda seen: (one := seen.record("canaryID")) and one.correction


def the_decision(name: str, part: str = "") -> Find:
    return lambda seen: (one := seen.decision(name)) and (getattr(one, part) if part else one)


def held_by_gate() -> Stage:
    gates = {"talking": {"title": "All is said", "all": [
        {"id": "said", "need": "for_judges.size() > 0", "shows": "outcome", "unmet": "Nothing was said",
         "owed_by": "chair"}]}}  # fmt: skip
    return a_stage(matrix_method(gates=gates, **{"while": {"talking": "hold"}}))


def play_waiver(stage: Stage, condition: str, subject: str | None, *agreed: str) -> Find:
    told = {"subject": subject} if subject else {}
    stage.do("waive", "chair", condition=f"work:on.{condition}", reason="a canaryWHY", until="2026-05-01",
             waiver="canaryWAIVER", **told)  # fmt: skip
    for one in agreed:
        stage.do("agree", one, waiver="canaryWAIVER")
    return lambda seen: next((one for one in seen.progress.waivers if one.id == "canaryWAIVER"), None)


def play_meeting(stage: Stage) -> None:
    stage.do("plan", "chair", session="known", title="A meeting", starts_at=TOMORROW,
             agenda="a canaryAGENDA")  # fmt: skip
    stage.wait(days=2)
    stage.do("attend", "chair", session="known", present=["ann", "ben"], minutes="a canaryMINUTES", ended=True)


def play_answers(stage: Stage, record: str, several: int = 3) -> None:
    stage.arrive()
    for number, envoy in enumerate(("ann", "ben", "lot")[:several]):
        fields = {"score": number + 1} if record in ("pulse", "quietly") else {"text": f"an answer {number}"}
        stage.share(record, envoy, f"canaryOF{envoy}", fields=fields)
