"""Databases for tests: SQLite in a file, and a real PostgreSQL where one is to be had."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

NO_POSTGRES = "no PostgreSQL: set TEST_DATABASE_URL, install pgserver, or put postgres on the PATH"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server on which databases can be made."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql+psycopg://", "postgresql://")
        return
    with tempfile.TemporaryDirectory(prefix="verbatim-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # where the tests run as root, the server has an account of its own
        yield from _pgserver(folder)


def _pgserver(folder: Path) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains where there is no XDG_RUNTIME_DIR
            import pgserver
    except ImportError:
        yield from _own_server(folder)
        return
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _own_server(folder: Path) -> Iterator[str]:
    program = shutil.which("postgres")
    if program is None or os.geteuid() == 0:
        pytest.skip(NO_POSTGRES)
    tools = Path(program).resolve().parent
    data = folder / "data"
    subprocess.run(
        [tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust"],
        check=True,
        capture_output=True,
    )
    options = f"-k {folder} -c listen_addresses=''"
    subprocess.run(
        [tools / "pg_ctl", "-D", data, "-w", "-o", options, "start"],
        check=True,
        capture_output=True,
    )
    try:
        yield f"postgresql://postgres:@/postgres?host={folder}"
    finally:
        subprocess.run(
            [tools / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=True,
            capture_output=True,
        )


_numbers = iter(range(1, 1_000_000))


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = f"verbatim_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlsplit(postgres_server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'verbatim.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that uses this runs on both databases."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(kind))
