from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge_checks.facts.document import Bundle, Limits, Place, parse
from weighbridge_checks.facts.formats.errors import (
    CannotOpenError,
    DanglingReferenceError,
    UnreadableContractError,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def folder(files: dict[str, str]) -> Callable[[str], bytes]:
    def open_(path: str) -> bytes:
        if path not in files:
            raise CannotOpenError(path, "no such file")
        return files[path].encode()

    return open_


def bundle(
    root: str,
    *,
    name: str = "contracts/orders/openapi.yaml",
    limits: Limits | None = None,
    **files: str,
) -> Bundle:
    """A bundle of the root and its neighbours, whose names have `__` for `/` and end in .yaml."""
    named = {f"{name.replace('__', '/')}.yaml": text for name, text in files.items()}
    limits = limits or Limits()
    return Bundle(parse(root.encode(), name=name, limits=limits), folder(named), limits)


def refused(call: Callable[[], Any]) -> UnreadableContractError:
    with pytest.raises(UnreadableContractError) as caught:
        call()
    return caught.value


ROOT = """
a:
  b/c d: {x: 1}
  "~": [10, 20]
  "100%": 100
é: 1
"""


@pytest.mark.parametrize(
    ("ref", "pointer"),
    [
        ("", ""),
        ("#", ""),
        ("#/a", "/a"),
        ("#/a/b~1c%20d", "/a/b~1c d"),
        ("#/a/b~1c d/x", "/a/b~1c d/x"),
        ("#/a/%7e0/1", "/a/~0/1"),
        ("#/a/~0/0", "/a/~0/0"),
        ("#/a/100%", "/a/100%"),
        ("#/a/100%25", "/a/100%"),
        ("#/%C3%A9", "/é"),
        ("#/é", "/é"),
        ("openapi.yaml#/a", "/a"),
        ("./openapi.yaml", ""),
        ("schemas/../openapi.yaml#/a", "/a"),
    ],
)
def test_a_reference_into_the_same_file(ref: str, pointer: str) -> None:
    whole = bundle(ROOT)
    expected = Place(file="", pointer=pointer, value=whole.root.at(pointer))
    assert whole.resolve(ref, "") == expected
    assert whole.resolve(ref, "", at="/a") is whole.resolve(ref, "", at="/a")
    assert whole.neighbours == ()


@pytest.mark.parametrize(
    ("ref", "base", "file", "pointer", "value"),
    [
        ("common.yaml", "", "common.yaml", "", {"x": {"y": 1}}),
        ("common.yaml#", "", "common.yaml", "", {"x": {"y": 1}}),
        ("common.yaml#/x", "", "common.yaml", "/x", {"y": 1}),
        ("./common.yaml#/x/y", "", "common.yaml", "/x/y", 1),
        ("schemas//order.yaml#/id", "", "schemas/order.yaml", "/id", 7),
        ("schemas/%6frder.yaml#/id", "", "schemas/order.yaml", "/id", 7),
        ("#/id", "schemas/order.yaml", "schemas/order.yaml", "/id", 7),
        ("order.yaml#/id", "schemas/order.yaml", "schemas/order.yaml", "/id", 7),
        ("../common.yaml#/x/y", "schemas/order.yaml", "common.yaml", "/x/y", 1),
        ("deep/line.yaml#/no", "schemas/order.yaml", "schemas/deep/line.yaml", "/no", 1),
        ("../../common.yaml#/x/y", "schemas/deep/line.yaml", "common.yaml", "/x/y", 1),
        ("../openapi.yaml#/a", "schemas/order.yaml", "", "/a", {}),
    ],
)
def test_a_reference_into_a_neighbour(
    ref: str, base: str, file: str, pointer: str, value: Any
) -> None:
    whole = bundle(
        "a: {}",
        common="x: {y: 1}",
        schemas__order="id: 7",
        schemas__deep__line="no: 1",
    )
    assert whole.resolve(ref, base) == Place(file=file, pointer=pointer, value=value)


def test_a_neighbour_is_opened_once_and_has_the_name_that_its_user_would_give_it() -> None:
    opened = []

    def open_(path: str) -> bytes:
        opened.append(path)
        return b"x: {y: 1}"

    whole = Bundle(parse(b"a: 1", name="main:contracts/api.yaml"), open_)
    whole.resolve("s/common.yaml#/x", "")
    whole.resolve("./s/common.yaml#/x/y", "")
    whole.resolve("../s/common.yaml", "s/common.yaml")
    assert opened == ["s/common.yaml"]
    assert whole.neighbours == ("s/common.yaml",)
    assert whole.document("s/common.yaml").name == "main:contracts/s/common.yaml"
    assert whole.document("") is whole.document("api.yaml") is whole.root


@pytest.mark.parametrize("name", ["-", "stdin", "registry:orders@1.0.0", "HEAD:api.yaml"])
def test_the_root_is_known_by_its_content_where_its_name_does_not_tell(name: str) -> None:
    text = b"a: {$ref: 'api.yaml#/b'}\nb: 1\n"
    whole = Bundle(parse(text, name=name), folder({"api.yaml": text.decode()}))
    assert whole.resolve("api.yaml#/b", "") == Place(file="", pointer="/b", value=1)
    assert whole.neighbours == ()
    assert whole.digest == whole.root.digest


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("https://example.com/s.yaml#/a", "remote references are not fetched; save the file"),
        ("http://example.com/s.yaml", "remote"),
        ("HTTPS://example.com/s.yaml", "remote"),
        ("//example.com/s.yaml", "remote"),
        ("file:///etc/passwd", "remote"),
        ("file:common.yaml", "refer to it by a relative path"),
        ("ftp://example.com/s.yaml", "remote"),
        ("urn:example:order", "is not in this document"),
        ("data:application/json,%7B%7D", "remote"),
        ("../common.yaml", "leads out of the folder of the root document; move the file"),
        ("a/../../common.yaml", "leads out"),
        ("%2e%2e/common.yaml", "leads out"),
        ("..", "leads out"),
        ("/etc/passwd", "an absolute path; write a relative one"),
        ("%2Fetc/passwd", "absolute"),
        ("%2F%2Fexample.com/x", "remote"),
        (r"schemas\order.yaml", "a Windows path"),
        ("schemas%5Corder.yaml", "a Windows path"),
        (r"C:\schemas\order.yaml", "a Windows path"),
        ("C:/schemas/order.yaml", "a Windows path"),
        (r"\\server\share\x.yaml", "with '/'"),
        ("common.yaml?v=2", "asks a server"),
        ("?v=2", "asks a server"),
        ("schemas/", "is a folder"),
        (".", "is a folder"),
        ("a\x00.yaml", "control character"),
        ("a%00.yaml", "control character"),
        ("%ff.yaml", "not UTF-8"),
        ("#/%ff", "not UTF-8"),
        ("http://[", "remote"),
        ("none.yaml", "cannot be opened (no such file); check its name"),
        ("common", "refers to the file 'common'"),
    ],
)
def test_what_is_refused_is_told_with_the_place_of_the_reference(ref: str, words: str) -> None:
    whole = bundle(f"a: 1\nb:\n  c:\n    $ref: {json.dumps(ref)}\n", common="x: 1")
    error = refused(lambda: whole.resolve(ref, "", at="/b/c"))
    assert words in error.reason
    assert (error.file, error.line, error.column) == ("contracts/orders/openapi.yaml", 4, 5)
    assert not isinstance(error, DanglingReferenceError)
    assert refused(whole.reach).reason == error.reason
    assert "\n" not in str(error)


