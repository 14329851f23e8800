"""The only package that speaks SQL."""

from weighbridge_registry.store.database import Database, open_database
from weighbridge_registry.store.store import Store

__all__ = ["Database", "Store", "open_database"]
