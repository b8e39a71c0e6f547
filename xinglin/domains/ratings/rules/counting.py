"""What the answers of one box come to: pure reckoning, exact to the last point (FAC-09)."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from xinglin.domains.faculty.public import YearResult

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Answer:
    """One opened ballot."""

    supervisor: int
    scores: tuple[int, ...]
    words: str


@dataclass
class Sum:
    """Some answers taken together."""

    answers: int = 0
    points: list[int] = field(default_factory=list)  # of each item
    words: list[str] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """One more."""
        self.answers += 1
        self.points = [
            old + new for old, new in zip(self.points or [0] * len(answer.scores), answer.scores, strict=True)
        ]
        if answer.words:
            self.words.append(answer.words)

    def mean(self) -> Decimal:
        """Of all items."""
        return mean(sum(self.points), self.answers * len(self.points))

    def means(self) -> list[Decimal]:
        """Of each item."""
        return [mean(points, self.answers) for points in self.points]

    def shuffled(self) -> list[str]:
        """The words in an order that says nothing."""
        secrets.SystemRandom().shuffle(self.words)
        return self.words


def mean(points: int, number: int) -> Decimal:
    """Cut after two decimals, not rounded: 2.999 is not yet 3."""
    return (Decimal(points) / number).quantize(HUNDREDTH, ROUND_DOWN)


def sums(answers: Iterable[Answer]) -> dict[int, Sum]:
    """Supervisor → the sum of what was said of him."""
    found: dict[int, Sum] = defaultdict(Sum)
    for answer in answers:
        found[answer.supervisor].add(answer)
    return dict(found)


def publishable(found: Mapping[int, Sum], people: Mapping[int, int], minimum: int) -> dict[int, Sum]:
    """Those rated by enough people; who came twice in the year is one of them."""
    return {key: each for key, each in found.items() if min(each.answers, people.get(key, 0)) >= minimum}


def whole(found: Mapping[int, Sum], shown: Mapping[int, Sum], minimum: int) -> Decimal | None:
    """The department's mean; None where it, less what is published, would tell of too few answers."""
    number = sum(each.answers for each in found.values())
    rest = number - sum(each.answers for each in shown.values())
    if number < minimum or 0 < rest < minimum:
        return None
    points = sum(sum(each.points) for each in found.values())
    items = len(next(iter(found.values())).points)
    return mean(points, number * items)


def verdict(parts: Sequence[tuple[int, int, int]], pass_mark: Decimal) -> YearResult:
    """不合格 when the mean lies below the mark. `parts`: (points, answers, items) of each department of the year."""
    points, scores = sum(each[0] for each in parts), sum(answers * items for _, answers, items in parts)
    return YearResult.POOR if mean(points, scores) < pass_mark else YearResult.GOOD
