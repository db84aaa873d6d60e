"""The browser face of the workspace: a page on loopback in which people talk with the app."""

from bot.workspace.page.face import Face
from bot.workspace.page.offers import Command, Example, Offers, Shortcut, Step, offers_in_manifest

__all__ = ["Command", "Example", "Face", "Offers", "Shortcut", "Step", "offers_in_manifest"]
