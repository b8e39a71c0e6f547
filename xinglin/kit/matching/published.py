"""The inputs of an admission as one canonical text: frozen, its digest published, and only then run (REC-50).

    {"method": "matching" | "parallel", "lottery": "", "sealed_at": …, "batch": …, "parts": [titles],
     "places": [{"key", "name", "quota", "reserves": {category: number}}],
     "applicants": [{"number", "category", "preferences": [{"place", "bar", "hand", "score", "parts": […]}]}],
     "couples": [{"first", "second", "preferences": [[place | null, place | null]]}]}

`bar`: why the place cannot take him, in words, or "". `hand`: his rank in the order that the place gave by hand, which
goes before all scores. Equals are ordered by lot: SHA-256 of `lottery` and the applicant's number. Empty, the digest of
the inputs stands for it, which nobody can know before they are frozen; a dry run has a fixed one, so that two of them
differ by nothing but what was changed.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .market import Couple, Market, Matching

Inputs = Mapping[str, Any]


def canonical(inputs: Inputs) -> str:
    """The one spelling whose digest counts: keys in order, no blanks, UTF-8."""
    return json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def lot_of(number: str, inputs: Inputs, digest: str) -> str:
    """What decides between equals; the smaller goes first."""
    return digest_of(f"{inputs['lottery'] or digest}:{number}")


def market_of(inputs: Inputs, digest: str) -> Market:
    """Applicants and places by their position in the inputs; in 平行志愿 all places go by one order of scores."""
    people, index = inputs["applicants"], {place["key"]: p for p, place in enumerate(inputs["places"])}
    position = {person["number"]: a for a, person in enumerate(people)}
    couples = [
        Couple(
            position[each["first"]],
            position[each["second"]],
            [(index.get(one), index.get(other)) for one, other in each["preferences"]],
        )
        for each in inputs["couples"]
    ]
    joined = {one for couple in couples for one in (couple.first, couple.second)}
    return Market(
        preferences=[
            [] if a in joined else [index[wish["place"]] for wish in person["preferences"]]
            for a, person in enumerate(people)
        ],
        rankings=_rankings(inputs, digest, index),
        quotas=[place["quota"] for place in inputs["places"]],
        reserves={p: place["reserves"] for p, place in enumerate(inputs["places"]) if place["reserves"]},
        categories={a: person["category"] for a, person in enumerate(people)},
        couples=couples,
    )


def _rankings(inputs: Inputs, digest: str, index: Mapping[int, int]) -> list[dict[int, int]]:
    ordered: list[list[tuple[Any, ...]]] = [[] for _ in index]
    for a, person in enumerate(inputs["applicants"]):
        lot = lot_of(person["number"], inputs, digest)
        for wish in person["preferences"]:
            if not wish["bar"]:
                by_hand = wish["hand"] if wish["hand"] is not None else float("inf")
                points = tuple(-float(each) for each in (wish["score"], *wish["parts"]))
                ordered[index[wish["place"]]].append((by_hand, points, lot, a))
    return [{entry[-1]: rank for rank, entry in enumerate(sorted(entries))} for entries in ordered]


def result_of(inputs: Inputs, matching: Matching) -> dict[str, int | None]:
    """Number of each applicant → key of his place, or None."""
    keys = [place["key"] for place in inputs["places"]]
    return {
        person["number"]: None if place is None else keys[place]
        for person, place in zip(inputs["applicants"], matching.admitted, strict=True)
    }
