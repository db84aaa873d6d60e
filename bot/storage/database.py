"""The database: SQLite in a file, or PostgreSQL; both through asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Double, Select, event, extract, func, literal_column, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageError

POOL_SIZE: Final = 8
CONNECT_TIMEOUT: Final = 5
"""Seconds that a connection may take to come about."""
STATEMENT_TIMEOUT: Final = 15
"""Seconds after which a statement is given up: nothing here takes one."""
_HASTY: Final = text("SET LOCAL synchronous_commit = off")
BUSY_TIMEOUT: Final = 10.0
"""Seconds that SQLite waits for another process to finish writing."""


class Database:
    """Connections to one database.

    SQLite takes one writer at a time: within this process they queue up here,
    which is fairer and faster than SQLite's own waiting.

    Args:
        url: SQLAlchemy's address, ``sqlite+aiosqlite:///…`` or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self.is_sqlite = self._engine.dialect.name == "sqlite"
        self._turn = asyncio.Lock()
        self._name = make_url(url).render_as_string(hide_password=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for statements that change nothing, each by itself.

        Raises:
            StorageError: the database cannot be used.
        """
        async with self._translating(), self._engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def writing(self, *, is_hasty: bool = False) -> AsyncIterator[AsyncConnection]:
        """A transaction, committed at the end.

        Args:
            is_hasty: not to wait until it is on the disk: it outlives the process, but
                not a power cut in the next moment. For what is done again then.

        Raises:
            StorageError: the database cannot be used; nothing was changed.
        """
        async with self._translating(), AsyncExitStack() as stack:
            if self.is_sqlite:
                await stack.enter_async_context(self._turn)
            connection = await stack.enter_async_context(self._engine.connect())
            if self.is_sqlite:
                await connection.execution_options(verbatim_hasty=is_hasty)
            await stack.enter_async_context(connection.begin())
            if is_hasty and not self.is_sqlite:
                await connection.execute(_HASTY)
            yield connection

    async def one(self, query: Select[*tuple[Any, ...]]) -> Any:  # noqa: ANN401 - a row of any shape
        """The first row of ``query``; None where there is none."""
        async with self.reading() as connection:
            return (await connection.execute(query)).first()

    def insert(self, table: Any) -> Any:  # noqa: ANN401 - both dialects' inserts know conflicts
        """An ``INSERT`` that may say what happens ``ON CONFLICT``."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    @property
    def now(self) -> ColumnElement[float]:
        """The database's clock, which all replicas share: seconds since 1970."""
        if self.is_sqlite:
            return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Double)
        return extract("epoch", func.clock_timestamp()).cast(Double)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _translating(self) -> AsyncIterator[None]:
        try:
            yield
        except DBAPIError as error:
            # The driver's text may quote values; the kind of error says enough.
            what = type(error.orig).__name__
            raise StorageError(f"the database cannot be used ({what}): {self._name}") from error
        except (OSError, TimeoutError, PoolTimeoutError) as error:
            raise StorageError(f"the database cannot be reached: {self._name}") from error


def _engine(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(
            parsed,
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_timeout=CONNECT_TIMEOUT,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT}s",
                # Poolers such as PgBouncer hand a session to another client between statements.
                "prepare_threshold": None,
            },
        )
    if parsed.database and parsed.database != ":memory:":
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"the database cannot be made in {Path(parsed.database).parent}: {error.strerror}"
            ) from error
    engine = create_async_engine(
        parsed,
        pool_size=POOL_SIZE,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
    # None: sqlite3 begins no transaction by itself; _begin_immediately does.
    connection.isolation_level = None
    cursor = connection.cursor()
    # With WAL readers do not wait for the writer.
    for pragma in ("journal_mode=WAL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediately(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's, sync side
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    level = "NORMAL" if options.get("verbatim_hasty") else "FULL"
    connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    # Else two transactions that read before they write could lock each other out.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
