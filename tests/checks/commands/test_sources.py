"""OLD and NEW: everything that a person may write where a document is wanted."""

from __future__ import annotations

import json
import os
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.commands.documents import api, card
from tests.checks.commands.running import Repository, weighbridge
from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = api("get /orders", "get /orders/open")
NEW = api("get /orders")


def word(ended: Any) -> str:
    assert ended.code in (exits.PASSED, exits.FOUND), ended.err
    return str(ended.value["verdict"])


def diff(*arguments: object, **more: Any) -> Any:
    return weighbridge("diff", *arguments, "--format", "json", **more)


def referring(to: str) -> str:
    """An API whose answer is a schema that stands elsewhere."""
    document = json.loads(api())
    schema = document["paths"]["/orders"]["get"]["responses"]["200"]["content"]["application/json"]
    schema["schema"] = {"$ref": to}
    return json.dumps(document)


def order(kind: str) -> str:
    return json.dumps({"type": "object", "properties": {"id": {"type": kind}}})


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(OLD)
    (tmp_path / "new.json").write_text(NEW)
    assert word(diff("old.json", "new.json", cwd=tmp_path)) == "breaking"
    assert word(diff(tmp_path / "new.json", tmp_path / "old.json")) == "compatible"


@pytest.mark.parametrize(
    "name",
    ["openapi.yaml", "openapi.json", "orders.openapi.json", "whatever.json", "asyncapi.yml"],
)
def test_a_folder_with_one_contract(name: str, tmp_path: Path) -> None:
    for folder, text in (("old", OLD), ("new", NEW)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
        (tmp_path / folder / "contract.yaml").write_text(card("1.0.0"))
        (tmp_path / folder / "expected.json").write_text('{"verdict": "breaking"}')
    ended = diff("old", "new/", cwd=tmp_path)
    assert word(ended) == "breaking"
    assert ended.value["new"]["name"] == f"new/{name}"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        pytest.param(
            ["openapi.yaml", "asyncapi.yaml"], "'asyncapi.yaml', 'openapi.yaml'", id="two"
        ),
        pytest.param(["readme.yaml"], "no contract", id="none"),
        pytest.param(["1.0.0/openapi.yaml", "1.1.0/openapi.yaml"], "'old/1.1.0'", id="versions"),
    ],
)
def test_a_folder_in_which_it_is_not_clear_names_what_there_is(
    names: list[str], told: str, tmp_path: Path
) -> None:
    for name in names:
        file = tmp_path / "old" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(OLD if "readme" not in name else "words: only\n")
    (tmp_path / "new.json").write_text(NEW)
    ended = diff("old", "new.json", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert told in ended.err
    assert ended.out == ""


def test_the_standard_input(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text(NEW)
    assert word(diff("-", "new.json", cwd=tmp_path, stdin=OLD.encode())) == "breaking"
    assert word(diff("new.json", "-", cwd=tmp_path, stdin=OLD.encode())) == "compatible"


def test_the_standard_input_can_not_be_both(tmp_path: Path) -> None:
    ended = diff("-", "-", cwd=tmp_path, stdin=OLD.encode())
    assert ended.code == exits.USAGE
    assert "once" in ended.err


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX's")
def test_a_pipe_as_shells_make_them(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text(NEW)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(OLD,))
    writer.start()
    assert word(diff(pipe, "new.json", cwd=tmp_path)) == "breaking"
    writer.join()


# -- git


def test_a_path_in_a_revision_with_its_neighbours_from_there(tmp_path: Path) -> None:
    files = {"openapi.json": referring("schemas/order.json"), "schemas/order.json": order("string")}
    repository = Repository.at(tmp_path, {f"api/{name}": text for name, text in files.items()})
    repository.write({"api/schemas/order.json": order("integer")})
    ended = diff("HEAD:api/openapi.json", "api/openapi.json", cwd=tmp_path)
    assert word(ended) == "breaking"
    assert ended.value["old"]["name"] == "HEAD:api/openapi.json"
    assert word(diff("HEAD:api/openapi.json", "main:api", cwd=tmp_path)) == "identical"


@pytest.mark.parametrize("path", ["./openapi.json", "api/openapi.json"])
def test_a_path_in_a_revision_is_counted_from_the_top_or_with_a_dot_from_here(
    path: str, tmp_path: Path
) -> None:
    Repository.at(tmp_path, {"api/openapi.json": OLD})
    assert word(diff(f"HEAD:{path}", "openapi.json", cwd=tmp_path / "api")) == "identical"


def test_the_index_is_a_revision_without_a_name(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"openapi.json": OLD})
    repository.write({"openapi.json": NEW})
    repository.repo.git.add("openapi.json")
    repository.write({"openapi.json": api()})
    ended = diff("HEAD:openapi.json", ":openapi.json", cwd=tmp_path)
    assert word(ended) == "breaking"
    assert ended.value["new"]["name"] == ":openapi.json"


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        pytest.param("mian:openapi.json", 2, "did you mean 'main'?", id="no such revision"),
        pytest.param("nowhere-near:openapi.json", 2, "fetch", id="not fetched"),
        pytest.param("--help:openapi.json", 2, "", id="an option to git"),
        pytest.param("HEAD:opanepi.json", 3, "there is no such file in HEAD", id="no such path"),
        pytest.param("HEAD:../openapi.json", 2, "does not lie in", id="above the top"),
        pytest.param("HEAD:link.json", 3, "symbolic link", id="a link"),
    ],
)
def test_a_revision_that_leads_nowhere(source: str, code: int, told: str, tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"openapi.json": OLD})
    (tmp_path / "link.json").symlink_to("openapi.json")
    repository.commit()
    ended = diff(source, "openapi.json", cwd=tmp_path)
    assert ended.code == code
    assert told in ended.err
    assert ended.out == ""


