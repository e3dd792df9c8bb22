"""What `onevoice up` runs: the parts, their order, and the environment that they share."""

import base64
import os
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from embedded.parts import Member, Part, PartProcess, http_ready
from embedded.ports import LOOPBACK, Ports
from embedded.postgres import PostgresServer
from embedded.private_files import kept
from embedded.signing_keys import signing_keys
from embedded.temporal_server import NAMESPACE, temporal_part
from settings import Settings

PEOPLE = Path(str(files("embedded").joinpath("people.yaml")))
DIRECTIVE = Path(str(files("directives").joinpath("nsdd_62.yaml")))
ONE_SHOT_SECONDS = 120.0
START_SECONDS = 60.0
GRACE_SECONDS = 35.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The stack before it runs.

    Attributes:
        members: in the order of their start.
        environment: what the children are told beyond our own environment.
        api_url: where the API will answer.
        temporal_ui_url: Temporal's Web UI; None if Temporal is not ours.
    """

    members: tuple[Member, ...]
    environment: Mapping[str, str] = field(repr=False)
    api_url: str
    temporal_ui_url: str | None


def make_plan(settings: Settings, data: Path, ports: Ports) -> Plan:
    """Returns what to run: PostgreSQL, Temporal and sign-in only where no address of another is given.

    Raises:
        PartFailed: a program is missing on this machine.
    """
    temporal_is_ours = "TEMPORAL_ADDRESS" not in os.environ
    postgres = PostgresServer(data) if settings.database_url is None else None
    environment = {
        "ONEVOICE_DATA": str(data),
        "ONEVOICE_PORT": str(ports.api),
        "ONEVOICE_OIDC_AUDIENCE": settings.oidc_audience,
        "ONEVOICE_PAYLOAD_KEYS": payload_keys(settings, data),
        "OIDC_ISSUER": settings.oidc_issuer or f"http://{LOOPBACK}:{ports.identity}",
    }
    environment |= signing_keys(settings, data)
    if postgres is not None:
        environment |= database_urls(postgres)
    if temporal_is_ours:
        # The user's own Temporal settings, by variable or by file, are about other servers.
        environment |= {
            "TEMPORAL_ADDRESS": f"{LOOPBACK}:{ports.temporal}",
            "TEMPORAL_NAMESPACE": NAMESPACE,
            "TEMPORAL_CONFIG_FILE": os.devnull,
        }
    inherited = inherited_environment(postgres_is_ours=postgres is not None, temporal_is_ours=temporal_is_ours)
    # Unbuffered, so that the log of a part that died has its last words; safe path, so that no module is taken from
    # the folder in which somebody happens to stand.
    env = inherited | environment | {"PYTHONUNBUFFERED": "1", "PYTHONSAFEPATH": "1"}
    servers: list[Member] = [] if postgres is None else [postgres]
    if temporal_is_ours:
        servers.append(PartProcess(temporal_part(data, ports.temporal, ports.temporal_ui)))
    issuer = [identity_part(settings, data, ports, env)] if settings.oidc_issuer is None else []
    programs = [*preparations(data, env), *issuer, worker_part(data, env), api_part(data, ports, env)]
    return Plan(
        members=(*servers, *map(PartProcess, programs)),
        environment=environment,
        api_url=f"http://{LOOPBACK}:{ports.api}",
        temporal_ui_url=f"http://{LOOPBACK}:{ports.temporal_ui}" if temporal_is_ours else None,
    )


def payload_keys(settings: Settings, data: Path) -> str:
    """Returns the keys of Temporal's payloads: those given, else one made once, in `<data>/payload_keys`."""
    if settings.payload_keys is not None:
        return settings.payload_keys.get_secret_value()
    return kept(data / "payload_keys", lambda: "k1:" + base64.b64encode(secrets.token_bytes(32)).decode("ascii"))


def database_urls(postgres: PostgresServer) -> dict[str, str]:
    """Returns the variables that say where the database is, one for each role."""
    return {
        "DATABASE_URL": postgres.url("onevoice_app"),
        "ONEVOICE_WORKER_DATABASE_URL": postgres.url("onevoice_worker"),
        "ONEVOICE_OWNER_DATABASE_URL": postgres.url("onevoice_owner"),
        "ONEVOICE_VERIFIER_DATABASE_URL": postgres.url("onevoice_verifier"),
    }


def inherited_environment(*, postgres_is_ours: bool, temporal_is_ours: bool) -> dict[str, str]:
    """Returns our own environment without variables that would lead a client to another server."""
    foreign = (("PG",) if postgres_is_ours else ()) + (("TEMPORAL_",) if temporal_is_ours else ())
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def preparations(data: Path, env: Mapping[str, str]) -> list[Part]:
    """Returns the one-shots: the schema, the directive, the people, the log's keys."""

    def one_shot(name: str, about: str, *arguments: str) -> Part:
        return Part(
            name=name,
            about=about,
            command=(sys.executable, "-m", "cli", *arguments),
            log=data / "logs" / f"{name}.log",
            env=env,
            one_shot=True,
            start_seconds=ONE_SHOT_SECONDS,
        )

    return [
        one_shot("migrations", "the schema", "db", "upgrade"),
        one_shot("directive", "NSDD-62", "directive", "load", str(DIRECTIVE)),
        one_shot("people", "the offices and their people", "people", "load", str(PEOPLE)),
        one_shot("keys", "the log's keys in its record", "key", "prepare"),
    ]


def identity_part(settings: Settings, data: Path, ports: Ports, env: Mapping[str, str]) -> Part:
    """Returns the sign-in provider."""
    arguments = ("--data", str(data), "--people", str(PEOPLE), "--port", str(ports.identity))
    return Part(
        name="sign-in",
        about="OIDC provider of the personas",
        command=(sys.executable, "-m", "embedded.identity", *arguments, "--audience", settings.oidc_audience),
        log=data / "logs" / "identity.log",
        env=env,
        ready=http_ready(f"http://{LOOPBACK}:{ports.identity}/.well-known/openid-configuration"),
    )


def worker_part(data: Path, env: Mapping[str, str]) -> Part:
    """Returns the worker, which makes its ready file when it polls."""
    ready_file = data / "worker.ready"
    return Part(
        name="worker",
        about="workflows, activities, relay",
        command=(sys.executable, "-m", "worker"),
        log=data / "logs" / "worker.log",
        env={**env, "ONEVOICE_READY_FILE": str(ready_file)},
        ready_file=ready_file,
        start_seconds=START_SECONDS,
        stop_signal=signal.SIGTERM,
        grace=GRACE_SECONDS,
    )


def api_part(data: Path, ports: Ports, env: Mapping[str, str]) -> Part:
    """Returns the API and the pages."""
    return Part(
        name="API",
        about="the API",
        command=(sys.executable, "-m", "api"),
        log=data / "logs" / "api.log",
        # Whoever answers strangers does not hold the key under which the log stands.
        env={name: value for name, value in env.items() if not name.startswith("ONEVOICE_CHECKPOINT_KEY")},
        ready=http_ready(f"http://{LOOPBACK}:{ports.api}/api/v1/ready"),
        start_seconds=START_SECONDS,
        stop_signal=signal.SIGTERM,
        grace=GRACE_SECONDS,
    )
