"""The log: one JSON object a line, with the id of the request it belongs to."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from bot.settings import LogLevel
from bot.slack.guarding import reason_of
from bot.slack.tracing import request_id

_SECRETS = re.compile(r"\b(?:xox[a-z]|xapp|xoxe)[.-][\w.-]+")
"""Slack's tokens, should one ever get into a line."""

QUIET = ("alembic", "asyncio", "sqlalchemy", "watchfiles")
"""Libraries whose information is of no use here, and whose DEBUG shows values."""


class JsonFormatter(logging.Formatter):
    """Writes records as JSON. Of exceptions only kind and place: their text may quote messages."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _SECRETS.sub("[token]", record.getMessage()),
        }
        if request_id.get():
            line["request"] = request_id.get()
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _SECRETS.sub("[token]", reason_of(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def start_log(level: LogLevel) -> None:
    """Write the log to standard error from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
