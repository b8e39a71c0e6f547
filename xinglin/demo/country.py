"""The places of the demonstration: cities, training hospitals, medical schools and majors, read from `data/`.

Names, provinces and cities are public facts. Which specialties a hospital offers is only plausible, not official, and
its credit code is invented.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

DATA = Path(__file__).parent / "data"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class City:
    """A prefecture or, under 兵团, a city of a division; `code` is of GB/T 2260."""

    code: str
    name: str
    province: str


@dataclass(frozen=True)
class Hospital:
    """A national training base; `level` and `kind` are values of the institutions' lists.

    `city` is None when it stands directly under its province (兵团医院); a military one has no credit code.
    """

    name: str
    short_name: str
    province: str
    city: str | None
    level: str
    kind: str
    is_military: bool
    specialties: tuple[str, ...]
    credit_code: str


@dataclass(frozen=True)
class University:
    """A medical school; `code` is the five-digit one of its certificates, None where it is not certain."""

    name: str
    province: str
    code: str | None = None


@dataclass(frozen=True)
class Major:
    """A major of study, the levels it is taught at and the training specialties it leads to, by `weight`."""

    name: str
    levels: tuple[str, ...]
    weight: int
    specialties: tuple[str, ...]


def read(name: str) -> Any:
    """The content of `data/<name>.json`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def cities() -> tuple[City, ...]:
    """Every prefecture of the 31 provinces and the cities of 兵团."""
    return tuple(City(code, name, province) for province, rows in read("cities").items() for code, name in rows)


@cache
def hospitals() -> tuple[Hospital, ...]:
    """Training hospitals of all provinces, those of one province together."""
    return tuple(
        Hospital(
            **row
            | {
                "specialties": tuple(row["specialties"]),
                "credit_code": "" if row["is_military"] else credit_code(serial),
            }
        )
        for serial, row in enumerate(read("hospitals"), 1)
    )


@cache
def universities() -> tuple[University, ...]:
    """Medical schools of all provinces."""
    return tuple(University(**row) for row in read("universities"))


@cache
def majors() -> tuple[Major, ...]:
    """Majors of associate, bachelor, master and doctor courses."""
    return tuple(
        Major(row["name"], tuple(row["levels"]), row["weight"], tuple(row["specialties"])) for row in read("majors")
    )


def credit_code(serial: int) -> str:
    """An invented unified social credit code of a public institution in the region 999999, which does not exist.

    `serial` is below 10,000,000. Both check characters are right (GB 11714, GB 32100, reference-data.md §2.2).
    """
    organisation = f"9{serial:07d}"
    total = sum(weight * int(digit) for weight, digit in zip(_ORGANISATION_WEIGHTS, organisation, strict=True))
    first_seventeen = f"12999999{organisation}{'0123456789X'[-total % 11]}"
    return first_seventeen + uscc.calc_check_digit(first_seventeen)
