"""The README says what is: files that exist, a transcript the bot gives, YAML that loads."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from bot.knowledge.model import Fact, Intent

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def test_every_linked_file_exists() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", README)

    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_the_transcript_is_what_the_bot_says() -> None:
    command, _, said = next(text for kind, text in BLOCKS if kind == "console").partition("\n")
    asked = re.findall(r"'([^']*)'", command.partition("|")[0])[1:]

    told = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="\n".join(asked) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )

    assert told.stdout.strip() == said.strip()


def test_its_yaml_is_what_a_pack_holds() -> None:
    fact, topic = (yaml.safe_load(text) for kind, text in BLOCKS if kind == "yaml")

    assert Fact.model_validate(fact[0]).figures[0].value == 2_800_000
    assert Intent.model_validate(topic["intents"][0]).answers == ("partners.search",)
