"""The gallery shows every kind of message and view, and Slack takes each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from slack_sdk.models.blocks import Block

from bot.assistant import Assistant
from bot.slack.gallery import write_gallery
from bot.workspace.validation import blocks_problems, view_problems

from .conftest import PACKS, ROOT, objects_in

KINDS = {
    "check",
    "greeting",
    "help",
    "home",
    "modal-answer",
    "modal-check",
    "modal-notice",
    "modal-question",
    "modal-source",
    "modal-waiting",
    "reply-chart",
    "reply-clarification",
    "reply-contradicted",
    "reply-fact",
    "reply-hello",
    "reply-moments",
    "reply-private",
    "reply-quotation",
    "reply-several",
    "reply-shared",
    "reply-supported",
    "reply-table",
    "reply-unknown",
    "reply-unsupported",
    "reply-working",
    "sources",
    "topics",
}


@pytest.fixture(scope="module")
def gallery(article: Assistant, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_gallery(article, tmp_path_factory.mktemp("gallery") / "new")


def test_every_kind_is_there_in_both_languages(gallery: list[Path]) -> None:
    assert {path.name for path in gallery} == {
        f"{kind}.{language}.json" for kind in KINDS for language in ("fr", "en")
    }


def test_slack_takes_every_one(gallery: list[Path]) -> None:
    problems = {}
    for path in gallery:
        payload = json.loads(path.read_text(encoding="utf-8"))
        if "type" in payload:
            found = view_problems(payload, frozenset({"modal", "home"}))
        else:
            found = blocks_problems(payload["blocks"], "message")
        if found:
            problems[path.name] = found
    assert problems == {}


def test_every_button_says_what_it_does(gallery: list[Path]) -> None:
    payloads = [json.loads(path.read_text(encoding="utf-8")) for path in gallery]
    named = [each for each in objects_in(payloads) if each.get("type") == "button"]
    thumbs = [
        each[thumb]
        for each in objects_in(payloads)
        if each.get("type") == "feedback_buttons"
        for thumb in ("positive_button", "negative_button")
    ]

    assert named
    assert thumbs
    assert all(button["accessibility_label"] for button in (*named, *thumbs))


LABEL = {"type": "string", "minLength": 1, "maxLength": 20}
CHART = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "title", "chart"],
    "properties": {
        "type": {"const": "data_visualization"},
        "title": {"type": "string", "minLength": 1, "maxLength": 50},
        "chart": {
            "type": "object",
            "additionalProperties": False,
            "required": ["type", "series", "axis_config"],
            "properties": {
                "type": {"enum": ["bar", "line", "area"]},
                "series": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 6,
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name", "data"],
                        "properties": {
                            "name": LABEL,
                            "data": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 20,
                                "items": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "required": ["label", "value"],
                                    "properties": {"label": LABEL, "value": {"type": "number"}},
                                },
                            },
                        },
                    },
                },
                "axis_config": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["categories"],
                    "properties": {
                        "categories": {"type": "array", "items": LABEL, "uniqueItems": True},
                        "x_label": {"type": "string", "maxLength": 50},
                        "y_label": {"type": "string", "maxLength": 50},
                    },
                },
            },
        },
    },
}
"""https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block"""


def test_slacks_own_models_know_every_block_and_every_property(gallery: list[Path]) -> None:
    """They drop what they do not know, and refuse what is too long; of charts they know nothing."""
    unlike = {}
    for path in gallery:
        for number, block in enumerate(json.loads(path.read_text(encoding="utf-8"))["blocks"]):
            if block["type"] == "data_visualization":
                jsonschema.validate(block, CHART)
            elif Block.parse(block).to_dict() != block:
                unlike[path.name, number] = Block.parse(block).to_dict()
    assert unlike == {}


def test_the_command_says_what_it_wrote(tmp_path: Path, tmp_path_factory) -> None:
    cache = tmp_path_factory.getbasetemp().parent / "verbatim-slack-cache"
    environment = os.environ | {"VERBATIM_HOME": str(PACKS), "VERBATIM_CACHE": str(cache)}

    done = subprocess.run(
        [sys.executable, "-m", "bot", "gallery", str(tmp_path / "gallery")],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert f"wrote {len(list((tmp_path / 'gallery').iterdir()))} files" in done.stderr
