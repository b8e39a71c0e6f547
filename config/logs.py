"""Structured logs, one JSON object a line in production, without personal data."""

import logging.config
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

FRAMES = 12  # of a fault, the innermost


def without_message(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a fault its kind and place: the message may hold a person's data («Failing row contains …»)."""
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else sys.exc_info()[1] if raised is True else raised
    if isinstance(error, BaseException):
        event["error"], event["place"] = type(error).__name__, traceback.format_tb(error.__traceback__)[-FRAMES:]
    return event


def configure(_settings: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook: everything goes through structlog to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {"xinglin": {"level": "INFO"}, "django.server": {"level": "WARNING"}},
        }
    )
