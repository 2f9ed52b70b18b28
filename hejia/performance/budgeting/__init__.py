"""The budget as pure facts: typed lines, subject trees, the eleven tables and their text."""
