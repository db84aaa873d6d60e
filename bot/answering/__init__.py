"""Reading to Reply: pure, no input or output."""
