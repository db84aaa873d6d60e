"""Verbatim: answers questions about a text from a curated knowledge base, with citations."""
