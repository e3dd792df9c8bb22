"""The embedded stack's personas: who may sign in, with which secret, and how a client gets a token."""

import json
import secrets
from pathlib import Path

import httpx2
from ruamel.yaml import YAML

from embedded.private_files import write_private

SECRETS_FILE = "personas.json"
SECRET_BYTES = 24
TOKEN_SECONDS = 10.0


class TokenRefused(Exception):  # noqa: N818 - the issuer's answer, not a fault of ours
    """The issuer gave no token."""

    code = "token_refused"


def read_subjects(people: Path) -> tuple[str, ...]:
    """Returns the subject of each person in a people file (YAML, `persons:` a list with `subject:` each)."""
    content = YAML(typ="safe").load(people.read_text(encoding="utf-8"))
    return tuple(str(person["subject"]) for person in content["persons"])


def read_secrets(data: Path) -> dict[str, str]:
    """Returns each persona's secret from `<data>/personas.json`; none if the provider never ran."""
    try:
        found = json.loads((data / SECRETS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(persona): str(secret) for persona, secret in found.items()}


def keep_secrets(data: Path, subjects: tuple[str, ...]) -> dict[str, str]:
    """Returns a secret for each subject: the one it had, else a new one; who is gone loses theirs."""
    known = read_secrets(data)
    wanted = {subject: known.get(subject) or secrets.token_urlsafe(SECRET_BYTES) for subject in subjects}
    if wanted != known:
        write_private(data / SECRETS_FILE, json.dumps(wanted, indent=2) + "\n")
    return wanted


def fetch_token(issuer: str, persona: str, secret: str) -> str:
    """Returns an access token for a persona (RFC 6749 section 4.4).

    Raises:
        TokenRefused: the issuer knows no such persona and secret.
        httpx2.TransportError: the issuer does not answer.
    """
    answer = httpx2.post(
        f"{issuer}/token",
        data={"grant_type": "client_credentials"},
        auth=(persona, secret),
        timeout=TOKEN_SECONDS,
        trust_env=False,
    )
    content = answer.json()
    if answer.status_code != httpx2.codes.OK:
        raise TokenRefused(f"{persona}: {content.get('error', answer.status_code)}")
    return str(content["access_token"])
