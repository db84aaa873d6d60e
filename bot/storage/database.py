"""The database: SQLite in a file, or PostgreSQL; both in threads beside the event loop.

A transaction is a plain function of a connection, run as a whole in one thread. Drivers that go
back to the event loop for every statement cost several times as much: see bench/RESULTS.md.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Double,
    Engine,
    Executable,
    Row,
    Select,
    create_engine,
    event,
    extract,
    func,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StorageError

T = TypeVar("T")

THREADS: Final = 4
"""Of each kind of work, and connections for them."""
CONNECT_TIMEOUT: Final = 5
"""Seconds that a connection may take to come about."""
STATEMENT_TIMEOUT: Final = 15
"""Seconds after which a statement is given up: nothing here takes one."""
SILENCE_TIMEOUT: Final = 10
"""Seconds after which a server that does not answer at all is taken for gone."""
BUSY_TIMEOUT: Final = 10.0
"""Seconds that SQLite waits for another process to finish writing."""
BUSY_PAUSE: Final = 0.01
"""Seconds between tries where SQLite itself does not wait."""
CHECKPOINT_EVERY: Final = 100
"""Transactions after which SQLite's log goes into the file itself."""
MAX_LOG: Final = 32 * 2**20
"""Bytes of SQLite's log from which on nobody may write until it has been emptied."""
PRIMARY_CODE: Final = 0xFF
"""The part of SQLite's error codes that says the kind: https://www.sqlite.org/rescode.html."""


@dataclass(frozen=True)
class _Done(Generic[T]):
    """What came of work that was done."""

    result: T


@dataclass(frozen=True)
class _Side:
    """Connections for one kind of work, and the threads it is done in."""

    engine: Engine
    threads: ThreadPoolExecutor

    def close(self) -> None:
        self.threads.shutdown(cancel_futures=True)
        self.engine.dispose()


class Database:
    """Connections to one database.

    SQLite takes one writer at a time, and is done with a few rows sooner than a thread is begun:
    they are written where they come, on the event loop, and only the disk is waited for in a
    thread. Whatever else is written queues up in a thread of its own.

    Args:
        url: SQLAlchemy's address, ``sqlite:///…`` or ``postgresql+psycopg://…``.

    Raises:
        StorageError: SQLite's folder cannot be made.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._here: Engine | None = None
        self._log: _Log | None = None
        self._writers = 0
        self._name = parsed.render_as_string(hide_password=True)
        if self.is_sqlite:
            _make_folder(parsed)
            self._reading = _Side(_sqlite(parsed), _threads(THREADS))
            self._writing = self._hasty = _Side(_sqlite(parsed, is_writer=True), _threads(1))
            self._here = _sqlite(parsed, is_writer=True, patience=0.0)
            event.listen(self._here, "connect", _leave_checkpoints)
            self._log = _Log(Path(f"{parsed.database}-wal"), self._reading.engine)
        else:
            self._reading = _Side(
                _postgresql(parsed, isolation_level="AUTOCOMMIT"), _threads(THREADS)
            )
            self._writing = _Side(_postgresql(parsed), _threads(THREADS))
            self._hasty = _Side(_postgresql(parsed, synchronous_commit="off"), _threads(THREADS))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do ``work``, whose statements change nothing, each by itself.

        Raises:
            StorageError: the database cannot be used.
        """
        return await self._in_thread(self._reading, work)

    async def write(
        self, work: Callable[[Connection], T], *, is_brief: bool = False, is_hasty: bool = False
    ) -> T:
        """Do ``work`` in a transaction, committed at its end.

        Args:
            work: what is done; it may be run in any thread, and again.
            is_brief: it changes a few rows, and may have them at once, on the event loop.
            is_hasty: it is brief, and not waited for until it is on the disk: it outlives the
                process, but not a power cut in the next moment. For what is done again then.

        Raises:
            StorageError: the database cannot be used; nothing was changed, or it was changed and
                may not outlive a power cut.
        """
        done = self._at_once(work) if is_brief or is_hasty else None
        result = await self._queued(work, is_hasty=is_hasty) if done is None else done.result
        if self._log is not None and not is_hasty:
            await self._told(self._log.on_disk())
            if self._log.is_long and not self._writers:
                await self._empty(self._log)
        return result

    async def _empty(self, log: _Log) -> None:
        """Have the log emptied in the writing thread: it never is where somebody always writes."""
        self._writers += 1  # what is written meanwhile queues up behind it
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._writing.threads, log.empty)
        finally:
            self._writers -= 1

    def _at_once(self, work: Callable[[Connection], T]) -> _Done[T] | None:
        """Do ``work`` here and now; None where that cannot be, or somebody else is writing."""
        if self._here is None or self._writers:
            return None
        with suppress(DBAPIError), self._here.begin() as connection:
            return _Done(work(connection))
        return None  # in the thread it can wait, and fails in words

    async def _queued(self, work: Callable[[Connection], T], *, is_hasty: bool) -> T:
        self._writers += 1
        try:
            return await self._in_thread(self._hasty if is_hasty else self._writing, work)
        finally:
            self._writers -= 1

    async def execute(self, *statements: Executable) -> int:
        """Execute statements in one transaction; gives the number of rows they changed.

        Raises:
            StorageError: as ``write``.
        """

        def work(connection: Connection) -> int:
            return sum(connection.execute(statement).rowcount for statement in statements)

        return await self.write(work)

    async def rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        """The rows of ``query``.

        Raises:
            StorageError: as ``read``.
        """
        return await self.read(lambda connection: connection.execute(query).all())

    async def one(self, query: Select[*tuple[Any, ...]]) -> Any:  # noqa: ANN401 - a row of any shape
        """The first row of ``query``; None where there is none.

        Raises:
            StorageError: as ``read``.
        """
        return await self.read(lambda connection: connection.execute(query).first())

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
        """Finish what is being done, and close every connection."""
        if self._log is not None:
            await asyncio.to_thread(self._log.close)
        for side in (self._reading, self._writing, self._hasty):
            await asyncio.to_thread(side.close)
        if self._here is not None:
            self._here.dispose()

    async def _in_thread(self, side: _Side, work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with side.engine.begin() as connection:
                return work(connection)

        return await self._told(asyncio.get_running_loop().run_in_executor(side.threads, whole))

    async def _told(self, doing: Awaitable[T]) -> T:
        try:
            return await doing
        except DBAPIError as error:
            # The driver's text may quote values; the kind of error says enough.
            what = type(error.orig).__name__
            raise StorageError(f"the database cannot be used ({what}): {self._name}") from error
        except (OSError, TimeoutError, PoolTimeoutError) as error:
            raise StorageError(f"the database cannot be reached: {self._name}") from error


class _Log:
    """SQLite's write-ahead log, which is on the disk only when somebody sees to it.

    SQLite itself would, with ``synchronous=FULL``, but before it lets anybody else write: what
    takes no time and need not be on the disk would wait for what does.

    Args:
        path: its file, next to the database's.
        engine: connections to the file.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path, self._engine = path, engine
        self._thread = _threads(1)
        self._since_checkpoint = 0
        self.is_long = False
        """Whether it should be emptied, as far as was seen when it was last on the disk."""

    async def on_disk(self) -> None:
        """Wait until everything committed by now would outlive a power cut.

        Raises:
            OSError: it is not certain.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._sync)

    def empty(self) -> None:
        """Bring all of it into the file and begin it anew, unless somebody still reads in it."""
        with suppress(DBAPIError), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
        self.is_long = False  # until it is seen again

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)

    def _sync(self) -> None:
        with suppress(FileNotFoundError), self._path.open("rb+") as log:
            os.fsync(log.fileno())
            self.is_long = os.fstat(log.fileno()).st_size > MAX_LOG
        self._since_checkpoint += 1
        if self._since_checkpoint >= CHECKPOINT_EVERY:
            self._since_checkpoint = 0
            with suppress(DBAPIError), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint").close()


