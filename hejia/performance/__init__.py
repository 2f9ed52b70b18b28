"""The account of the work: budget, targets, monitoring, scoring, self-evaluation, disclosure."""
