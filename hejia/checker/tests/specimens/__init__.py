"""Self-made published documents, clean or with one known fault, for tests and the benchmark.

Everything is synthetic: units, projects and figures are invented.
"""
