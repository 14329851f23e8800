"""Provider states, asked for once: a relay between the verifier and the provider.

Asked directly, a provider whose endpoint answers 500 is asked nine times with doubling pauses, two
minutes for each state, and in the end nobody learns why. The relay asks once, waits a bounded time,
keeps the reason, and tells the verifier at once that the state could not be had.
"""

from __future__ import annotations

import http.client
import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

#: how much of a provider's answer is repeated in a reason
_SHOWN = 200
_LARGEST = 1 << 20


class StateRelay:
    """The relay while it runs. `failures` says of each state that could not be had, why."""

    def __init__(
        self,
        url: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        patience: float = 5.0,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.failures: dict[str, str] = {}
        self._target = url
        self._headers = headers
        self._patience = patience
        self._tell = tell
        relay = self

        class Handler(_Handler):
            set_up = staticmethod(relay._set_up)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where the verifier asks for states."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/states"

    def _set_up(self, body: bytes) -> tuple[int, bytes]:
        """Hand one wish on; the answer may hold values that the interaction needs."""
        try:
            wish = json.loads(body)
            state = str(wish.get("state") or "")
            over = wish.get("action") == "teardown"
        except (ValueError, AttributeError):
            return 400, b"{}"
        if not state:
            # before an interaction that needs no state, the verifier asks for the empty one
            return 200, b"{}"
        self._tell(state)
        answer, reason = self._ask(body)
        if reason and over:
            # the answer was judged by then; whether anybody cleans up after it does not count
            return 200, b"{}"
        if reason:
            self.failures[state] = reason
            return 409, b"{}"
        return 200, answer if _is_object(answer) else b"{}"

    def _ask(self, body: bytes) -> tuple[bytes, str]:
        headers = {"Content-Type": "application/json", **dict(self._headers)}
        request = urllib.request.Request(self._target, data=body, headers=headers, method="POST")  # noqa: S310 - the command let only http and https through
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=self._patience) as answer:
                found: bytes = answer.read(_LARGEST)
        except urllib.error.HTTPError as error:
            with error:
                words = " ".join(error.read(_LARGEST).decode("utf-8", "replace").split())
            shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}..."
            return b"", f"{self._target} answered {error.code}{': ' + shown if shown else ''}"
        except (OSError, http.client.HTTPException) as error:
            cause = error.reason if isinstance(error, urllib.error.URLError) else error
            if isinstance(cause, TimeoutError):
                return b"", f"{self._target} did not answer within {self._patience:g} s"
            return b"", f"{self._target} could not be asked ({str(cause) or type(cause).__name__})"
        return found, ""


def _is_object(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False


class _Handler(BaseHTTPRequestHandler):
    set_up: ClassVar[Any]

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        status, body = self.set_up(self.rfile.read(min(length, _LARGEST)))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: what matters is in the result."""
