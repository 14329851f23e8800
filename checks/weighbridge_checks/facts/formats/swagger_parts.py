"""The parts of Swagger 2.0 in the words of OpenAPI 3: pure, one operation at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.schema import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    #: what a part says after the references in its place: (value, file, pointer)
    Follow = Callable[[Any, str, str], tuple[Any, str, str]]

#: what an operation sends and takes where nobody says it
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_BINARY = {"type": "string", "format": "binary"}
#: what a parameter says of itself and not of its value
_NO_SCHEMA = frozenset(
    {"name", "in", "required", "description", "allowEmptyValue", "collectionFormat", "schema"}
)
_STYLES = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


class Around:
    """What the document says for all of its operations."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.consumes = texts(root.get("consumes"))
        self.produces = texts(root.get("produces"))
        self.schemes = texts(root.get("schemes"))
        host, base = root.get("host"), root.get("basePath")
        self.host = host.rstrip("/") if isinstance(host, str) else ""
        self.base = "/" + base.strip("/") if isinstance(base, str) and base.strip("/") else ""

    def servers(self, schemes: list[str]) -> list[dict[str, str]]:
        """The addresses: one for each scheme; which scheme, where none is named, stays open."""
        if not self.host:
            return [{"url": self.base}] if self.base else []
        named = [f"{scheme}:" for scheme in schemes] or [""]
        return [{"url": f"{scheme}//{self.host}{self.base}"} for scheme in named]


@dataclass(slots=True)
class Converted:
    """An operation in the words of OpenAPI 3, and where its parts stand in truth."""

    operation: dict[str, Any]
    #: the path item, without what went into the operation
    item: dict[str, Any]
    #: pointers below the operation, and the places that they mean
    places: dict[str, Place] = field(default_factory=dict)
    #: forms: where each stands, its schema, and its properties with their own places
    forms: list[tuple[Place, Any, dict[str, tuple[Any, Place]]]] = field(default_factory=list)


def texts(value: Any) -> list[str]:
    """The strings of a list; nothing where it is no list."""
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def scheme(said: Any) -> Any:
    """A way to come in."""
    if not isinstance(said, dict):
        return said
    kind = said.get("type")
    if kind == "basic":
        rest = {k: v for k, v in said.items() if k != "type"}
        return {"type": "http", "scheme": "basic", **rest}
    if kind != "oauth2":
        return said
    flow = {k: said[k] for k in ("authorizationUrl", "tokenUrl", "scopes") if k in said}
    kept = {k: v for k, v in said.items() if k not in {"flow", *flow}}
    return {**kept, "flows": {_FLOWS.get(str(said.get("flow")), str(said.get("flow"))): flow}}


def converted(
    operation: Mapping[str, Any],
    item: Mapping[str, Any],
    place: Place,
    item_place: Place,
    *,
    around: Around,
    follow: Follow,
) -> Converted:
    """An operation of Swagger 2.0 as OpenAPI 3 would write it."""
    gone = {"parameters", "consumes", "produces", "schemes", "responses"}
    said = Converted(
        operation={k: v for k, v in operation.items() if k not in gone},
        item={k: v for k, v in item.items() if k != "parameters"},
    )
    consumes = texts(operation["consumes"]) if "consumes" in operation else around.consumes
    produces = texts(operation["produces"]) if "produces" in operation else around.produces
    schemes = texts(operation.get("schemes"))
    if schemes and set(schemes) != set(around.schemes):
        said.operation["servers"] = around.servers(schemes)
        for i in range(len(said.operation["servers"])):
            said.places[f"/servers/{i}"] = Place(place.file, f"{place.pointer}/schemes")
    parameters = _parameters(operation, item, place, item_place, follow)
    plain: list[dict[str, Any]] = []
    for value, at in parameters:
        if value.get("in") not in ("body", "formData"):
            said.places[f"/parameters/{len(plain)}"] = at
            plain.append(_parameter(value))
    said.operation["parameters"] = plain
    _body(said, parameters, consumes)
    _responses(said, operation.get("responses"), place, produces, follow)
    return said


def _parameters(
    operation: Mapping[str, Any],
    item: Mapping[str, Any],
    place: Place,
    item_place: Place,
    follow: Follow,
) -> list[tuple[Mapping[str, Any], Place]]:
    """The parameters of the path and of the operation; those of the operation win."""
    found: dict[tuple[Any, str], tuple[Mapping[str, Any], Place]] = {}
    for holder, at in ((item, item_place), (operation, place)):
        listed = holder.get("parameters")
        for i, raw in enumerate(listed if isinstance(listed, list) else ()):
            value, file, pointer = follow(raw, at.file, f"{at.pointer}/parameters/{i}")
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                where = value.get("in")
                name = "" if where == "body" else value["name"]
                found[str(where), name] = (value, Place(file, pointer))
    return list(found.values())


def _parameter(value: Mapping[str, Any]) -> dict[str, Any]:
    said = {k: value[k] for k in ("name", "in", "required", "description") if k in value}
    if value.get("allowEmptyValue") is True:
        said["allowEmptyValue"] = True
    said["schema"] = _schema(value)
    said |= _style(value, query=value.get("in") == "query")
    return said


