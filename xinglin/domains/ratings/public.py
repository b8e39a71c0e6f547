"""What others may use of ratings."""

from .actions.answering import give_answers
from .actions.counting import confirm_results, count_answers
from .models import Ballot, Box, Given, Result
from .queries.asking import own_stays, waiting_stays
from .queries.ballots import sealed
from .rules.counting import Answer

__all__ = [
    "Answer",
    "Ballot",
    "Box",
    "Given",
    "Result",
    "confirm_results",
    "count_answers",
    "give_answers",
    "own_stays",
    "sealed",
    "waiting_stays",
]
