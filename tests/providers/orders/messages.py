"""What goes in and out of the orders API 1.1.0, as its document says."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

Channel = Literal["web", "edi", "inside_sales"]
OrderStatus = Literal[
    "created",
    "allocated",
    "partially_picked",
    "shipped",
    "invoiced",
    "returned",
    "closed",
    "cancelled",
]
LineStatus = Literal["open", "allocated", "shipped", "cancelled"]

OrderId = Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]
LineNumber = Annotated[int, Field(ge=1, le=500)]
CustomerId = Annotated[str, Field(pattern=r"^C-[0-9]{5}$")]
Sku = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{2,23}$")]
Gtin = Annotated[str, Field(pattern=r"^([0-9]{8}|[0-9]{12}|[0-9]{13}|[0-9]{14})$")]
Gln = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
LocationId = Annotated[str, Field(pattern=r"^[A-Z]{2,4}-[A-Z0-9]{2,8}$")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
PaymentTermsCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,10}$")]
HoldReason = Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,31}$")]
PoNumber = Annotated[str, Field(min_length=1, max_length=22)]
Quantity = Annotated[int, Field(ge=1, le=999_999)]


class Message(BaseModel):
    """A message: camelCase on the wire, snake_case here; unknown properties are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Address(Message):
    """A postal address."""

    lines: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]], Field(min_length=1, max_length=4)
    ]
    city: Annotated[str, Field(min_length=1, max_length=60)]
    region: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    postal_code: Annotated[str, Field(min_length=2, max_length=12)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class SourceRef(Message):
    """A name of the order in another system."""

    system: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,31}$")]
    id: Annotated[str, Field(min_length=1, max_length=64)]


class NewOrderLine(Message):
    """One article and how many of it."""

    sku: Sku
    gtin: Gtin | None = None
    quantity: Quantity
    unit_price: Annotated[float, Field(ge=0, le=9_999_999.99)] | None = None


class NewOrder(Message):
    """An order as a sales channel hands it in."""

    channel: Channel
    customer_id: CustomerId
    buyer_gln: Gln | None = None
    customer_po_number: PoNumber | None = None
    requested_delivery_date: date | None = None
    currency: CurrencyCode
    lines: Annotated[list[NewOrderLine], Field(min_length=1, max_length=500)]
    ship_to: Address
    bill_to: Address | None = None
    payment_terms_code: PaymentTermsCode | None = None
    source_refs: Annotated[list[SourceRef], Field(max_length=10)] | None = None


class LineChange(Message):
    """The new values of a line: at least one."""

    quantity: Quantity | None = None
    location_id: LocationId | None = None

    @model_validator(mode="before")
    @classmethod
    def not_empty(cls, value: object) -> object:
        """An empty change is refused, as `minProperties` says."""
        if value == {}:
            raise ValueError("a change names at least one field")
        return value


class Cancellation(Message):
    """Why an order is cancelled."""

    reason_code: Literal["customer_request", "duplicate", "credit_refused", "out_of_stock"]
    comment: Annotated[str, Field(max_length=200)] | None = None


class OrderLine(Message):
    """One line of an order and how far it has come."""

    line_number: LineNumber
    sku: Sku
    gtin: Gtin | None = None
    quantity: int
    unit_price: float
    location_id: LocationId | None = None
    line_status: LineStatus = "open"
    promised_date: date
    allocated: int = 0
    shipped: int = 0


class Totals(Message):
    """The sums of an order."""

    goods: float
    freight: float
    tax: float
    grand_total: float


class Order(Message):
    """An order as the ERP keeps it."""

    order_id: OrderId
    order_number: str
    channel: Channel
    customer_id: CustomerId
    buyer_gln: Gln | None = None
    customer_po_number: PoNumber | None = None
    order_date: date
    requested_delivery_date: date | None = None
    currency: CurrencyCode
    status: OrderStatus = "created"
    lines: list[OrderLine]
    ship_to: Address
    bill_to: Address | None = None
    payment_terms_code: PaymentTermsCode
    hold_reasons: list[HoldReason] | None = None
    totals: Totals
    source_refs: list[SourceRef] | None = None
    version: int = 1
