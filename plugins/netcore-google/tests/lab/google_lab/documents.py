"""The discovery documents as a law: which methods there are, what they take, what they give."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote

from googleapiclient.discovery_cache import get_static_doc

_INTEGER = re.compile(r"-?\d+")
_FORMATS = {
    "int64": _INTEGER,
    "uint64": re.compile(r"\d+"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "google-datetime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "byte": re.compile(r"[A-Za-z0-9+/_-]*={0,2}"),
}
"""A time has its zone (RFC 3339), bytes are in base64."""
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


@dataclass(frozen=True)
class Method:
    """A method of an API, as its document says."""

    id: str
    verb: str
    path: re.Pattern[str]
    spec: dict[str, Any]
    api: "Document"


class Document:
    """One API's document."""

    def __init__(self, name: str, version: str) -> None:
        document = json.loads(get_static_doc(name, version))
        self.schemas: dict[str, Any] = document["schemas"]
        self.common: dict[str, Any] = document["parameters"]
        self.methods = [
            Method(spec["id"], spec["httpMethod"], _pattern(document["servicePath"], spec), spec, self)
            for spec in _specs(document)
        ]

    def flaws_of_query(self, method: Method, query: str) -> list[str]:
        """What is wrong with the query of a request."""
        flaws = []
        known = {**self.common, **method.spec.get("parameters", {})}
        given = parse_qs(query, keep_blank_values=True)
        for name, values in given.items():
            spec = known.get(name)
            if spec is None or spec.get("location") == "path":
                flaws.append(f"{method.id} has no query parameter {name}")
                continue
            if len(values) > 1 and not spec.get("repeated"):
                flaws.append(f"{method.id}: {name} is given twice")
            flaws += [
                f"{method.id}: {name}={value!r} is no {spec['type']}" for value in values if not _fits(spec, value)
            ]
        for name, spec in method.spec.get("parameters", {}).items():
            if spec.get("required") and spec["location"] == "query" and name not in given:
                flaws.append(f"{method.id} needs {name}")
        return flaws

    def flaws(self, schema: dict[str, Any], value: Any, where: str) -> list[str]:
        """What is wrong with a value: wrong types, and above all fields that nobody knows."""
        if "$ref" in schema:
            return self.flaws(self.schemas[schema["$ref"]], value, where)
        kind = schema.get("type", "any")
        if kind == "any":
            return []
        if not isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, bool)):
            return [f"{where} is {value!r:.60}, no {kind}"]
        if kind == "array":
            items = schema["items"]
            return [flaw for number, item in enumerate(value) for flaw in self.flaws(items, item, f"{where}[{number}]")]
        if kind == "object":
            return self._flaws_of_object(schema, value, where)
        if kind == "string":
            wanted = _FORMATS.get(schema.get("format", ""))
            if wanted is not None and not wanted.fullmatch(value):
                return [f"{where} is {value!r:.60}, no {schema['format']}"]
            if "enum" in schema and value not in schema["enum"]:
                return [f"{where} is {value!r:.60}, none of {schema['enum']}"]
        return []

    def _flaws_of_object(self, schema: dict[str, Any], value: dict[str, Any], where: str) -> list[str]:
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        flaws: list[str] = []
        for name, part in value.items():
            if name in properties:
                flaws += self.flaws(properties[name], part, f"{where}.{name}")
            elif others is not None:
                flaws += self.flaws(others, part, f"{where}.{name}")
            else:
                flaws.append(f"{where} has no field {name}")
        return flaws


@cache
def documents() -> tuple[Document, ...]:
    """The three that are used."""
    return tuple(Document(*one) for one in (("people", "v1"), ("gmail", "v1"), ("calendar", "v3")))


def method_of(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method that a request means, and what stands in its path."""
    for document in documents():
        for method in document.methods:
            if method.verb == verb and (found := method.path.fullmatch(path)):
                return method, {name: unquote(value) for name, value in found.groupdict().items()}
    return None


def _specs(node: dict[str, Any]) -> list[dict[str, Any]]:
    own = list(node.get("methods", {}).values())
    return own + [spec for resource in node.get("resources", {}).values() for spec in _specs(resource)]


def _pattern(root: str, spec: dict[str, Any]) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", "/" + root + spec.get("flatPath", spec["path"]))
    text = "".join(f"(?P<{piece}>[^/:]+)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
    return re.compile(text)


def _fits(spec: dict[str, Any], value: str) -> bool:
    if spec["type"] == "boolean":
        return value in {"true", "false"}
    if spec["type"] == "integer":
        return bool(_INTEGER.fullmatch(value))
    return "enum" not in spec or value in spec["enum"]
