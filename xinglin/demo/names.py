"""Invented names with a fitting ethnic group and home province: rare characters, compound surnames, names with «·»."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from xinglin.demo import country

HAN, MONGOL, TIBETAN, UYGUR, YI, KAZAKH = "01", "02", "04", "05", "07", "17"
RARE_SHARE = 0.01  # of given names, with a character that old systems could not type


@dataclass(frozen=True)
class Identity:
    """What a name comes with; `ethnic_group` is of GB/T 3304, `province` (home) of GB/T 2260."""

    name: str
    ethnic_group: str
    province: str


class Weighted:
    """Choices with weights, added up once."""

    def __init__(self, weights: dict[str, float]) -> None:
        """`weights` maps each choice to how often it comes, in any unit."""
        self._choices = list(weights)
        self._sums = list(accumulate(weights.values()))

    def draw(self, random: Random) -> str:
        """One of the choices."""
        return random.choices(self._choices, cum_weights=self._sums)[0]


@cache
def _lists() -> dict[str, Any]:
    lists = country.read("names")
    lists["surnames"] = Weighted(dict(lists["surnames"]))
    lists["households"] = Weighted(lists["households"])
    lists["ethnic"] = {province: Weighted(weights) for province, weights in lists["ethnic"].items()}
    return lists


def identity(random: Random, gender: str, province: str | None = None) -> Identity:
    """A person of `gender` ("1" man, "2" woman) from `province`, or from anywhere, as people are spread."""
    lists = _lists()
    province = province or lists["households"].draw(random)
    ethnic_group = lists["ethnic"].get(province, lists["ethnic"]["*"]).draw(random)
    return Identity(name_of(random, gender, province, ethnic_group), ethnic_group, province)


def han_name(random: Random, gender: str, ethnic_group: str = HAN) -> str:
    """A name of surname and given name; some groups have surnames of their own."""
    lists = _lists()
    own = lists["group_surnames"].get(ethnic_group)
    surname = random.choice(own) if own else lists["surnames"].draw(random)
    last = lists["given_rare" if random.random() < RARE_SHARE else "given_last"][gender]
    first = random.choice(lists["given_first"][gender]) if random.random() < 0.82 else ""
    return surname + first + random.choice(last)


def street(random: Random) -> str:
    """An invented street."""
    return random.choice(_lists()["streets"])


def name_of(random: Random, gender: str, province: str, ethnic_group: str) -> str:
    """A name as they are given in this group and province."""
    lists = _lists()
    if ethnic_group in (UYGUR, KAZAKH):
        parts = [random.choice(lists["turkic"]["given"][gender]), random.choice(lists["turkic"]["father"])]
        if random.random() < 0.02:  # some families write three generations: the longest names there are
            parts.append(random.choice(lists["turkic"]["father"]))
        return "·".join(parts)
    if ethnic_group == YI and province == "510000":
        return f"{random.choice(lists['yi']['family'])}·{random.choice(lists['yi'][gender])}"
    if ethnic_group == TIBETAN:
        return "".join(random.choice(part) for part in lists["tibetan"][gender])
    if ethnic_group == MONGOL and random.random() < 0.6:
        return random.choice(lists["mongol"][gender])
    return han_name(random, gender, ethnic_group)
