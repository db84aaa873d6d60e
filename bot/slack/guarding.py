"""What goes wrong with one turn: kept from the others, and told without anybody's words."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.errors import VerbatimError

T = TypeVar("T")


async def outcome_of(work: Coroutine[Any, Any, T]) -> tuple[T | None, Exception | None]:
    """Await ``work``; gives its result or what went wrong: one turn's bug must not stop others."""
    try:
        return await work, None
    except Exception as error:  # noqa: BLE001 - of any kind, and told by whoever calls
        return None, error


def reason_of(error: BaseException) -> str:
    """What went wrong in a few words: ours for our own errors, else the kind and the place.

    Exceptions may quote messages, so their text is left out.
    """
    if isinstance(error, VerbatimError):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" at {last[0].filename}:{last[0].lineno}" if last else ""
    return f"{type(error).__name__}{where}"


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Say that ``what`` failed: a warning for what was to be expected, an error for a bug."""
    level = logging.WARNING if isinstance(error, VerbatimError) else logging.ERROR
    logger.log(level, "%s: %s", what, reason_of(error))
