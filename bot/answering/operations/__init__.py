"""The computations a question can ask for, one kind a module."""
