"""The curator's workbench: what to mend in a pack, and how well it answers."""
