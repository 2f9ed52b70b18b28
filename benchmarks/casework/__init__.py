"""Parts of `benchmarks.cases`: the system measured, its clients, what they do, the table."""
