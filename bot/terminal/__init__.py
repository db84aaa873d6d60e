"""Conversations where there is no Slack: replies as plain text, JSON lines, a chat, reports."""
