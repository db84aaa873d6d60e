"""The modals and Home tabs people have before them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from bot.workspace.model import Json, Team, View
from bot.workspace.state import UNNAMED, State, with_block_ids

STACK_LIMIT = 3
"""A modal and two pushed onto it, from Slack's "Modals" page."""

How = Literal["open", "push", "update", "publish", "close", "fill"]


class Views:
    """Each person's stack of modals and their Home tab; every change is in the journal."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._views: dict[str, View] = {}
        self._stacks: defaultdict[str, list[str]] = defaultdict(list)
        self._homes: dict[str, str] = {}

    def get(self, view_id: str) -> View | None:
        """The view as it is now."""
        return self._views.get(view_id)

    def by_external_id(self, team: str, external_id: str) -> View | None:
        """The open view the app gave this id."""
        same = (v for v in self._views.values() if (v.team, v.external_id) == (team, external_id))
        return next((view for view in same if view.is_open), None)

    def top(self, user: str) -> View | None:
        """The modal ``user`` sees."""
        stack = self._stacks[user]
        return self._views[stack[-1]] if stack else None

    def depth(self, user: str) -> int:
        """How many modals lie on each other for ``user``."""
        return len(self._stacks[user])

    def home(self, user: str) -> View | None:
        """The Home tab as published for ``user``."""
        view_id = self._homes.get(user)
        return self._views[view_id] if view_id else None

    def all(self) -> list[View]:
        """Every view there is."""
        return list(self._views.values())

    def open(self, team: Team, user: str, spec: Json, *, causes: Iterable[str] = ()) -> View:
        """Show a modal, in place of any there was."""
        self._stacks[user].clear()
        return self._add(team, user, spec, "open", causes)

    def push(self, team: Team, user: str, spec: Json, *, causes: Iterable[str] = ()) -> View:
        """Show a modal on top of the one there is."""
        return self._add(team, user, spec, "push", causes)

    def update(self, view: View, spec: Json, *, causes: Iterable[str] = ()) -> View:
        """Change a view's contents; what was filled in stays where the input is still there."""
        return self._keep(_from_spec(view, spec), "update", causes)

    def publish(self, team: Team, user: str, spec: Json) -> View:
        """Set the Home tab of ``user``."""
        current = self.home(user) or self._blank(team, user, "home")
        self._homes[user] = current.id
        return self._keep(_from_spec(current, spec), "publish", ())

    def fill(self, view: View, values: Json) -> View:
        """Remember what the person has filled in."""
        return self._keep(replace(view, values=values), "fill", ())

    def close(self, view: View, *, whole_stack: bool = False) -> View | None:
        """Take away a modal (or all of them); gives the one that is then on top."""
        stack = self._stacks[view.user]
        while stack:
            gone = stack.pop()
            self._keep(replace(self._views[gone], is_open=False), "close", ())
            if gone == view.id and not whole_stack:
                break
        return self.top(view.user)

    def _add(self, team: Team, user: str, spec: Json, how: How, causes: Iterable[str]) -> View:
        stack = self._stacks[user]
        blank = self._blank(team, user, "modal")
        below = stack[-1] if stack else None
        root = stack[0] if stack else blank.id
        stack.append(blank.id)
        placed = replace(blank, root_view_id=root, previous_view_id=below)
        return self._keep(_from_spec(placed, spec), how, causes)

    def _blank(self, team: Team, user: str, kind: Literal["modal", "home"]) -> View:
        view_id = self._state.new_id("V")
        return View(
            view_id,
            team.id,
            user,
            kind,
            (),
            root_view_id=view_id,
            app_id=self._state.app_id,
            bot_id=team.bot_id,
        )

    def _keep(self, view: View, how: How, causes: Iterable[str]) -> View:
        if how in {"open", "push", "update", "publish"}:
            stamp = f"{int(self._state.clock.now())}.{secrets.token_hex(4)}"
            view = replace(view, hash=stamp, values=initial_values(view))
        self._views[view.id] = view
        self._state.journal.record("view", view, {"how": how}, causes)
        return view


def _from_spec(view: View, spec: Json) -> View:
    return replace(
        view,
        blocks=with_block_ids(spec["blocks"]),
        callback_id=spec.get("callback_id") or "",
        title=spec.get("title"),
        submit=spec.get("submit"),
        close=spec.get("close"),
        private_metadata=spec.get("private_metadata") or "",
        external_id=spec.get("external_id") or view.external_id,
        notify_on_close=bool(spec.get("notify_on_close")),
        clear_on_close=bool(spec.get("clear_on_close")),
    )


def initial_values(view: View) -> Json:
    """``state.values`` of a view: what was filled in before, else what the app put there."""
    values: dict[str, dict[str, Any]] = {}
    for block in view.blocks:
        for element in stateful_elements(block):
            block_id, action_id = block["block_id"], element.get("action_id", UNNAMED)
            before = view.values.get(block_id, {}).get(action_id)
            values.setdefault(block_id, {})[action_id] = before or element_state(element)
    return values


def stateful_elements(block: Json) -> list[Json]:
    """The elements of a block that hold a value."""
    elements = [block.get("element"), block.get("accessory"), *block.get("elements", ())]
    kinds = ("select", "input", "checkboxes", "radio_buttons", "picker")
    return [e for e in elements if e and any(kind in e.get("type", "") for kind in kinds)]


def element_state(element: Json) -> Json:
    """The state of an element as the app made it: its initial value, under Slack's key."""
    state: Json = {"type": element["type"]}
    for key, value in element.items():
        if key == "initial_value":
            state["value"] = value
        elif key.startswith("initial_"):
            state["selected_" + key.removeprefix("initial_")] = value
    if element["type"].endswith("_input") and element["type"] != "file_input":
        state.setdefault("value", None)
    return state
