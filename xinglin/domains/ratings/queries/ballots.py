"""Sealing answers and opening them again. Only the actions of this domain do it, and only inside a locked box."""

import json
import secrets
from collections.abc import Iterable
from typing import Any

from ..models import Ballot, Box
from ..rules.counting import Answer

LENGTH = 2_600  # of every sealed text, so that the length of the words shows nothing: twelve for each of 200 characters


def sealed(box: Box, answer: Answer) -> Ballot:
    """A new ballot. The same answer is another text each time, since the columns' cipher is deterministic (0002)."""
    said: dict[str, Any] = {"salt": secrets.token_hex(16), "supervisor": answer.supervisor}
    said |= {"scores": answer.scores, "words": answer.words}
    return Ballot(box=box, sealed=json.dumps(said).ljust(LENGTH))


def opened(ballots: Iterable[Ballot]) -> list[Answer]:
    """What they say."""
    said = [json.loads(ballot.sealed) for ballot in ballots]
    return [Answer(each["supervisor"], tuple(each["scores"]), each["words"]) for each in said]
