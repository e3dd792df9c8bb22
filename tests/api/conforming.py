"""Answers held to the OpenAPI document: status, media type and content are what it says they are."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx2
import jsonschema_rs

Json = dict[str, Any]  # a piece of the OpenAPI document

EVERYWHERE = frozenset({404, 405})
"""What any server says of a path or a method that it does not have: no operation documents it."""


class Document:
    """An OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12."""

    def __init__(self, content: Json) -> None:
        self.content = content
        self._validator = cache(self._compiled)

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        """Each method, path and operation."""
        for path, operations in self.content["paths"].items():
            for method, operation in operations.items():
                yield method.upper(), path, operation

    def check(self, method: str, path: str, answer: httpx2.Response) -> None:
        """Fail unless the document foresees this answer."""
        media_type = answer.headers["content-type"].partition(";")[0]
        operation = self._operation(method, path)
        if operation is None:
            assert answer.status_code in EVERYWHERE, f"{method} {path} answers {answer.status_code}"
            schema: Json = {"$ref": "#/components/schemas/ProblemOut"}
        else:
            foreseen = operation["responses"]
            assert str(answer.status_code) in foreseen, f"{method} {path} answers {answer.status_code}: {answer.text}"
            content = foreseen[str(answer.status_code)]["content"]
            assert list(content) == [media_type], f"{method} {path} {answer.status_code} answers as {media_type}"
            schema = content[media_type]["schema"]
        self._validator(json.dumps(schema)).validate(json.loads(answer.content))
        if answer.is_error:
            assert media_type == "application/problem+json"
            assert answer.json()["status"] == answer.status_code

    def _operation(self, method: str, path: str) -> Json | None:
        for other, template, operation in self.operations():
            if other == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
                return operation
        return None

    def _compiled(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        whole = {**json.loads(schema), "components": self.content["components"]}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
