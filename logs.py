"""Logs: JSON lines of past-tense event names and ids. Never a title, a text, a comment or a person's name."""

import json
import logging
import sys

import structlog


class _Line(logging.Formatter):
    """What libraries say, as one JSON line: an exception's type, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"event": "library_said", "logger": record.name, "level": record.levelname.lower()}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        else:
            line["message"] = record.getMessage()
        return json.dumps(line)


def configure() -> None:
    """Send structlog's events, and the warnings of libraries, to stdout as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Line())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