def test_a_document_that_was_given_alone_has_no_neighbours() -> None:
    alone = Bundle(parse(b"a: {$ref: s.yaml}", name="orders.yaml"))
    error = refused(lambda: alone.resolve("s.yaml", "", at="/a"))
    assert "this document was given alone; give it with its folder" in error.reason
    assert str(error).startswith("orders.yaml:1:5: ")


def test_a_neighbour_that_can_not_be_read_is_told_by_its_own_name_and_line() -> None:
    whole = bundle("a: {$ref: s.yaml}", s="x: 1\nx: 2")
    error = refused(whole.reach)
    assert (error.file, error.line, error.column) == ("contracts/orders/s.yaml", 2, 1)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("#/components/schemas/Ordr", "'#/components/schemas' has no 'Ordr'; did you mean 'Order'"),
        ("#/component/schemas/Order", "'#' has no 'component'; did you mean 'components'?"),
        ("#/components/schemas/Zebra", "correct the name, or add the part"),
        ("#/components/schemas/Order/type/x", "'#/components/schemas/Order/type' has no parts"),
        ("#/list/2", "has 2 items and no '2'; correct the number"),
        ("#/list/-1", "correct the number"),
        ("#Order", "no schema here has the $anchor 'Order'; write that $anchor"),
        ("openapi.yaml#/nothing", "'#' has no 'nothing'"),
    ],
)
def test_a_reference_to_nothing_says_how_far_it_leads(ref: str, words: str) -> None:
    root = {
        "components": {"schemas": {"Order": {"type": "object"}}},
        "list": [1, 2],
        "a": {"$ref": ref},
    }
    whole = bundle(json.dumps(root, indent=1))
    error = refused(lambda: whole.resolve(ref, "", at="/a"))
    assert isinstance(error, DanglingReferenceError)
    assert f"the $ref {ref!r} leads nowhere: " in error.reason
    assert words in error.reason
    assert (error.line, error.column) == (14, 3)


