"""What stands in the log of a fault: enough to mend it, and nothing of a person (PLT-121)."""

import json
import logging
import sys

import pytest
import structlog

pytestmark = pytest.mark.spec("PLT-121")


def written(record: logging.LogRecord) -> str:
    """As the handler of this process writes it."""
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    ours = next(each for each in formatters if isinstance(each, structlog.stdlib.ProcessorFormatter))
    return ours.format(record)


def test_a_fault_is_logged_with_its_kind_and_place_and_without_its_message() -> None:
    name, number = "钱真实", "13900000001"
    try:
        raise ValueError(f"Failing row contains (7, {name}, {number})")
    except ValueError:
        facts = {"name": "django.request", "level": logging.ERROR, "pathname": "", "lineno": 0, "args": ()}
        line = written(logging.LogRecord(msg="Internal Server Error: /x/", exc_info=sys.exc_info(), **facts))
    told = json.loads(line)
    assert (told["event"], told["level"], told["error"]) == ("Internal Server Error: /x/", "error", "ValueError")
    assert "test_a_fault_is_logged" in told["place"][-1]
    assert name not in line
    assert number not in line
