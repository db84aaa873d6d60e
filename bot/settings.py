"""The settings: the only reader of the environment and of ``.env``.

What the environment says counts more than what ``.env`` says; an empty value is none.
``.env`` is read from the working directory, else from beside the packs.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from bot.errors import SettingsError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
_LOG_LEVELS: dict[str, LogLevel] = {
    "DEBUG": "DEBUG",
    "INFO": "INFO",
    "WARNING": "WARNING",
    "ERROR": "ERROR",
}

_T = TypeVar("_T")
_PACK = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_PLACE = re.compile(r"[CGT][A-Z0-9]{2,20}")  # a channel, private or not, or a workspace
_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_KEY_BYTES = 32  # of a Fernet key, https://github.com/fernet/spec


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can set. Secrets are left out of ``repr``."""

    home: Path  # VERBATIM_HOME: the folder that holds knowledge/ and intents/
    cache: Path  # VERBATIM_CACHE: fitted weights and the like; may be deleted at any time
    packs: tuple[str, ...] = ()  # PACKS: packs to serve; none means all
    packs_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # PACKS_IN: by Slack id
    database_url: str = field(repr=False)  # DATABASE_URL: SQLite below home by default
    host: str = "127.0.0.1"  # HOST
    port: int = 3000  # PORT
    log_level: LogLevel = "INFO"  # LOG_LEVEL
    curators: frozenset[str] = frozenset()  # CURATORS: Slack ids of who may teach
    retention_days: int = 30  # RETENTION_DAYS: how long unanswered questions are kept
    slack_bot_token: str | None = field(default=None, repr=False)
    slack_app_token: str | None = field(default=None, repr=False)
    slack_signing_secret: str | None = field(default=None, repr=False)
    slack_client_id: str | None = None
    slack_client_secret: str | None = field(default=None, repr=False)
    slack_api_url: str = "https://slack.com/api/"  # SLACK_API_URL: always ends with a slash
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)  # ENCRYPTION_KEYS: Fernet keys


