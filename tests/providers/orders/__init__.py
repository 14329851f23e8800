"""A reference provider of the orders API 1.1.0: right unless a fault is asked for."""

from tests.providers.orders.app import create_app

__all__ = ["create_app"]
