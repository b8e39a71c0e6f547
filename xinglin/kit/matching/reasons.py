"""Why did it come out so? For the page that every applicant has (REC-50), and for what-if (REC-51)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from .market import Market, Matching


class Answer(Enum):
    """What became of one preference."""

    ADMITTED = "admitted"
    UNRANKED = "unranked"  # the programme did not rank the applicant
    FULL = "full"  # everybody there is ranked better, or came in by a reserved place
    NOT_NEEDED = "not_needed"  # a better preference was met


@dataclass(frozen=True)
class Reason:
    """`rank` of the applicant and `last` rank that an open place went to, both from 1; None where there is none."""

    programme: int
    answer: Answer
    rank: int | None = None
    last: int | None = None


def reasons(market: Market, matching: Matching, applicant: int) -> list[Reason]:
    """One for each preference of an applicant who is no member of a couple, in their order."""
    found, has_place = [], False
    for programme in market.preferences[applicant]:
        rank = market.rankings[programme].get(applicant)
        if has_place:
            found.append(Reason(programme, Answer.NOT_NEEDED))
        elif matching.admitted[applicant] == programme:
            has_place = True
            found.append(Reason(programme, Answer.ADMITTED, _shown(rank)))
        elif rank is None:
            found.append(Reason(programme, Answer.UNRANKED))
        else:
            found.append(Reason(programme, Answer.FULL, _shown(rank), _last(market, matching, programme)))
    return found


def _shown(rank: int | None) -> int | None:
    return None if rank is None else rank + 1


def _last(market: Market, matching: Matching, programme: int) -> int | None:
    """The rank of the last one admitted who did not need a reserved place."""
    ranking, left = market.rankings[programme], dict(market.reserves.get(programme, {}))
    last = None
    for applicant in sorted((a for a, p in enumerate(matching.admitted) if p == programme), key=ranking.__getitem__):
        category = market.categories.get(applicant, "")
        if left.get(category, 0):
            left[category] -= 1
        else:
            last = ranking[applicant] + 1
    return last


def differences(before: Matching, after: Matching) -> Sequence[tuple[int, int | None, int | None]]:
    """Applicants who end elsewhere, each with where before and where after (REC-51)."""
    pairs = enumerate(zip(before.admitted, after.admitted, strict=True))
    return [(applicant, old, new) for applicant, (old, new) in pairs if old != new]
