"""YAML to Pack: what a text says, who says it and where, and how people ask for it."""
