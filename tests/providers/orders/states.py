"""The provider states that pacts of the orders API ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel, Field

from tests.providers.orders.messages import NewOrder
from tests.providers.orders.store import RefusedError, in_status, sample_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.providers.orders.messages import OrderStatus
    from tests.providers.orders.store import Store


class StateChange(BaseModel):
    """What a verifier sends before and after an interaction."""

    state: str
    params: dict[str, Any] = Field(default_factory=dict)
    action: Literal["setup", "teardown"] = "setup"


def apply(store: Store, change: StateChange) -> None:
    """Bring the store into the named state; a teardown forgets everything."""
    if change.action == "teardown":
        store.clear()
        return
    if change.state not in STATES:
        raise RefusedError(400, "PCT-UNKNOWN-STATE", f"there is no provider state {change.state!r}")
    STATES[change.state](store, change.params)


def _order_exists(store: Store, params: dict[str, Any]) -> None:
    order = store.priced(int(params["orderId"]), sample_order())
    status = cast("OrderStatus", params.get("status", "created"))
    if status != "created":
        order = in_status(order, status, location_id="DC-CHI")
    store.put(order)


def _order_under_key(store: Store, params: dict[str, Any]) -> None:
    store.last_id = int(params["orderId"]) - 1
    store.take(NewOrder.model_validate(params["order"]), str(params["key"]))


def _article_unknown(store: Store, params: dict[str, Any]) -> None:
    store.unknown_skus.add(str(params["sku"]))


def _nothing(_store: Store, _params: dict[str, Any]) -> None:
    """Every article is sold and every customer may order: nothing needs to be done."""


STATES: dict[str, Callable[[Store, dict[str, Any]], None]] = {
    "": _nothing,  # a verifier's name for an interaction that needs no state
    "an order exists": _order_exists,
    "an order was handed in under a key": _order_under_key,
    "the article is sold": _nothing,
    "the article is not in the catalogue": _article_unknown,
    "the customer may order": _nothing,
}
