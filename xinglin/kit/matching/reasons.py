"""Why did it come out so? For the page that every applicant has (REC-50), and for what-if (REC-51)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TypeVar

from .market import Couple, Market, Matching
from .places import Places

Key = TypeVar("Key", int, str)


class Answer(Enum):
    """What became of one preference."""

    ADMITTED = "admitted"
    UNRANKED = "unranked"  # the programme did not rank the applicant
    FULL = "full"  # everybody there is ranked better, or came in by a reserved place
    NOT_NEEDED = "not_needed"  # a better preference was met


@dataclass(frozen=True)
class Reason:
    """`rank` of the applicant there, from 1; `last`: the last applicant who got an open place; None: there is none."""

    programme: int
    answer: Answer
    rank: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class PairReason:
    """Of a joint preference; `refusing`: the programmes that would not take whom of the two it was to take."""

    answer: Answer
    refusing: tuple[int, ...] = ()


class Reasons:
    """The reasons of all applicants of one matching."""

    def __init__(self, market: Market, matching: Matching) -> None:
        self.market, self.matching = market, matching
        self.members = matching.members(len(market.quotas))
        self.last = cache(self._last)

    def of(self, applicant: int) -> list[Reason]:
        """One for each preference of an applicant who is no member of a couple, in their order."""
        found, has_place = [], False
        for programme in self.market.preferences[applicant]:
            rank = self.market.rankings[programme].get(applicant)
            shown = None if rank is None else rank + 1
            if has_place:
                found.append(Reason(programme, Answer.NOT_NEEDED))
            elif self.matching.admitted[applicant] == programme:
                has_place = True
                found.append(Reason(programme, Answer.ADMITTED, shown))
            elif rank is None:
                found.append(Reason(programme, Answer.UNRANKED))
            else:
                found.append(Reason(programme, Answer.FULL, shown, self.last(programme)))
        return found

    def of_couple(self, couple: Couple) -> list[PairReason]:
        """One for each pair of the couple, in their order."""
        found: list[PairReason] = []
        now = (self.matching.admitted[couple.first], self.matching.admitted[couple.second])
        for pair in couple.preferences:
            if any(reason.answer is Answer.ADMITTED for reason in found):
                found.append(PairReason(Answer.NOT_NEEDED))
            elif pair == now:
                found.append(PairReason(Answer.ADMITTED))
            else:
                found.append(self._refused(couple, pair))
        return found

    def _refused(self, couple: Couple, pair: tuple[int | None, int | None]) -> PairReason:
        both, comers = (couple.first, couple.second), dict[int, list[int]]()
        for one, programme in zip(both, pair, strict=True):
            if programme is not None:
                comers.setdefault(programme, []).append(one)
        others = {p: [a for a in self.members[p] if a not in both] for p in comers}
        refusing = tuple(p for p, new in comers.items() if not self._would_take(p, others[p], new))
        unranked = any(one not in self.market.rankings[p] for p, new in comers.items() for one in new)
        return PairReason(Answer.UNRANKED if unranked else Answer.FULL, refusing)

    def _would_take(self, programme: int, present: Sequence[int], newcomers: Sequence[int]) -> bool:
        """All newcomers, free to choose among them and those present?"""
        places = Places(self.market.quotas[programme], self.market.reserves.get(programme, {}))
        ranking = self.market.rankings[programme]
        for applicant in (*present, *newcomers):
            if applicant in ranking:
                places.offer(applicant, ranking[applicant], self.market.categories.get(applicant))
        return set(newcomers) <= set(places.holders())

    def _last(self, programme: int) -> int | None:
        ranking, left = self.market.rankings[programme], dict(self.market.reserves.get(programme, {}))
        last = None
        for applicant in sorted(self.members[programme], key=ranking.__getitem__):
            category = self.market.categories.get(applicant, "")
            if left.get(category, 0):
                left[category] -= 1
            else:
                last = applicant
        return last


def differences(
    before: Mapping[Key, int | None], after: Mapping[Key, int | None]
) -> list[tuple[Key, int | None, int | None]]:
    """Applicants who end elsewhere, each with where before and where after; one who is in one of them only had none."""
    everybody = before.keys() | after.keys()
    pairs = ((applicant, before.get(applicant), after.get(applicant)) for applicant in sorted(everybody))
    return [(applicant, old, new) for applicant, old, new in pairs if old != new]