def test_outside_of_a_repository_a_colon_is_told_of(tmp_path: Path) -> None:
    ended = diff("main:openapi.json", "x", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert "no git repository" in ended.err


def test_a_file_with_a_colon_in_its_name_is_that_file(tmp_path: Path) -> None:
    Repository.at(tmp_path, {"openapi.json": OLD, "HEAD:openapi.json": NEW})
    assert word(diff("openapi.json", "HEAD:openapi.json", cwd=tmp_path)) == "breaking"


@pytest.mark.parametrize("path", [r"C:\contracts\openapi.yaml", "D:/openapi.yaml"])
def test_a_drive_is_no_revision(path: str, tmp_path: Path) -> None:
    Repository.at(tmp_path, {"openapi.json": OLD})
    ended = diff(path, "openapi.json", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert "there is no such file" in ended.err


# -- neighbours


def test_a_neighbour_below_the_document_is_read(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "order.json").write_text(order("string"))
    (tmp_path / "openapi.json").write_text(referring("schemas/order.json"))
    assert word(diff("openapi.json", "openapi.json", cwd=tmp_path)) == "identical"


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        pytest.param("../order.json", "leads out of the folder", id="above"),
        pytest.param("../../../../../../../etc/passwd", "leads out", id="far above"),
        pytest.param("/etc/passwd", "", id="absolute"),
        pytest.param("file:///etc/passwd", "", id="a file address"),
        pytest.param("link.json", "link that leads outside", id="a link that leaves"),
        pytest.param("http://127.0.0.1:9/order.json", "", id="an address"),
        pytest.param("gone.json", "there is no such file", id="to nothing"),
    ],
)
def test_a_neighbour_outside_of_the_folder_is_refused(
    reference: str, told: str, tmp_path: Path
) -> None:
    inside = tmp_path / "api"
    inside.mkdir()
    (tmp_path / "order.json").write_text(order("string"))
    (inside / "link.json").symlink_to(tmp_path / "order.json")
    (inside / "openapi.json").write_text(referring(reference))
    ended = diff("api/openapi.json", "api/openapi.json", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert told in ended.err
    assert ended.out == ""
    assert ended.err.count("\n") == 1


def test_a_wider_root_lets_a_reference_rise_and_no_further(tmp_path: Path) -> None:
    (tmp_path / "top" / "api").mkdir(parents=True)
    (tmp_path / "top" / "order.json").write_text(order("string"))
    (tmp_path / "order.json").write_text(order("string"))
    (tmp_path / "top/api/openapi.json").write_text(referring("../order.json"))
    (tmp_path / "top/api/far.json").write_text(referring("../../order.json"))
    ended = diff("top/api/openapi.json", "top/api/openapi.json", "--root", "top", cwd=tmp_path)
    assert word(ended) == "identical"
    assert diff("top/api/far.json", "top/api/far.json", "--root", "top", cwd=tmp_path).code == 3


def test_the_folder_of_git_is_not_read(tmp_path: Path) -> None:
    Repository.at(tmp_path, {"openapi.json": referring(".git/config")})
    ended = diff("openapi.json", "openapi.json", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert "git's own folder" in ended.err
    assert "repositoryformatversion" not in ended.err


# -- the web


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The address of a folder, served by HTTP."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
                self.end_headers()
            else:
                super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_web_is_closed_unless_it_is_let_in(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(OLD)
    with site(tmp_path) as address:
        ended = diff(f"{address}/openapi.json", "openapi.json", cwd=tmp_path)
    assert ended.code == exits.USAGE
    assert "--allow-remote" in ended.err


def test_a_document_from_the_web_with_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "api" / "schemas").mkdir(parents=True)
    (tmp_path / "api" / "schemas" / "order.json").write_text(order("string"))
    (tmp_path / "api" / "openapi.json").write_text(referring("schemas/order.json"))
    with site(tmp_path) as address:
        url = f"{address}/api/openapi.json"
        ended = diff(url, "api", "--allow-remote", cwd=tmp_path)
        assert word(ended) == "identical"
        assert ended.value["old"]["name"] == url


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        pytest.param("gone.json", 3, "404", id="not there"),
        pytest.param("moved", 3, "", id="sent on to a file of this machine"),
    ],
)
def test_a_document_that_the_web_does_not_give(
    path: str, code: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "new.json").write_text(NEW)
    with site(tmp_path) as address:
        ended = diff(f"{address}/{path}", "new.json", "--allow-remote", cwd=tmp_path)
    assert ended.code == code
    assert told in ended.err
    assert "root:" not in ended.err + ended.out


def test_nobody_there_is_an_input_that_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text(NEW)
    ended = diff("http://127.0.0.1:9/openapi.json", "new.json", "--allow-remote", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE


def test_a_password_does_not_belong_into_an_address(tmp_path: Path) -> None:
    url = "http://somebody:secret@127.0.0.1:9/openapi.json"
    ended = diff(url, "x", "--allow-remote", cwd=tmp_path)
    assert ended.code == exits.USAGE
    assert "secret" not in ended.err