def read_settings(environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: the environment; the process's own by default.
        cwd: the working directory; the process's own by default.

    Raises:
        SettingsError: with every setting that cannot be read, one a line.
    """
    given = os.environ if environ is None else environ
    here = (Path.cwd() if cwd is None else cwd).resolve()
    reader = _Reader({**_dotenv(here), **{name: text for name, text in given.items() if text}})
    home = reader.get("VERBATIM_HOME", lambda text: _folder(text, here), _home(here))
    settings = Settings(
        home=home,
        cache=reader.get("VERBATIM_CACHE", lambda text: _path(text, here), _cache(reader, home)),
        packs=reader.get("PACKS", _packs, ()),
        packs_in=reader.get("PACKS_IN", _packs_in, {}),
        database_url=reader.get(
            "DATABASE_URL", _database_url, f"sqlite:///{home / '.verbatim/verbatim.db'}"
        ),
        host=reader.get("HOST", str, Settings.host),
        port=reader.get("PORT", lambda text: _whole_number(text, 0, 65535), Settings.port),
        log_level=reader.get("LOG_LEVEL", _log_level, Settings.log_level),
        curators=reader.get("CURATORS", _curators, Settings.curators),
        retention_days=reader.get(
            "RETENTION_DAYS", lambda text: _whole_number(text, 0, 3650), Settings.retention_days
        ),
        slack_bot_token=reader.get(
            "SLACK_BOT_TOKEN", lambda text: _token(text, "xoxb-", "xoxe.xoxb-"), None
        ),
        slack_app_token=reader.get("SLACK_APP_TOKEN", lambda text: _token(text, "xapp-"), None),
        slack_signing_secret=reader.get("SLACK_SIGNING_SECRET", str, None),
        slack_client_id=reader.get("SLACK_CLIENT_ID", str, None),
        slack_client_secret=reader.get("SLACK_CLIENT_SECRET", str, None),
        slack_api_url=reader.get("SLACK_API_URL", _api_url, Settings.slack_api_url),
        encryption_keys=reader.get("ENCRYPTION_KEYS", _encryption_keys, ()),
    )
    if (settings.slack_client_id is None) != (settings.slack_client_secret is None):
        reader.faults.append("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together; one is missing")
    if reader.faults:
        raise SettingsError("\n".join(reader.faults))
    return settings


def environment_with(added: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program started from here: ours, and ``added``."""
    return {**os.environ, **added}


class _Reader:
    """Reads one setting after the other and gathers what is wrong with them."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.faults: list[str] = []

    def get(self, name: str, read: Callable[[str], _T], default: _T) -> _T:
        text = self._given.get(name, "").strip()
        if not text:
            return default
        try:
            return read(text)
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            return default


def _dotenv(here: Path) -> dict[str, str]:
    """What ``.env`` sets. A dollar sign in it is one: secrets are not templates."""
    for folder in dict.fromkeys((here, _home(here))):
        path = folder / ".env"
        if path.is_file():
            from dotenv import dotenv_values

            try:
                values = dotenv_values(path, interpolate=False, encoding="utf-8")
            except UnicodeDecodeError:
                raise SettingsError(f"{path}: this is not UTF-8") from None
            except OSError as error:
                raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
            return {name: text for name, text in values.items() if text}
    return {}


def _home(here: Path) -> Path:
    """The working directory if it holds packs, else the folder beside this package."""
    beside = Path(__file__).resolve().parent.parent
    return here if (here / "knowledge").is_dir() else beside


def _cache(reader: _Reader, home: Path) -> Path:
    base = reader.get("XDG_CACHE_HOME", Path, None)
    return base / "verbatim" if base is not None else home / ".verbatim" / "cache"


def _path(text: str, here: Path) -> Path:
    return (here / Path(text).expanduser()).resolve()


def _folder(text: str, here: Path) -> Path:
    path = _path(text, here)
    if not path.is_dir():
        raise ValueError(f"is no folder: {path}")
    return path


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(item for item in re.split(r"[,\s]+", text) if item))


def _packs(text: str) -> tuple[str, ...]:
    packs = _listed(text)
    for name in packs:
        if not _PACK.fullmatch(name):
            raise ValueError(f"holds `{name}`, which is not the id of a pack")
    return tuple(packs)


def _packs_in(text: str) -> dict[str, tuple[str, ...]]:
    """The packs of channels and workspaces: ``C0123ABCD=one+two, T0456EFGH=one``."""
    bound = {}
    for item in _listed(text):
        place, _, named = item.partition("=")
        packs = _packs(named.replace("+", " "))
        if not _PLACE.fullmatch(place) or not packs:
            raise ValueError(f"holds `{item}`; write it as C012AB3CD=pack or T012AB3CD=one+two")
        bound[place] = packs
    return bound


def _curators(text: str) -> frozenset[str]:
    users = _listed(text)
    for user in users:
        if not _USER.fullmatch(user):
            raise ValueError(f"holds `{user}`, which is not a Slack user id such as U012AB3CD")
    return frozenset(users)


def _whole_number(text: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
        raise ValueError(f"must be a whole number from {lowest} to {highest}, not `{text[:20]}`")
    return int(text)


def _log_level(text: str) -> LogLevel:
    level = _LOG_LEVELS.get(text.upper())
    if level is None:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}, not `{text[:20]}`")
    return level


def _token(text: str, *prefixes: str) -> str:
    """A Slack token. What it is instead is not repeated: it may be another secret."""
    if not text.startswith(prefixes):
        raise ValueError(f"must begin with {prefixes[0]}; this looks like another token")
    return text


def _api_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be a web address such as https://slack.com/api/")
    return text if text.endswith("/") else f"{text}/"


def _database_url(text: str) -> str:
    """A database's address, with the driver that Verbatim has for it.

    Hosts hand out ``postgres://``, a name that SQLAlchemy no longer takes.
    """
    scheme, separator, rest = text.partition("://")
    drivers = {
        "postgres": "postgresql+psycopg",
        "postgresql": "postgresql+psycopg",
        "sqlite": "sqlite",
    }
    scheme = drivers.get(scheme, scheme)
    if not separator or scheme not in drivers.values():
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return f"{scheme}://{rest}"


def _encryption_keys(text: str) -> tuple[str, ...]:
    """Fernet keys; the first encrypts, the others still decrypt."""
    keys = _listed(text)
    for number, key in enumerate(keys, start=1):
        try:
            size = len(base64.urlsafe_b64decode(key))
        except (binascii.Error, ValueError):
            size = 0
        if size != _KEY_BYTES:
            raise ValueError(f"holds no Fernet key at position {number}: 32 bytes in base64")
    return tuple(keys)
