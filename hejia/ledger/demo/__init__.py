"""Two years of work records for the demonstration: all made up, told by the real commands."""

from hejia.ledger.demo.loading import load as load
