"""The packs that tests of the engine ask: the one that ships, and made-up ones.

Each is fitted once per session at most; the weights are kept in pytest's cache.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.knowledge.loading import load_pack

ROOT = Path(__file__).resolve().parent.parent
MADE_UP = ROOT / "tests" / "packs"

Opens = Callable[[str, Path], Assistant]


@pytest.fixture(scope="session")
def opened(request: pytest.FixtureRequest) -> Opens:
    """Opens a pack of a folder."""
    weights = request.config.cache.mkdir("verbatim") if request.config.cache else None
    return lambda pack, root: Assistant(load_pack(pack, root), cache=weights)


@pytest.fixture(scope="session")
def twitter(opened: Opens) -> Assistant:
    """The pack that ships, of a French text."""
    return opened("twitter-france", ROOT)


@pytest.fixture(scope="session")
def library(opened: Opens, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The made-up library, of an English text, with the common words that ship."""
    return opened("fennmoor-library", _with_common_words("mini", tmp_path_factory))


@pytest.fixture(scope="session")
def ferries(opened: Opens, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The made-up ferries, whose figures can be computed with, with the common words that ship."""
    return opened("skerrow-ferries", _with_common_words("ferries", tmp_path_factory))


@pytest.fixture(scope="session")
def kelp(opened: Opens, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The made-up kelp farms, a whole pack of another text, with the common words that ship."""
    return opened("marrow-bay-kelp", _with_common_words("kelp", tmp_path_factory))


@pytest.fixture(scope="session")
def bare(opened: Opens) -> Assistant:
    """The made-up library with next to no common words: a curator's first day."""
    return opened("fennmoor-library", MADE_UP / "mini")


@pytest.fixture(scope="session")
def packs(
    twitter: Assistant,
    library: Assistant,
    ferries: Assistant,
    kelp: Assistant,
    bare: Assistant,
) -> dict[str, Assistant]:
    """All of them by the fixture's name."""
    return {"twitter": twitter, "library": library, "ferries": ferries, "kelp": kelp, "bare": bare}


def _with_common_words(name: str, made: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(MADE_UP / name, made.mktemp("packs") / name))
    shutil.rmtree(home / "intents" / "common", ignore_errors=True)
    shutil.copytree(ROOT / "intents" / "common", home / "intents" / "common")
    return home