def test_thousands_of_references_to_nothing_are_told_in_time() -> None:
    schemas: dict[str, Any] = {f"Schema{n}": {"type": "object"} for n in range(5000)}
    schemas |= {f"Other{n}": {"$ref": f"#/schemas/Skema{n}"} for n in range(5000)}
    dangling = bundle(json.dumps({"schemas": schemas})).reach()
    assert len(dangling) == 5000
    assert "did you mean" in dangling[0].reason


IDENTIFIED = """
$id: https://example.com/order.json
$defs:
  line:
    $anchor: line
    type: object
  node: {$dynamicAnchor: node}
  customer:
    $id: customer.json
    $defs:
      line: {$anchor: line, type: string}
      address: {$id: /shared/address.json, properties: {street: {}}}
  sku: {$id: "urn:example:sku", type: string}
"""


@pytest.mark.parametrize(
    ("ref", "at", "pointer"),
    [
        ("#line", "", "/$defs/line"),
        ("#node", "", "/$defs/node"),
        ("#/$defs/line", "/$defs/node", "/$defs/line"),
        ("https://example.com/order.json", "", ""),
        ("https://example.com/order.json#/$defs/line", "", "/$defs/line"),
        ("https://example.com/order.json#line", "", "/$defs/line"),
        ("order.json#line", "/$defs/node", "/$defs/line"),
        ("customer.json", "", "/$defs/customer"),
        ("https://example.com/customer.json#/$defs/line", "", "/$defs/customer/$defs/line"),
        ("customer.json#line", "", "/$defs/customer/$defs/line"),
        ("/shared/address.json#/properties", "", "/$defs/customer/$defs/address/properties"),
        ("urn:example:sku", "", "/$defs/sku"),
        # Inside of a schema with a name of its own, the same words mean that schema.
        ("#", "/$defs/customer/$defs/line", "/$defs/customer"),
        ("#line", "/$defs/customer", "/$defs/customer/$defs/line"),
        ("#/$defs/line", "/$defs/customer/x", "/$defs/customer/$defs/line"),
        ("#/properties/street", "/$defs/customer/$defs/address", ""),
        ("../order.json#line", "/$defs/customer/$defs/address/properties/street", "/$defs/line"),
    ],
)
def test_a_schema_is_known_by_the_names_that_it_gives_itself(
    ref: str, at: str, pointer: str
) -> None:
    if not pointer and "street" in ref:
        pointer = "/$defs/customer/$defs/address/properties/street"
    assert bundle(IDENTIFIED).resolve(ref, "", at=at).pointer == pointer