def _leave_checkpoints(connection: sqlite3.Connection, _record: object) -> None:
    # They write and wait for the disk: nothing for the event loop.
    connection.execute("PRAGMA wal_autocheckpoint=0").close()


def _threads(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix="database")


def _postgresql(url: URL, *, synchronous_commit: str = "on", **options: Any) -> Engine:  # noqa: ANN401
    settings = {
        "statement_timeout": f"{STATEMENT_TIMEOUT}s",
        "synchronous_commit": synchronous_commit,
    }
    return create_engine(
        url,
        pool_size=THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT,
            "tcp_user_timeout": SILENCE_TIMEOUT * 1000,
            "keepalives_idle": SILENCE_TIMEOUT,
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            # Poolers such as PgBouncer hand a session to another client between statements.
            "prepare_threshold": None,
        },
        **options,
    )


def _make_folder(url: URL) -> None:
    if not url.database:
        return
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the database cannot be made in {folder}: {error.strerror}") from error


def _sqlite(url: URL, *, is_writer: bool = False, patience: float = BUSY_TIMEOUT) -> Engine:
    """Connections to a file.

    ``patience`` are the seconds that they wait for another process to finish writing.
    """
    engine = create_engine(
        url,
        pool_size=THREADS,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": patience, "check_same_thread": False},
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # None: sqlite3 begins no transaction by itself.
        connection.isolation_level = None
        # With a log `_Log` sees to the disk; without one nobody but SQLite can.
        synchronous = "NORMAL" if _use_wal(connection, patience) else "FULL"
        for pragma in ("secure_delete=ON", f"synchronous={synchronous}"):
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine, "connect", prepare)
    if is_writer:
        event.listen(engine, "begin", _begin_immediately)
    return engine


def _use_wal(connection: sqlite3.Connection, patience: float) -> bool:
    """With a write-ahead log (WAL), in which readers do not wait for the writer, if there can be.

    A file keeps its mode: only its first connections change anything. Of those that try at once
    SQLite has all but one fail without waiting, as each might wait for the other
    (https://www.sqlite.org/c3ref/busy_handler.html): so the waiting is done here.
    """
    give_up = time.monotonic() + patience
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & PRIMARY_CODE == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > give_up:
                raise
            time.sleep(BUSY_PAUSE)
        else:
            return bool(mode == ("wal",))


def _begin_immediately(connection: Connection) -> None:
    # Else two transactions that read before they write could lock each other out.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
