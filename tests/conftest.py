"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# the same examples on every run, so that a red run is about the change; `HYPOTHESIS_PROFILE=search`
# looks for new ones
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