@pytest.mark.parametrize(
    ("text", "ref", "pointer"),
    [
        pytest.param(
            "$schema: http://json-schema.org/draft-07/schema#\ndefinitions: {a: {$id: '#foo'}}",
            "#foo",
            "/definitions/a",
            id="draft 7 names by $id",
        ),
        pytest.param(
            "$schema: http://json-schema.org/draft-04/schema#\ndefinitions: {a: {id: '#foo'}}",
            "#foo",
            "/definitions/a",
            id="draft 4 names by id",
        ),
        pytest.param(
            "$schema: http://json-schema.org/draft-04/schema#\n"
            "id: http://x.example/a#\ndefinitions: {a: {id: b}}",
            "http://x.example/b#",
            "/definitions/a",
            id="draft 4 with an empty fragment",
        ),
        pytest.param(
            "$schema: http://json-schema.org/draft-07/schema#\n"
            "definitions: {a: {$id: b.json, $ref: '#/definitions/c'}, c: {x: 1}}",
            "#/definitions/c",
            "/definitions/c",
            id="beside a $ref, older drafts ignore an $id",
        ),
        pytest.param(
            "definitions: {a: {$id: '#/definitions/a', b: {}}}",
            "#/definitions/a/b",
            "/definitions/a/b",
            id="a pointer as $id names nothing",
        ),
        pytest.param(
            "$defs: {a: {$id: b.yaml, x: 1}}",
            "b.yaml#/x",
            "/$defs/a/x",
            id="an $id without a base counts from the file",
        ),
        pytest.param(
            "properties: {$id: {type: string}, $anchor: {}}\n$defs: {x: {$anchor: y}}",
            "#y",
            "/$defs/x",
            id="properties may be called so",
        ),
        pytest.param(
            "openapi: 3.1.0\nx: {$id: y}\nexample: {$id: z.yaml}\nenum: [{$anchor: foo}]\n"
            "$defs: {a: {$anchor: foo}}",
            "#foo",
            "/$defs/a",
            id="data names nothing",
        ),
    ],
)
def test_older_and_odder_names(text: str, ref: str, pointer: str) -> None:
    assert bundle(text).resolve(ref, "", at="/definitions/a").pointer == pointer


@pytest.mark.parametrize("name", ["http://[", "//1[2]", "#", "", "%", ":", "a b"])
def test_a_name_that_is_no_uri_does_no_harm(name: str) -> None:
    text = json.dumps({"$defs": {"a": {"$id": name, "b": {"$anchor": name}}}, "c": 1})
    assert bundle(text).resolve("#/c", "").value == 1


def test_openapi_3_0_knows_no_names() -> None:
    whole = bundle("openapi: 3.0.3\na: {$id: https://x.example/, b: 1}\nc: 2")
    assert whole.resolve("#/c", "", at="/a").value == 2


def test_names_count_in_neighbours_too() -> None:
    whole = bundle("a: {$ref: 's/x.yaml#foo'}", s__x="$defs: {b: {$anchor: foo}, c: {$id: y.yaml}}")
    assert whole.resolve("s/x.yaml#foo", "").pointer == "/$defs/b"
    assert whole.resolve("y.yaml", "s/x.yaml") == whole.resolve("#/$defs/c", "s/x.yaml")


