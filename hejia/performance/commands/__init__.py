"""Writes: one function for each thing a person can do. They assume an open door."""
