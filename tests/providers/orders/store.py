"""The orders that the reference provider keeps, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.providers.orders.messages import (
    Address,
    LineChange,
    LineStatus,
    NewOrder,
    NewOrderLine,
    Order,
    OrderLine,
    OrderStatus,
    Totals,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

PRICES = {"HP-BREAKER-20A": 18.4, "HP-CABLE-3C-100M": 162.5, "HP-GLOVE-NIT-L": 9.75}
OTHER_PRICE = 12.0
FREE_FREIGHT_FROM = 1000.0
FREIGHT = 38.0
LEAD_DAYS = 3
LINE_STATUS: dict[OrderStatus, LineStatus] = {
    "created": "open",
    "allocated": "allocated",
    "partially_picked": "allocated",
    "cancelled": "cancelled",
}


@dataclass(eq=False)
class RefusedError(Exception):
    """The provider does not do what was asked, for a reason that the contract knows."""

    status: int
    code: str
    detail: str


@dataclass(slots=True)
class Store:
    """The orders, the keys under which they came, and the articles that are not sold.

    Every article is sold unless a provider state takes it out of the catalogue: a generated
    order must not be refused for its SKU.
    """

    today: date
    orders: dict[int, Order] = field(default_factory=dict)
    changed: dict[int, datetime] = field(default_factory=dict)
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    unknown_skus: set[str] = field(default_factory=set)
    last_id: int = 100_000

    def clear(self) -> None:
        """Forget everything."""
        self.orders.clear()
        self.changed.clear()
        self.keys.clear()
        self.unknown_skus.clear()

    def get(self, order_id: int) -> Order:
        """One order."""
        if order := self.orders.get(order_id):
            return order
        raise RefusedError(404, "ORD-UNKNOWN", f"there is no order {order_id}")

    def search(
        self,
        status: OrderStatus | None,
        customer_id: str | None,
        updated_since: datetime | None,
    ) -> list[Order]:
        """The orders that match all given filters, oldest first."""
        return [
            order
            for _, order in sorted(self.orders.items())
            if (status is None or order.status == status)
            and (customer_id is None or order.customer_id == customer_id)
            and (updated_since is None or self.changed[order.order_id] >= updated_since)
        ]

    def take(self, new: NewOrder, key: str | None) -> tuple[Order, bool]:
        """Take an order, or find the one that the same key took; and whether it is new."""
        body = new.model_dump_json()
        if key and (seen := self.keys.get(key)):
            if seen[0] != body:
                detail = f"Idempotency-Key {key} was used for another order"
                raise RefusedError(409, "ORD-KEY-REUSED", detail)
            return self.get(seen[1]), False
        for line in new.lines:
            if line.sku in self.unknown_skus:
                raise RefusedError(422, "ORD-UNKNOWN-SKU", f"there is no article {line.sku}")
        self.last_id = max([self.last_id, *self.orders]) + 1
        order = self.put(self.priced(self.last_id, new))
        if key:
            self.keys[key] = (body, order.order_id)
        return order, True

    def put(self, order: Order) -> Order:
        """Keep an order as it is now."""
        self.orders[order.order_id] = order
        self.changed[order.order_id] = datetime.now(UTC)
        return order

    def change_line(self, order_id: int, line_number: int, change: LineChange) -> Order:
        """Change a line of an order that is not allocated yet."""
        order = self.get(order_id)
        if line_number not in {line.line_number for line in order.lines}:
            detail = f"order {order.order_number} has no line {line_number}"
            raise RefusedError(404, "ORD-UNKNOWN-LINE", detail)
        if order.status != "created":
            raise RefusedError(409, "ORD-STATE", f"order {order.order_number} is {order.status}")
        lines = [
            line.model_copy(
                update={
                    "quantity": change.quantity or line.quantity,
                    "location_id": change.location_id or line.location_id,
                }
            )
            if line.line_number == line_number
            else line
            for line in order.lines
        ]
        return self.put(
            order.model_copy(
                update={"lines": lines, "totals": totals(lines), "version": order.version + 1}
            )
        )

    def cancel(self, order_id: int) -> Order:
        """Cancel an order, until picking begins. A cancelled order stays as it is."""
        order = self.get(order_id)
        if order.status == "cancelled":
            return order
        if order.status not in ("created", "allocated"):
            raise RefusedError(409, "ORD-STATE", f"order {order.order_number} is {order.status}")
        return self.put(in_status(order, "cancelled"))

    def priced(self, order_id: int, new: NewOrder) -> Order:
        """The order that comes of what a channel handed in."""
        lines = list(self._lines(new))
        return Order(
            order_id=order_id,
            order_number=f"SO-{order_id:06d}",
            channel=new.channel,
            customer_id=new.customer_id,
            buyer_gln=new.buyer_gln,
            customer_po_number=new.customer_po_number,
            order_date=self.today,
            requested_delivery_date=new.requested_delivery_date,
            currency=new.currency,
            lines=lines,
            ship_to=new.ship_to,
            bill_to=new.bill_to,
            payment_terms_code=new.payment_terms_code or "NET30",
            totals=totals(lines),
            source_refs=new.source_refs,
        )

    def _lines(self, new: NewOrder) -> Iterable[OrderLine]:
        soonest = self.today + timedelta(days=LEAD_DAYS)
        for number, line in enumerate(new.lines, start=1):
            yield OrderLine(
                line_number=number,
                sku=line.sku,
                gtin=line.gtin,
                quantity=line.quantity,
                unit_price=PRICES.get(line.sku, OTHER_PRICE),
                promised_date=max(soonest, new.requested_delivery_date or soonest),
            )


def totals(lines: list[OrderLine]) -> Totals:
    """The sums of the lines. Freight is free for large orders; the buyers are exempt from tax."""
    goods = round(sum(line.quantity * line.unit_price for line in lines), 2)
    freight = 0.0 if goods >= FREE_FREIGHT_FROM else FREIGHT
    return Totals(goods=goods, freight=freight, tax=0.0, grand_total=round(goods + freight, 2))


def in_status(order: Order, status: OrderStatus, location_id: str | None = None) -> Order:
    """The order one version later, in another state, with its lines brought along."""
    line_status = LINE_STATUS.get(status, "shipped")
    lines = [
        line.model_copy(
            update={
                "line_status": line_status,
                "location_id": location_id or line.location_id,
                "allocated": line.quantity if line_status == "allocated" else 0,
                "shipped": line.quantity if line_status == "shipped" else 0,
            }
        )
        for line in order.lines
    ]
    return order.model_copy(update={"status": status, "lines": lines, "version": order.version + 1})


def sample_order() -> NewOrder:
    """The order that provider states speak of."""
    return NewOrder(
        channel="edi",
        customer_id="C-20017",
        buyer_gln="9521789000018",
        customer_po_number="ACME-77310",
        currency="USD",
        lines=[
            NewOrderLine(sku="HP-BREAKER-20A", gtin="09521110153017", quantity=24),
            NewOrderLine(sku="HP-CABLE-3C-100M", gtin="09521110153000", quantity=2),
        ],
        ship_to=Address(
            lines=["Acme Panel Shop", "2200 W Cermak Rd, Dock 4"],
            city="Chicago",
            region="Illinois",
            postal_code="60608",
            country="US",
        ),
        payment_terms_code="NET30",
    )
