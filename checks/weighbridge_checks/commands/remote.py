"""Contracts that lie elsewhere: versions in a registry, and documents on websites."""

from __future__ import annotations

import http.client
import posixpath
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from weighbridge_checks import __version__
from weighbridge_checks.commands import client, versions
from weighbridge_checks.commands.errors import (
    RegistryRefusedError,
    UnreadableSourceError,
    WrongUseError,
)
from weighbridge_checks.commands.trees import Document, too_large
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.formats.limits import LIMITS

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry

#: seconds without a sign of life, and in all
PATIENCE = 20.0
LONGEST = 120.0
#: how a person names a contract that a registry holds
SCHEME = "registry:"


@dataclass(frozen=True)
class VersionTree:
    """The files of one version of a subject in a registry."""

    registry: Registry
    subject: str
    version: str
    files: frozenset[str]
    #: the folder of its document, in which its card lies
    home: str = ""
    wider: str = "a version holds all files that it needs"

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        if path == self._card_path and (card := self._card) is not None:
            return card
        if path not in self.files:
            raise CannotOpenError(path, f"{self.subject} {self.version} has no such file")
        steps = ("subjects", self.subject, "versions", self.version, "files")
        where = f"{client.path(*steps)}/{quote(path)}"
        return client.fetch(self.registry, where)

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder."""
        within = {posixpath.basename(f) for f in self.files if posixpath.dirname(f) == folder}
        if folder == self.home and self._card is not None:
            within.add(CARD)
        return tuple(sorted(within))

    @property
    def _card_path(self) -> str:
        return posixpath.join(self.home, CARD)

    @cached_property
    def _card(self) -> bytes | None:
        """What is promised of the version; None where nobody said."""
        where = client.path("subjects", self.subject, "versions", self.version, "card")
        try:
            return client.fetch(self.registry, where)
        except RegistryRefusedError as error:
            if error.status == http.client.NOT_FOUND:
                return None
            raise

    def folders(self, folder: str) -> tuple[str, ...]:  # noqa: ARG002 - nobody looks for versions in a version
        """None: a version is no folder of versions."""
        return ()

    def show(self, path: str) -> str:
        """The file as the command line would name its version."""
        return f"{SCHEME}{self.subject}@{self.version}/{path}"


def version_of(registry: Registry, subject: str, version: str) -> Document:
    """The root document of one version; `latest` is one too."""
    try:
        where = client.path("subjects", subject, "versions", version)
        found = client.ask(registry, "GET", where)
    except RegistryRefusedError as error:
        if error.status == http.client.NOT_FOUND:
            raise UnreadableSourceError(f"{SCHEME}{subject}@{version}", error.detail) from error
        raise
    label = str(found.get("version") or found.get("number"))
    files = frozenset(client.member(registry, found, "files"))
    root = str(client.member(registry, found, "root"))
    tree = VersionTree(registry, subject, label, files, posixpath.dirname(root))
    return Document(tree=tree, path=root)


def labels_of(registry: Registry, subject: str) -> list[str]:
    """The labels of all versions of a subject, the oldest first."""
    where = client.path("subjects", subject, "versions")
    found = client.pages(registry, where)
    return [str(v.get("version") or v.get("number")) for v in found][::-1]


def label_of(document: Document) -> str:
    """The number of the version that a document from a registry is."""
    if not isinstance(document.tree, VersionTree):
        raise TypeError(document.name)
    return document.tree.version


def registered(registry: Registry, wish: str) -> Document:
    """The document that `orders`, `orders@1.4.0` or `orders@production` stands for."""
    subject, at, label = wish.removeprefix(SCHEME).rpartition("@")
    if not at:
        return version_of(registry, label, "latest")
    if not subject or not label:
        raise WrongUseError(f"'{wish}' names no contract; write registry:orders@1.4.0")
    if versions.is_version(label) or label.isdigit() or label == "latest":
        return version_of(registry, subject, label)
    running = running_in(registry, subject, label)
    if not running:
        raise UnreadableSourceError(wish, f"'{subject}' does not run in '{label}'")
    if len(running) > 1:
        several = ", ".join(f"{v} ({' and '.join(who)})" for v, who in running.items())
        raise WrongUseError(f"'{subject}' runs in '{label}' as {several}; name a version")
    return version_of(registry, subject, next(iter(running)))


def running_in(registry: Registry, subject: str, environment: str) -> dict[str, list[str]]:
    """The versions of a subject that run in an environment, and in which services."""
    found: dict[str, list[str]] = {}
    where = client.path("environments", environment, "deployments")
    for deployment in client.pages(registry, where):
        service, release = deployment["service"], deployment["release"]
        at = client.path("services", service, "releases", release)
        provides: list[dict[str, Any]] = client.member(
            registry, client.ask(registry, "GET", at), "provides"
        )
        for provided in provides:
            if provided["subject"] == subject:
                found.setdefault(provided["version"], []).append(f"{service}@{release}")
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class SiteTree:
    """The files of a website below the folder of one document."""

    #: the document's own address, without a password
    url: str
    wider: str = "a document from the web reaches its own folder only"
    _seen: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def folder(self) -> str:
        """The address of the folder, which ends in a slash."""
        return urljoin(self.url, ".")

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        if path not in self._seen:
            name = posixpath.basename(unquote(urlsplit(self.url).path))
            url = self.url if path == name else urljoin(self.folder, quote(path))
            self._seen[path] = _fetched(url, path)
        return self._seen[path]

    def names(self, folder: str) -> tuple[str, ...]:
        """None: a website does not tell."""
        raise CannotOpenError(folder, "a folder on the web can not be listed; name a file")

    folders = names

    def show(self, path: str) -> str:
        """The address of a file."""
        name = posixpath.basename(unquote(urlsplit(self.url).path))
        return self.url if path == name else urljoin(self.folder, quote(path))


def site_document(url: str) -> Document:
    """The document at an address."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise WrongUseError(f"'{url}' is no address")
    if parts.username or parts.password:
        raise WrongUseError("a password does not belong into an address; fetch the document first")
    clean = urlunsplit(parts._replace(fragment=""))
    name = posixpath.basename(unquote(parts.path)) or "document"
    return Document(tree=SiteTree(clean), path=name)


def _fetched(url: str, path: str) -> bytes:
    headers = {"User-Agent": f"weighbridge/{__version__}", "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - sources lets only http and https through
    end = time.monotonic() + LONGEST
    data = b""
    try:
        with client.opener(url, follow=True).open(request, timeout=PATIENCE) as answer:
            # piece by piece, as a server that drips would otherwise hold us for ever
            while len(data) <= LIMITS.bytes and (piece := answer.read1(1 << 20)):
                data += piece
                if time.monotonic() > end:
                    raise CannotOpenError(path, f"{url} takes longer than {LONGEST:g} s")
    except urllib.error.HTTPError as error:
        with error:
            raise CannotOpenError(path, f"{url} answers {error.code} {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        words = " ".join(str(cause).split()) or type(cause).__name__
        raise CannotOpenError(path, f"{url} can not be fetched: {words}") from error
    if len(data) > LIMITS.bytes:
        raise CannotOpenError(path, too_large())
    return data
