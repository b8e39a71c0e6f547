"""The list pages of this domain."""

from .results import DEPARTMENTS, RESULTS
from .settings import QUESTIONNAIRES, RULES

__all__ = ["DEPARTMENTS", "QUESTIONNAIRES", "RESULTS", "RULES"]
