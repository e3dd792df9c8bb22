"""The API's own description: committed, complete, and true of what is sent."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from typer.testing import CliRunner

from api.app import create_app
from api.auth import Issuer
from api.routes import (
    acts,
    bulk,
    consultations,
    coordination,
    enforcement,
    evidence,
    health,
    logs,
    looks,
    monitoring,
    negotiations,
    position_acts,
    positions,
    register,
)
from cli import app as command
from db.engine import Database

OF_NO_ONE_CASE = frozenset(
    {"post_sign_offs", "post_contact", "post_contact_review", "post_parity", "post_verification", "post_mandate_check"}
)
"""Acts and questions on many cases or none, which have no one ETag."""

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
Json = dict[str, Any]  # a piece of the OpenAPI document


def document() -> Json:
    return create_app(Database("postgresql+psycopg://"), Issuer("https://issuer.example", "one-voice")).openapi()


def operations() -> list[tuple[str, str, Json]]:
    return [
        (method, path, operation)
        for path, at_path in document()["paths"].items()
        for method, operation in at_path.items()
    ]


def test_the_committed_document_is_the_codes() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == CliRunner().invoke(command, ["openapi"]).stdout, (
        "docs/openapi.json is not what the code says: run `make openapi` and commit it"
    )


def test_every_route_is_in_it() -> None:
    routers = (
        *(acts.router, bulk.router, looks.router, register.router, position_acts.router, positions.router),
        *(positions.papers, logs.router, negotiations.router, coordination.router, enforcement.router),
        *(consultations.router, monitoring.router, evidence.router, health.router),
    )
    routes = [route for router in routers for route in router.routes]
    assert len(operations()) == len(routes) == len({route.name for route in routes})  # type: ignore[attr-defined] # all are API routes


def test_it_is_openapi_3_1_with_sound_schemas() -> None:
    made = document()
    assert made["openapi"].startswith("3.1.")
    for name, schema in made["components"]["schemas"].items():
        jsonschema_rs.Draft202012Validator({**schema, "components": made["components"]}), name
    assert made["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_operations_are_called_by_what_they_do() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)
    assert {"post_case", "post_sign_off", "post_release", "delete_hold", "get_inbox", "get_comment_matrix"} <= set(
        names
    )
    for method, _, operation in operations():
        assert operation["operationId"].startswith(f"{method}_")
        assert operation["description"].endswith(".")


def test_problems_are_documented_as_problems() -> None:
    for method, path, operation in operations():
        answers = operation["responses"]
        for status, answer in answers.items():
            whole = "application/x-tar" if operation["operationId"] == "post_bundle" else "application/json"
            kind = whole if status.startswith("2") else "application/problem+json"
            assert list(answer["content"]) == [kind], f"{method} {path} {status}"
            assert answer["content"][kind]["schema"], f"{method} {path} {status}"
        if "security" in operation:
            assert {"401", "403", "404", "422", "503"} <= answers.keys(), path
            assert "WWW-Authenticate" in answers["401"]["headers"]
        if method != "get" and operation["operationId"] != "post_bundle":  # which writes nothing
            assert {"409", "412", "413"} <= answers.keys(), path
            assert len([status for status in answers if status.startswith("2")]) == 1
            done = next(answer for status, answer in answers.items() if status.startswith("2"))
            if operation["operationId"] not in OF_NO_ONE_CASE:
                assert "Idempotent-Replay" in done["headers"]
                assert "ETag" in done["headers"] or "/cases" not in path


def test_bodies_take_nothing_unknown() -> None:
    schemas = document()["components"]["schemas"]
    for _, _, operation in operations():
        if "requestBody" in operation:
            named = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert schemas[named]["additionalProperties"] is False
            assert operation["requestBody"]["required"] is True


def test_it_reads_the_same_twice() -> None:
    assert json.dumps(document(), sort_keys=True) == json.dumps(document(), sort_keys=True)
