"""Composition, read only: the workbench, and later the big screen."""
