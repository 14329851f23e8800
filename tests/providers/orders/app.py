"""The orders API 1.1.0 over HTTP, with faults that can be switched on."""

import re
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tests.providers.orders.messages import (
    Cancellation,
    CustomerId,
    LineChange,
    LineNumber,
    NewOrder,
    Order,
    OrderId,
    OrderStatus,
)
from tests.providers.orders.states import StateChange, apply
from tests.providers.orders.store import RefusedError, Store

FAULTS = ("missing-promised-date", "wrong-status-type", "crash-on-limit-zero")
CORRELATION_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
PROBLEMS = "https://contracts.harborpike.example/problems"


def create_app(*, fault: str | None = None) -> FastAPI:
    """The provider with an empty store; `fault` is one of FAULTS, or None for the right one.

    Tokens are not looked at: in the estate the gateway before the API checks them.
    """
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"there is no fault {fault!r}; choose one of {', '.join(FAULTS)}")
    app = FastAPI(title="Orders", version="1.1.0", openapi_url=None)
    store = Store(today=datetime.now(UTC).date())
    app.middleware("http")(correlated)
    app.exception_handler(RefusedError)(refused)
    app.exception_handler(RequestValidationError)(invalid)
    app.exception_handler(HTTPException)(no_route)
    add_reading(app, store, fault)
    add_writing(app, store, fault)

    @app.post("/_pact/provider-states")
    async def provider_states(change: StateChange) -> dict[str, str]:
        apply(store, change)
        return {"state": change.state}

    return app


def add_reading(app: FastAPI, store: Store, fault: str | None) -> None:
    """The operations that change nothing."""

    @app.get("/orders")
    async def list_orders(
        status: OrderStatus | None = None,
        customer_id: Annotated[CustomerId | None, Query(alias="customerId")] = None,
        updated_since: Annotated[datetime | None, Query(alias="updatedSince")] = None,
        limit: Annotated[int, Query(ge=0, le=200)] = 50,
        cursor: Annotated[str, Query(pattern=r"^p[0-9]{1,12}$")] = "p0",
    ) -> JSONResponse:
        found = store.search(status, customer_id, updated_since)
        start = int(cursor[1:])
        if fault == "crash-on-limit-zero":
            _page_number = start // limit  # fails for 0, and nobody has thought of it
        page: dict[str, Any] = {
            "items": [wire(order, fault) for order in found[start : start + limit]]
        }
        if start + limit < len(found):
            page["nextCursor"] = f"p{start + limit}"
        return JSONResponse(page)

    @app.get("/orders/{orderId}")
    async def get_order(order_id: Annotated[OrderId, Path(alias="orderId")]) -> JSONResponse:
        return answer(store.get(order_id), fault)


def add_writing(app: FastAPI, store: Store, fault: str | None) -> None:
    """The operations that change an order."""

    @app.post("/orders")
    async def create_order(
        new: NewOrder,
        key: Annotated[uuid.UUID | None, Header(alias="Idempotency-Key")] = None,
    ) -> JSONResponse:
        order, is_new = store.take(new, str(key) if key else None)
        response = answer(order, fault, status=201 if is_new else 200)
        if is_new:
            response.headers["Location"] = f"/orders/{order.order_id}"
        return response

    @app.patch("/orders/{orderId}/lines/{lineNumber}")
    async def change_line(
        order_id: Annotated[OrderId, Path(alias="orderId")],
        line_number: Annotated[LineNumber, Path(alias="lineNumber")],
        change: LineChange,
    ) -> JSONResponse:
        return answer(store.change_line(order_id, line_number, change), fault)

    @app.post("/orders/{orderId}/cancel")
    async def cancel_order(
        order_id: Annotated[OrderId, Path(alias="orderId")], _reason: Cancellation
    ) -> JSONResponse:
        return answer(store.cancel(order_id), fault)


def answer(order: Order, fault: str | None, status: int = 200) -> JSONResponse:
    """An order as a response, with its ETag."""
    return JSONResponse(
        wire(order, fault), status_code=status, headers={"ETag": f'"{order.version}"'}
    )


def wire(order: Order, fault: str | None) -> dict[str, Any]:
    """An order as JSON, spoilt where a fault asks for it."""
    data = order.model_dump(mode="json", by_alias=True, exclude_none=True)
    if fault == "missing-promised-date":
        for line in data["lines"]:
            del line["promisedDate"]
    if fault == "wrong-status-type":
        data["status"] = 10
    return data


async def correlated(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Every answer carries the correlation id of its request, or a new one."""
    given = request.headers.get("X-Correlation-ID", "")
    request.state.correlation_id = given if CORRELATION_ID.fullmatch(given) else str(uuid.uuid4())
    response = await call_next(request)
    response.headers["X-Correlation-ID"] = request.state.correlation_id
    return response


async def refused(request: Request, error: Exception) -> JSONResponse:
    """What the provider will not do."""
    assert isinstance(error, RefusedError)
    return problem(request, error.status, error.code, error.detail)


async def invalid(request: Request, error: Exception) -> JSONResponse:
    """A request that does not follow the contract."""
    assert isinstance(error, RequestValidationError)
    faults = [
        {
            "path": "".join(f"/{part}" for part in fault["loc"][1:]),
            "code": fault["type"],
            "message": fault["msg"],
        }
        for fault in error.errors()
    ]
    detail = "the request does not follow the contract"
    return problem(request, 400, "SYS-SCHEMA-INVALID", detail, errors=faults)


async def no_route(request: Request, error: Exception) -> JSONResponse:
    """A path or method that the API does not have."""
    assert isinstance(error, HTTPException)
    response = problem(request, error.status_code, "SYS-NO-OPERATION", str(error.detail))
    response.headers.update(error.headers or {})
    return response


def problem(request: Request, status: int, code: str, detail: str, **more: object) -> JSONResponse:
    """A problem in the shape of RFC 9457."""
    body = {
        "type": f"{PROBLEMS}/{code.lower()}",
        "title": code.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        "correlationId": request.state.correlation_id,
        **more,
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")
