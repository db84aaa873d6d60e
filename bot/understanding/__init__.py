"""Question to Reading: pure, no input or output."""
