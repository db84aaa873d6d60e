"""A small Slack on loopback: the real app connects to it through its real protocol.

For tests and newcomers. ``async with Workspace() as workspace:`` starts one; the app gets
``workspace.url`` as the base of the Web API, ``workspace.bot_token`` with ``.signing_secret``
(then ``workspace.connect_http(url)``) or ``.app_token`` (Socket Mode). People then do things:
``await workspace.mention("a question")`` gives the bot's reply.
"""

from bot.workspace.conversation import Said
from bot.workspace.failures import (
    NotAcknowledgedError,
    NothingHappenedError,
    NotPossibleError,
    WorkspaceError,
)
from bot.workspace.faults import Fault, FaultPlan
from bot.workspace.model import Call, Channel, Delivery, Message, Person, Team, View
from bot.workspace.workspace import Submission, Workspace

__all__ = [
    "Call",
    "Channel",
    "Delivery",
    "Fault",
    "FaultPlan",
    "Message",
    "NotAcknowledgedError",
    "NotPossibleError",
    "NothingHappenedError",
    "Person",
    "Said",
    "Submission",
    "Team",
    "View",
    "Workspace",
    "WorkspaceError",
]
