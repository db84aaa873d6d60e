"""Verbatim as a running service: over HTTP, over Socket Mode, or with a workspace of its own."""
