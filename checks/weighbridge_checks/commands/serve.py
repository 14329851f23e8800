"""`weighbridge serve`: the registry with its catalog. The only command that loads the server."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from pathlib import Path

import click

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.screen import say

HOST = "127.0.0.1"
PORT = 8080
#: how many ports after the usual one are tried where nobody asked for one
MORE_PORTS = 50
DATABASE = "sqlite:///.weighbridge/registry.db"


@click.command()
@click.option(
    "--database",
    metavar="URL",
    envvar="WEIGHBRIDGE_DATABASE",
    default=DATABASE,
    show_default=True,
    help="sqlite:///FILE or postgresql://user@host/name; the password belongs into PGPASSWORD.",
)
@click.option("--host", default=HOST, show_default=True, help="A loopback address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"The port; else {PORT}, or the next that is free.",
)
def serve(*, database: str, host: str, port: int | None) -> int:
    """Serve the registry and its catalog on this machine, until Ctrl-C.

    \b
      weighbridge serve
      weighbridge serve --database postgresql://weighbridge@db/registry --port 9000

    There is no access control yet, so it listens on this machine only.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if not _loopback(host):
        raise WrongUseError(
            f"'{host}' can be reached from other machines, and there is no access control yet;"
            " serve on 127.0.0.1 and put a proxy that checks who comes in front of it"
        )
    try:
        import uvicorn  # noqa: PLC0415 - the server is an extra

        from weighbridge_registry.errors import StartError  # noqa: PLC0415 - as above
        from weighbridge_registry.store import open_database  # noqa: PLC0415 - as above
        from weighbridge_web.app import create_app  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("weighbridge"):
            raise
        raise WrongUseError(
            f"'{error.name}' is missing, which the server needs;"
            " run: pip install 'weighbridge[server]'"
        ) from error
    listening = _listening(host, port)
    _make_folder(database)
    try:
        opened = open_database(database)
    except StartError as error:
        raise WrongUseError(f"the database: {error}") from error
    settings = uvicorn.Config(
        create_app(opened), log_level="warning", access_log=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(settings)

    def end(*_: object) -> None:
        server.should_exit = True

    # uvicorn has handlers of its own while it runs, and at its end sends the signal once more
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    say(f"open {address} in a browser; Ctrl-C ends it")
    say(f"  export WEIGHBRIDGE_REGISTRY={address}")
    say("  weighbridge publish contracts/")
    try:
        server.run(sockets=[listening])
    finally:
        opened.close()
    say("stopped")
    return exits.PASSED


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens: on the port that was asked for, else on the first that is free."""
    wanted = [port] if port is not None else range(PORT, PORT + MORE_PORTS)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    reason = ""
    for number in wanted:
        found = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, number))
            found.listen(2048)
        except OSError as error:
            found.close()
            reason = (error.strerror or str(error)).lower()
            continue
        return found
    asked = (
        f"port {port}" if port is not None else f"no port from {PORT} to {PORT + MORE_PORTS - 1}"
    )
    raise WrongUseError(f"{asked} on {host} can be used: {reason}; choose one with --port")


def free_port(host: str) -> int:
    """The port that `serve` would take now, where nobody asks for one."""
    with _listening(host, None) as found:
        number: int = found.getsockname()[1]
    return number


def _make_folder(database: str) -> None:
    """The folder of a SQLite file; the file itself is made by who opens it."""
    if database.startswith("sqlite:///"):
        file = Path(database.removeprefix("sqlite:///"))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUseError(f"'{file.parent}' can not be made: {error.strerror}") from error