def _schema(value: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a value that Swagger describes in the parameter itself."""
    if value.get("type") == "file":
        return dict(_BINARY)
    return {k: v for k, v in value.items() if k not in _NO_SCHEMA}


def _style(value: Mapping[str, Any], *, query: bool) -> dict[str, Any]:
    """How a list is written, in OpenAPI 3's two words for it."""
    if value.get("type") != "array":
        return {}
    written = value.get("collectionFormat", "csv")
    style = _STYLES.get(str(written), "form" if query else "simple")
    inner, formats = value.get("items"), []
    while isinstance(inner, dict) and inner.get("type") == "array":
        formats.append(str(inner.get("collectionFormat", "csv")))
        inner = inner.get("items")
    if any(f != "csv" for f in formats):  # lists in lists, each written in its own way
        style = f"{style} of {' of '.join(formats)}"
    return {"style": style, "explode": written == "multi"}


def _body(
    said: Converted, parameters: list[tuple[Mapping[str, Any], Place]], consumes: list[str]
) -> None:
    for value, at in parameters:
        if value.get("in") == "body":
            _place_body(said, at, consumes or [_JSON], f"{at.pointer}/schema")
            content = {"schema": _file(value["schema"])} if "schema" in value else {}
            said.operation["requestBody"] = {
                "required": value.get("required") is True,
                "description": value.get("description"),
                "content": dict.fromkeys(consumes or [_JSON], content),
            }
            return
    fields = [(v, at) for v, at in parameters if v.get("in") == "formData"]
    if fields:
        _form(said, fields, consumes)


def _form(
    said: Converted, fields: list[tuple[Mapping[str, Any], Place]], consumes: list[str]
) -> None:
    """A form: its fields are the properties of one object."""
    has_file = any(v.get("type") == "file" for v, _ in fields)
    media = [m for m in consumes if m.partition(";")[0].strip().lower() in {_FORM, _MULTIPART}]
    if not media:
        media = [_MULTIPART if has_file else _FORM]
    properties: dict[str, tuple[Any, Place]] = {}
    encoding: dict[str, Any] = {}
    for value, at in fields:
        schema = _schema(value)
        if "description" in value:
            schema["description"] = value["description"]
        properties[value["name"]] = (schema, at)
        if style := _style(value, query=True):
            encoding[value["name"]] = style
    required = [v["name"] for v, _ in fields if v.get("required") is True]
    schema = {
        "type": "object",
        "properties": {name: value for name, (value, _) in properties.items()},
    }
    if required:
        schema["required"] = required
    content = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    first = fields[0][1]
    # where the fields are listed; the whole form has no place of its own
    holder = Place(first.file, first.pointer.rpartition("/")[0])
    form = Place(holder.file, f"{holder.pointer}/")
    _place_body(said, holder, media, form.pointer)
    said.forms.append((form, schema, properties))
    said.operation["requestBody"] = {
        "required": bool(required),
        "content": dict.fromkeys(media, content),
    }


def _place_body(said: Converted, at: Place, media: list[str], schema: str) -> None:
    said.places["/requestBody"] = at
    for name in media:
        pointer = f"/requestBody/content/{escape(name)}"
        said.places[pointer] = at
        said.places[f"{pointer}/schema"] = Place(at.file, schema)


def _responses(
    said: Converted, responses: Any, place: Place, produces: list[str], follow: Follow
) -> None:
    found: dict[str, Any] = {}
    for status, raw in (responses if isinstance(responses, dict) else {}).items():
        if status.startswith("x-"):
            continue
        value, file, pointer = follow(
            raw, place.file, f"{place.pointer}/responses/{escape(status)}"
        )
        if not isinstance(value, dict):
            continue
        here = f"/responses/{escape(status)}"
        said.places[here] = Place(file, pointer)
        response: dict[str, Any] = {"description": value.get("description")}
        headers = value.get("headers")
        response["headers"] = {}
        for name, header in (headers if isinstance(headers, dict) else {}).items():
            if isinstance(header, dict):
                at = Place(file, f"{pointer}/headers/{escape(name)}")
                said.places[f"{here}/headers/{escape(name)}"] = at
                response["headers"][name] = {
                    "description": header.get("description"),
                    "schema": _schema(header),
                    **_style(header, query=False),
                }
        if value.get("schema") is not None:
            schema = _file(value["schema"])
            response["content"] = {media: {"schema": schema} for media in produces or [_JSON]}
            for name in produces or [_JSON]:
                at = Place(file, f"{pointer}/schema")
                said.places[f"{here}/content/{escape(name)}"] = said.places[here]
                said.places[f"{here}/content/{escape(name)}/schema"] = at
        found[status] = response
    said.operation["responses"] = found


def _file(schema: Any) -> Any:
    """A schema; of a file, the one that OpenAPI 3 has for it."""
    if isinstance(schema, dict) and schema.get("type") == "file":
        return {**{k: v for k, v in schema.items() if k != "type"}, **_BINARY}
    return schema
