"""体检: reads a published budget, account or self-evaluation and finds what does not add up.

A pure library: no Django, no database, no clock. Enter through `hejia.checker.public`.
"""
