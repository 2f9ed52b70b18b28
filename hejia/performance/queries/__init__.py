"""Reads: rows shaped for their page, with a pinned number of statements."""
