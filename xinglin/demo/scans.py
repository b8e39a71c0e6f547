"""Portraits and scans for many people: each picture is drawn and judged once, and stored for everyone who has it."""

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from xinglin.demo import pictures
from xinglin.engines.access.actor import Actor
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.inspection import Accepted, inspect
from xinglin.engines.files.kinds import FILE_KINDS
from xinglin.engines.files.storing import NewFile
from xinglin.kit import documents

CARDS = 3  # variants of each sex; portraits have more, as they are looked at
Draw = Callable[[str, int], bytes]
# field: kind of file, name, who draws it from sex and variant, variants
PORTRAIT: tuple[str, str, Draw, int] = ("portrait", "证件照.jpg", pictures.portrait, pictures.VARIANTS)
CARD_SIDES: dict[str, tuple[str, str, Draw, int]] = {
    "id_front": ("identity-scan", "身份证人像页.jpg", pictures.id_card_front, CARDS),
    "id_back": ("identity-scan", "身份证国徽页.jpg", lambda gender, variant: pictures.id_card_back(), 1),
}


def upload_scans(people: Sequence[dict[str, Any]], *, own: bool, by: Actor) -> list[dict[str, UUID]]:
    """For each person the uploads by field: a portrait, and both sides of the card if it is an identity card.

    `own`: each has files of his own, as in life. Otherwise people of one sex share a few, which saves most of the
    time and space of the demonstration.
    """
    files: dict[tuple, NewFile] = {}
    found = []
    for place, person in enumerate(people):
        wanted = {"portrait": PORTRAIT} | (CARD_SIDES if person["document_type"] == documents.ID_CARD else {})
        mine = {}
        for field, picture in wanted.items():
            key = (field, person["gender"], place if own else place % picture[-1])
            mine[field] = files.setdefault(key, _file(*picture, person["gender"], place)).uuid
        found.append(mine)
    take_in(list(files.values()), by=by)
    return found


def _file(kind: str, name: str, draw: Draw, variants: int, gender: str, place: int) -> NewFile:
    accepted = _accepted(kind, draw, gender, place % variants)
    return NewFile(
        kind=kind,
        name=name,
        body=BytesIO(accepted.content),
        content_type=accepted.content_type,
        width=accepted.width,
        height=accepted.height,
        thumbnail=accepted.thumbnail,
    )


@cache
def _accepted(kind: str, draw: Draw, gender: str, variant: int) -> Accepted:
    content = draw(gender, variant)
    return inspect(BytesIO(content), len(content), FILE_KINDS[kind])
