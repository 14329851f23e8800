"""How a verdict is said: every surface renders the same value, and their counts agree."""

from weighbridge_checks.report.summary import Named, Tally, in_order, sentence, tally

__all__ = ["Named", "Tally", "in_order", "sentence", "tally"]