def test_following_ends_at_the_first_part_that_is_no_reference() -> None:
    whole = bundle("a: {$ref: '#/b'}\nb: {$ref: 's.yaml#/c'}\n", s="c: {$ref: '#/d'}\nd: {x: 1}\n")
    end = Place(file="s.yaml", pointer="/d", value={"x": 1})
    assert whole.follow(whole.resolve("#/a", "")) == end
    assert whole.follow(whole.resolve("#/b", "")) == end
    assert whole.follow(end) == end


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("a:\n  $ref: '#/a'\n", 2, id="itself"),
        pytest.param("a:\n  $ref: '#/b'\nb:\n  $ref: '#/a'\n", 4, id="each other"),
        pytest.param("a:\n  $ref: '#/b'\nb:\n  $ref: '#/b'\n", 4, id="a ring further on"),
        pytest.param("$ref: '#'\n", 1, id="the whole document"),
        pytest.param("a:\n  $ref: 'openapi.yaml#/a'\n", 2, id="itself by the file's name"),
    ],
)
def test_a_ring_of_references_is_refused(text: str, line: int) -> None:
    whole = bundle(text)
    start = Place(file="", pointer="/a", value=whole.root.root.get("a", whole.root.root))
    if "a" not in whole.root.root:
        start = whole.resolve("#", "")
    error = refused(lambda: whole.follow(start))
    assert "leads back to itself; describe the part here" in error.reason
    assert error.line == line
    assert "leads back to itself" in refused(whole.reach).reason


def test_a_ring_through_files_is_refused() -> None:
    whole = bundle("a: {$ref: 's.yaml#/b'}", s="x: 1\nb: {$ref: 'openapi.yaml#/a'}")
    error = refused(whole.reach)
    assert "leads back to itself" in error.reason
    assert (error.file, error.line) == ("contracts/orders/openapi.yaml", 1)


def test_recursion_through_a_property_is_no_ring() -> None:
    text = "$defs: {node: {properties: {next: {$ref: '#/$defs/node'}}}}\n$ref: '#/$defs/node'\n"
    assert bundle(text).reach() == ()


def test_reaching_opens_what_references_reach_and_nothing_else() -> None:
    whole = bundle(
        """
        paths:
          /orders:
            get:
              responses:
                default: {$ref: errors.yaml#/default}
                200:
                  content:
                    application/json:
                      schema: {$ref: schemas/order.yaml}
                      example: {$ref: example.yaml}
                      examples: {one: {value: {$ref: examples.yaml}}}
        components:
          schemas:
            Kind: {enum: [{$ref: enum.yaml}], const: {$ref: const.yaml}, default: {$ref: d.yaml}}
            Named: {properties: {default: {$ref: named.yaml}, enum: {$ref: named.yaml}}}
        x-internal: {$ref: extension.yaml}
        x-webhooks: {shipped: {$ref: hook.yaml}}
        """,
        errors="default: {x: 1}\nother: {$ref: unreached.yaml}",
        schemas__order="properties: {line: {$ref: deep/line.yaml#/line}}",
        schemas__deep__line="line: {$ref: '#/no'}\nno: {type: integer}",
        named="type: string",
        hook="post: {}",
    )
    assert whole.reach() == ()
    assert whole.neighbours == (
        "errors.yaml",
        "hook.yaml",
        "named.yaml",
        "schemas/deep/line.yaml",
        "schemas/order.yaml",
    )


def test_a_reference_into_data_is_followed_there() -> None:
    whole = bundle("a: {$ref: '#/x-parts/b'}\nx-parts: {b: {c: {$ref: s.yaml}}}", s="x: 1")
    whole.reach()
    assert whole.neighbours == ("s.yaml",)


def test_the_headers_of_an_event_are_a_schema_and_not_names() -> None:
    whole = bundle(
        "headers: {type: object, default: {$ref: no.yaml}, properties: {default: {$ref: s.yaml}}}",
        s="x: 1",
    )
    whole.reach()
    assert whole.neighbours == ("s.yaml",)


def test_reaching_answers_every_reference_to_nothing_where_it_stands() -> None:
    whole = bundle(
        "a: {$ref: '#/nothing'}\nb: {$ref: s.yaml#/x}\nc: {$ref: '#/nothing'}\n"
        "d: {example: {$ref: '#/neither'}}\n",
        s="x: {$ref: '#/y'}\n",
    )
    found = [(error.file, error.line) for error in whole.reach()]
    assert found == [
        ("contracts/orders/openapi.yaml", 1),
        ("contracts/orders/openapi.yaml", 3),
        ("contracts/orders/s.yaml", 1),
    ]


