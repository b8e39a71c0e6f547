"""Tables of ratings: what is asked, what was answered, and what came of it."""

from .answers import Ballot, Box, Given
from .results import Result
from .settings import Questionnaire, RatingRule

__all__ = ["Ballot", "Box", "Given", "Questionnaire", "RatingRule", "Result"]
