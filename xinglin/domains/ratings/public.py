"""What others may use of ratings."""

from .actions.answering import give_answers
from .actions.counting import confirm_results, count_answers
from .models import Box, Given, Result
from .queries.asking import own_stays

__all__ = ["Box", "Given", "Result", "confirm_results", "count_answers", "give_answers", "own_stays"]