def test_a_digest_counts_all_files_that_are_reached() -> None:
    root = "a: {$ref: s.yaml}\nb: {$ref: t.yaml}\n"
    one = bundle(root, s="x: 1", t="y: 1")
    assert one.digest == bundle(root, s="x: 1", t="y: 1", u="z: 1").digest
    assert one.digest == bundle(root, s="x: 1", t="y: 1", name="elsewhere/openapi.yaml").digest
    assert one.digest != bundle(root, s="x: 1", t="y: 2").digest
    assert one.digest != bundle(root, s="y: 1", t="x: 1").digest
    assert one.digest != one.root.digest


def test_the_digest_of_a_document_alone_is_that_of_its_bytes() -> None:
    text = "a: {$ref: '#/b'}\nb: 1\n"
    assert bundle(text).digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_digest_does_not_depend_on_what_was_opened_first() -> None:
    root = "a: {$ref: s.yaml}\nb: {$ref: t.yaml}\n"
    one, other = (bundle(root, s="x: 1", t="y: 1") for _ in range(2))
    one.resolve("t.yaml", "")
    assert one.digest == other.digest


def test_too_many_files_are_refused() -> None:
    files = {f"f{n}": "x: 1" for n in range(4)}
    refs = "\n".join(f"{name}: {{$ref: {name}.yaml}}" for name in files)
    assert bundle(refs, limits=Limits(files=5), **files).reach() == ()
    assert (
        "more than 3 files" in refused(bundle(refs, limits=Limits(files=3), **files).reach).reason
    )


def test_too_many_bytes_together_are_refused() -> None:
    whole = bundle("a: {$ref: s.yaml}", s=f"x: {'y' * 80}", limits=Limits(bytes=90))
    assert "more than 90 bytes together" in refused(whole.reach).reason


def test_a_file_that_nobody_refers_to_is_refused_by_its_name() -> None:
    error = refused(lambda: bundle("a: 1").document("s.yaml"))
    assert error.file == "contracts/orders/s.yaml"
    assert "no such file" in error.reason


names = st.sampled_from(["a", "b", "$defs", "properties", "default", "x-y"])
refs = st.sampled_from(
    [
        "#",
        "#/a",
        "#/a/b",
        "#/$defs/a",
        "#b",
        "s.yaml",
        "s.yaml#/a",
        "t.yaml#b",
        "s/../t.yaml",
        "openapi.yaml#/b",
        "c.json",
        "c.json#/a",
        "urn:x",
        "urn:x#b",
        "https://x.example/c.json",
    ]
)
identities = st.sampled_from(["c.json", "urn:x", "#b", "https://x.example/a.json", "#/a", "s.yaml"])
schemas = st.recursive(
    st.fixed_dictionaries({}, optional={"$ref": refs, "$id": identities, "$anchor": names}),
    lambda inner: (
        st.builds(
            lambda own, children: {**own, **children},
            st.fixed_dictionaries({}, optional={"$ref": refs, "$id": identities, "$anchor": names}),
            st.dictionaries(names, inner, max_size=3),
        )
        | st.lists(inner, max_size=2)
    ),
    max_leaves=8,
)
documents = st.dictionaries(names, schemas, max_size=3)


@settings(deadline=None)
@given(documents, documents, documents)
def test_whatever_refers_to_whatever_the_end_is_found(root: Any, one: Any, other: Any) -> None:
    whole = bundle(json.dumps(root), s=json.dumps(one), t=json.dumps(other))
    try:
        dangling = whole.reach()
    except UnreadableContractError as error:
        assert not isinstance(error, DanglingReferenceError)  # noqa: PT017 - some are refused, some not
        return
    lines = {(error.file, error.line) for error in dangling}
    assert all(line == 1 for _, line in lines)
    assert whole.digest == bundle(json.dumps(root), s=json.dumps(one), t=json.dumps(other)).digest
