"""What an action answers: what was done, and for each refused row the sentence why."""

from collections.abc import Iterable
from dataclasses import dataclass, field


class Refused(Exception):
    """A whole set could not be done; carries the Chinese sentence."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass
class Outcome:
    """Keys are primary keys, or row indexes where the rows did not exist before."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    unchanged: list[int] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)  # how a refused row is called («林清和»)
    records: dict[int, int] = field(default_factory=dict)  # row index → primary key of what was made or changed there

    @classmethod
    def judged(cls, verdicts: Iterable[tuple[int, str | None]]) -> "Outcome":
        """From (key, None or the sentence why not)."""
        outcome = cls()
        for key, why in verdicts:
            if why is None:
                outcome.done.append(key)
            else:
                outcome.refused[key] = why
        return outcome

    def only(self) -> int:
        """The one done row of a set of one; Refused with its sentence otherwise."""
        if self.refused:
            raise Refused(next(iter(self.refused.values())))
        if len(self.done) + len(self.unchanged) != 1:
            raise Refused("没有找到可以办理的记录，可能已被删除或不在您的管理范围内。")
        return (self.done or self.unchanged)[0]
