"""`python -m weighbridge_checks` is the command `weighbridge`."""

from __future__ import annotations

import sys

from weighbridge_checks.commands.start import main

sys.exit(main())
