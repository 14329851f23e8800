"""Every rule there is, by its id, in the order in which they are asked."""

from __future__ import annotations

from weighbridge_checks.verdicts.rule import collect
from weighbridge_checks.verdicts.rules import MODULES, module

RULES = collect(*map(module, MODULES))
