"""How a database comes to have the tables: one step after another, from the first."""

from __future__ import annotations

#: the newest step; a test holds it against the steps that there are
HEAD = "0002"
