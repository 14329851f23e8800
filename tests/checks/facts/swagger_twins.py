"""The same API in OpenAPI 3.0 and, by a converter of our own, in Swagger 2.0."""

from __future__ import annotations

from typing import Any

_FLOWS = {"clientCredentials": "application", "authorizationCode": "accessCode"}
_FORMATS = {
    ("form", True): "multi",
    ("form", False): "csv",
    ("simple", False): "csv",
    ("spaceDelimited", False): "ssv",
    ("pipeDelimited", False): "pipes",
}


def openapi(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole document of OpenAPI 3.0."""
    said = {"openapi": "3.0.3", "info": {"title": "orders", "version": "1.0.0"}, "paths": paths}
    return said | more


def swagger(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole document of Swagger 2.0."""
    said = {"swagger": "2.0", "info": {"title": "orders", "version": "1.0.0"}, "paths": paths}
    return said | more


def downgraded(document: dict[str, Any]) -> dict[str, Any]:
    """A document of OpenAPI 3.0, as far as Swagger 2.0 has words for it, in these words."""
    components = document.get("components", {})
    said = {
        "swagger": "2.0",
        "info": document["info"],
        "paths": {
            path: {
                method: _operation(operation) if method != "parameters" else _several(operation)
                for method, operation in item.items()
            }
            for path, item in document["paths"].items()
        },
        "definitions": {k: _schema(v) for k, v in components.get("schemas", {}).items()},
        "securityDefinitions": {
            k: _scheme(v) for k, v in components.get("securitySchemes", {}).items()
        },
    }
    if "security" in document:
        said["security"] = document["security"]
    for server in document.get("servers", ())[:1]:
        scheme, _, rest = server["url"].partition("://")
        host, slash, base = rest.partition("/")
        said |= {"schemes": [scheme], "host": host, "basePath": slash + base}
    return said


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    parts = {"parameters", "requestBody", "responses"}
    said = {k: v for k, v in operation.items() if k not in parts}
    said["parameters"] = _several(operation.get("parameters", []))
    body = operation.get("requestBody")
    if body is not None:
        said["consumes"] = list(body["content"])
        schema = next(iter(body["content"].values()))["schema"]
        if any("form" in media for media in body["content"]):
            said["parameters"] += _fields(schema)
        else:
            said["parameters"].append(
                {
                    "in": "body",
                    "name": "body",
                    "required": body.get("required", False),
                    "schema": _schema(schema),
                }
            )
    said["responses"] = {}
    for status, response in operation["responses"].items():
        said["responses"][status] = {"description": response["description"]}
        for media, content in response.get("content", {}).items():
            said.setdefault("produces", []).append(media)
            said["responses"][status]["schema"] = _schema(content["schema"])
        headers = response.get("headers", {})
        if headers:
            said["responses"][status]["headers"] = {k: _flat(v) for k, v in headers.items()}
    said["produces"] = list(dict.fromkeys(said.get("produces", [])))
    return said


def _several(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_flat(p) for p in parameters]


def _flat(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter or a header, whose schema is said in itself."""
    said = {k: v for k, v in parameter.items() if k not in {"schema", "style", "explode"}}
    said |= _schema(parameter["schema"])
    if parameter["schema"].get("type") == "array":
        style = parameter.get("style", "form" if parameter.get("in") == "query" else "simple")
        explode = parameter.get("explode", style == "form")
        said["collectionFormat"] = _FORMATS[style, explode]
    return said


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "in": "formData",
            "name": name,
            "required": name in schema.get("required", ()),
            **({"type": "file"} if value.get("format") == "binary" else _schema(value)),
            **({"collectionFormat": "multi"} if value.get("type") == "array" else {}),
        }
        for name, value in schema["properties"].items()
    ]


def _schema(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_schema(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    said = {k: _schema(v) for k, v in schema.items()}
    if isinstance(said.get("$ref"), str):
        said["$ref"] = said["$ref"].replace("#/components/schemas/", "#/definitions/")
    if isinstance(said.get("nullable"), bool):
        said["x-nullable"] = said.pop("nullable")
    if isinstance(said.get("discriminator"), dict):
        said["discriminator"] = said["discriminator"]["propertyName"]
    return said


def _scheme(scheme: dict[str, Any]) -> dict[str, Any]:
    if scheme["type"] == "http":
        return {"type": "basic"}
    if scheme["type"] != "oauth2":
        return scheme
    ((flow, said),) = scheme["flows"].items()
    return {"type": "oauth2", "flow": _FLOWS.get(flow, flow), **said}
