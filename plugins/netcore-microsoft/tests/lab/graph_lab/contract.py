"""Holds requests and answers to Microsoft's own description of Graph."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).parents[2] / "contract" / "graph-v1.0.json"


class BrokenContractError(AssertionError):
    """A request or an answer that Graph's description does not know."""


class Operation(NamedTuple):
    """What a path and a method mean."""

    path: str
    names: tuple[str, ...]
    """What stands in the path where the template has names."""
    told: dict[str, Any]


class Contract:
    """The description, ready to judge."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
        self._registry: Registry[Any] = Registry().with_resource(
            "graph", Resource.from_contents(self.document, default_specification=DRAFT202012)
        )
        self._routes = [
            (re.compile(re.sub(r"\\{[^}]*\\}", "([^/]+)", re.escape(path))), path, told)
            for path, told in self.document["paths"].items()
        ]
        self._routes.sort(key=lambda route: route[1].count("{"))
        self._validators: dict[str, Draft202012Validator] = {}

    @classmethod
    @cache
    def read(cls) -> "Contract":
        """The one contract of a test run: reading it takes a while."""
        return cls()

    def operation(self, method: str, path: str) -> Operation:
        """What is asked for; raises `BrokenContractError` when there is no such thing."""
        for pattern, template, told in self._routes:
            if (match := pattern.fullmatch(path)) and method.lower() in told:
                return Operation(template, match.groups(), told[method.lower()])
        raise BrokenContractError(f"{method} {path} is not in the description of Graph")

    def check_query(self, operation: Operation, query: dict[str, str]) -> None:
        """Every query option is one that the operation knows, and a value that it takes."""
        known = {
            parameter["name"]: parameter.get("schema", {})
            for parameter in map(self._resolved, operation.told.get("parameters", ()))
            if parameter["in"] == "query"
        }
        required = {p["name"] for p in map(self._resolved, operation.told.get("parameters", ())) if p.get("required")}
        for name, value in query.items():
            if name not in known:
                raise BrokenContractError(f"{operation.path} has no query option {name}")
            if known[name].get("type") == "integer" and not value.isdecimal():
                raise BrokenContractError(f"{name} of {operation.path} is no number: {value!r}")
        missing = [name for name in required if name.startswith(("start", "end")) and name not in query]
        if missing:
            raise BrokenContractError(f"{operation.path} wants {', '.join(missing)}")

    def check_properties(self, operation: Operation, names: list[str]) -> None:
        """Every name in $select is a property of what the operation gives."""
        schema = self._answer_schema(operation, 200) or {}
        items = schema.get("properties", {}).get("value", {}).get("items", schema)
        known = self._properties(items)
        wrong = [name for name in names if name not in known]
        if wrong:
            raise BrokenContractError(f"{operation.path} gives nothing called {', '.join(wrong)}")

    def check_body(self, operation: Operation, media_type: str, body: Any) -> None:
        """The body of a request is what the operation takes."""
        told = operation.told.get("requestBody")
        if told is None:
            if body is not None:
                raise BrokenContractError(f"{operation.path} takes no body")
            return
        content = told["content"].get(media_type)
        if content is None:
            raise BrokenContractError(f"{operation.path} takes no {media_type or 'empty body'}")
        if media_type == "application/json":
            self._check(content["schema"], body, f"the request to {operation.path}")

    def check_answer(self, operation: Operation, status: int, body: Any) -> None:
        """The answer is one that the operation may give."""
        if str(status) not in operation.told["responses"]:
            raise BrokenContractError(f"{operation.path} never answers {status}")
        schema = self._answer_schema(operation, status)
        if schema is not None and body is not None:
            self._check(schema, body, f"the answer of {operation.path}")

    def _properties(self, schema: dict[str, Any]) -> set[str]:
        """The properties of a value, whichever of its kinds it is."""
        whole = self._at(schema)
        kinds = [kind for word in ("anyOf", "oneOf", "allOf") for kind in whole.get(word, ())]
        return set(whole.get("properties", {})).union(*map(self._properties, kinds))

    def _answer_schema(self, operation: Operation, status: int) -> dict[str, Any] | None:
        response = self._resolved(operation.told["responses"][str(status)])
        schema: dict[str, Any] | None = response.get("content", {}).get("application/json", {}).get("schema")
        return schema

    def _resolved(self, value: dict[str, Any]) -> dict[str, Any]:
        return self._at(value) if "$ref" in value else value

    def _at(self, value: dict[str, Any]) -> dict[str, Any]:
        found = value
        while "$ref" in found:
            place: Any = self.document
            for name in found["$ref"].removeprefix("#/").split("/"):
                place = place[name]
            found = place
        return found

    def _check(self, schema: dict[str, Any], value: Any, what: str) -> None:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            absolute = json.loads(key.replace('"$ref": "#/', '"$ref": "graph#/'))
            self._validators[key] = Draft202012Validator(absolute, registry=self._registry)
        error = next(iter(self._validators[key].iter_errors(value)), None)
        if error is not None:
            raise BrokenContractError(f"{what}, at {error.json_path}: {error.message[:300]}")
