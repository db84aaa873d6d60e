"""Settings come from the environment, then from .env, and everything wrong is told at once."""

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import read_settings

KEY = urlsafe_b64encode(b"k" * 32).decode()


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)

    assert (settings.home / "knowledge").is_dir()
    assert settings.cache == settings.home / ".verbatim" / "cache"
    assert settings.database_url == f"sqlite:///{settings.home}/.verbatim/verbatim.db"
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 3000, "INFO")
    assert (settings.packs, settings.slack_bot_token) == ((), None)


def test_the_working_directory_is_home_if_it_holds_packs(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()

    assert read_settings({}, tmp_path).home == tmp_path


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("PACKS", "one, two two", "packs", ("one", "two")),
        (
            "PACKS_IN",
            "C012AB=one+two T0AB=two",
            "packs_in",
            {"C012AB": ("one", "two"), "T0AB": ("two",)},
        ),
        ("PORT", "8080", "port", 8080),
        ("PORT", " ", "port", 3000),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("RETENTION_DAYS", "7", "retention_days", 7),
        ("CURATORS", "U012AB3CD,W99", "curators", frozenset({"U012AB3CD", "W99"})),
        ("SLACK_API_URL", "http://127.0.0.1:9/api", "slack_api_url", "http://127.0.0.1:9/api/"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "slack_bot_token", "xoxb-1"),
        ("SLACK_APP_TOKEN", "xapp-1", "slack_app_token", "xapp-1"),
        ("DATABASE_URL", "postgres://u@h/d", "database_url", "postgresql+psycopg://u@h/d"),
        ("DATABASE_URL", "sqlite:///x.db", "database_url", "sqlite:///x.db"),
        ("ENCRYPTION_KEYS", f"{KEY},{KEY[:-2]}A=", "encryption_keys", (KEY, f"{KEY[:-2]}A=")),
        ("XDG_CACHE_HOME", "/c", "cache", Path("/c/verbatim")),
    ],
)
def test_a_setting_is_read(
    tmp_path: Path, name: str, text: str, attribute: str, value: object
) -> None:
    assert getattr(read_settings({name: text}, tmp_path), attribute) == value


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("VERBATIM_HOME", "nowhere", "is no folder"),
        ("PACKS", "../etc", "not the id of a pack"),
        ("PACKS_IN", "general=one", "write it as C012AB3CD=pack"),
        ("PACKS_IN", "C012AB3CD=", "write it as C012AB3CD=pack"),
        ("PORT", "0x50", "whole number from 0 to 65535"),
        ("PORT", "65536", "whole number"),
        ("RETENTION_DAYS", "-1", "whole number"),
        ("LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING, ERROR"),
        ("CURATORS", "@ida", "not a Slack user id"),
        ("SLACK_API_URL", "slack.com/api", "must be a web address"),
        ("SLACK_BOT_TOKEN", "xapp-secret", "must begin with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-secret", "must begin with xapp-"),
        ("DATABASE_URL", "mysql://secret@h/d", "must begin with postgresql://"),
        ("ENCRYPTION_KEYS", "secret", "no Fernet key at position 1"),
        ("SLACK_CLIENT_ID", "1.2", "go together"),
    ],
)
def test_a_bad_setting_is_named_and_secrets_are_not_repeated(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({name: text}, tmp_path)

    assert str(refused.value).startswith(name)
    assert says in str(refused.value)
    assert "secret" not in str(refused.value)


def test_all_bad_settings_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"PORT": "x", "LOG_LEVEL": "y"}, tmp_path)

    assert len(str(refused.value).splitlines()) == 2


def test_the_environment_counts_more_than_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('PORT=1\nHOST="0.0.0.0"\nSLACK_SIGNING_SECRET=a$b\n')

    settings = read_settings({"PORT": "2", "HOST": ""}, tmp_path)

    assert (settings.port, settings.host, settings.slack_signing_secret) == (2, "0.0.0.0", "a$b")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HOST=\xff")

    with pytest.raises(SettingsError, match="not UTF-8"):
        read_settings({}, tmp_path)


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    secrets = {
        "SLACK_BOT_TOKEN": "xoxb-secret",
        "SLACK_APP_TOKEN": "xapp-secret",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "secret",
        "DATABASE_URL": "postgresql://u:secret@h/d",
        "ENCRYPTION_KEYS": KEY,
    }

    shown = repr(read_settings(secrets, tmp_path))

    assert "secret=" not in shown
    assert not any(text in shown for text in ("xoxb", "xapp", "u:secret", KEY, "'secret'"))
