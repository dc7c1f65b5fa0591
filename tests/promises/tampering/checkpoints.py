"""Checkpoints: of something else, without or with another signature, over a chain computed anew."""

from __future__ import annotations

from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.promises.logs import Json, heads_of, signed
from tests.promises.tampering.case import Altered, Case, an_item, one_of, skeletons_of, way


@way
def the_checkpoint_of_something_else(chance: Random, export: Json, case: Case) -> Altered:
    other = one_of(chance, case, chance.choice(["processes", "keys", "readers", "earlier"]))
    if other is None:
        return None
    export["checkpoint"] = other["checkpoint"]
    return export


@way
def the_signature_dropped(chance: Random, export: Json, case: Case) -> Altered:
    if chance.random() < 0.5:
        del export["checkpoint"]["signature"]
    else:
        export["checkpoint"]["signature"] = chance.choice(
            ["", "0" * 128, None, export["checkpoint"]["signature"].upper()]
        )
    return export


@way
def the_signature_written_otherwise(chance: Random, export: Json, case: Case) -> Altered:
    """Add the order of the group to the second half: a careless library takes both for the same signature."""
    signature = bytes.fromhex(export["checkpoint"]["signature"])
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(signature[32:], "little") + order
    export["checkpoint"]["signature"] = (signature[:32] + scalar.to_bytes(32, "little")).hex()
    return export


def rechained(chance: Random, export: Json) -> None:
    """Alter an event and make the heads of the checkpoint follow from it: a chain with a valid look."""
    event = an_item(chance, export)["event"]
    event["actor"] = "mallory"
    export["checkpoint"]["heads"] = heads_of(skeletons_of(export))


@way
def the_chain_computed_anew(chance: Random, export: Json, case: Case) -> Altered:
    rechained(chance, export)
    return export


@way
def the_chain_computed_anew_and_signed_by_another(chance: Random, export: Json, case: Case) -> Altered:
    rechained(chance, export)
    mallory = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    export["checkpoint"] = signed(export["process"], export["labels"], skeletons_of(export), mallory)
    if chance.random() < 0.5:
        export["checkpoint"]["key"] = case.key
    return export
