"""The embedded sign-in provider: its tokens verify, its refusals are RFC 6749's, its keys survive."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from embedded.parts import Part, PartProcess, http_ready
from embedded.personas import TokenRefused, fetch_token, read_secrets
from embedded.ports import choose_ports

PEOPLE = """\
persons:
  - subject: state.ea-j
    name: Japan desk
  - subject: apnsa
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def provider(data: Path) -> Iterator[PartProcess]:
    arguments = (
        "--data",
        str(data),
        "--people",
        str(data / "people.yaml"),
        "--port",
        issuer(data).rpartition(":")[2],
    )
    part = Part(
        name="sign-in",
        about="test",
        command=(sys.executable, "-m", "embedded.identity", *arguments),
        log=data / "identity.log",
        ready=http_ready(f"{issuer(data)}/.well-known/openid-configuration"),
    )
    process = PartProcess(part)
    try:
        process.start()
        yield process
    finally:
        process.stop()


def issuer(data: Path) -> str:
    return f"http://127.0.0.1:{choose_ports_once(data)}"


def choose_ports_once(data: Path) -> int:
    ports = data / "ports.json"
    if not ports.exists():
        choose_ports(data, None)
    return int(json.loads(ports.read_text(encoding="utf-8"))["identity"])


def published_keys(data: Path) -> KeySet:
    metadata = httpx2.get(f"{issuer(data)}/.well-known/openid-configuration").json()
    assert metadata["issuer"] == issuer(data)
    return KeySet.import_key_set(httpx2.get(metadata["jwks_uri"]).json())


def ask(data: Path, /, **request: object) -> httpx2.Response:
    return httpx2.request("POST", f"{issuer(data)}/token", **request)  # type: ignore[arg-type] # any request at all


@pytest.mark.usefixtures("provider")
def test_a_personas_token_verifies_with_the_published_key(data: Path) -> None:
    signed = fetch_token(issuer(data), "state.ea-j", read_secrets(data)["state.ea-j"])
    token = jwt.decode(signed, published_keys(data), algorithms=["ES256"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims["iss"] == issuer(data)
    assert (token.claims["sub"], token.claims["client_id"]) == ("state.ea-j", "state.ea-j")
    assert token.claims["aud"] == "one-voice"
    assert token.claims["exp"] - token.claims["iat"] == 3600
    again = jwt.decode(
        fetch_token(issuer(data), "state.ea-j", read_secrets(data)["state.ea-j"]),
        published_keys(data),
        algorithms=["ES256"],
    )
    assert again.claims["jti"] != token.claims["jti"]


@pytest.mark.usefixtures("provider")
def test_the_published_key_is_the_public_half(data: Path) -> None:
    (key,) = httpx2.get(f"{issuer(data)}/jwks").json()["keys"]
    assert "d" not in key
    assert key["kid"]


@pytest.mark.usefixtures("provider")
def test_a_secret_may_come_in_the_form(data: Path) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": "apnsa",
        "client_secret": read_secrets(data)["apnsa"],
    }
    answer = ask(data, data=form)
    assert answer.status_code == 200
    assert (answer.json()["token_type"], answer.headers["cache-control"]) == ("Bearer", "no-store")


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("persona", ["state.ea-j", "stranger", ""])
def test_a_wrong_secret_is_refused(data: Path, persona: str) -> None:
    answer = ask(data, data={"grant_type": "client_credentials"}, auth=(persona, "wrong"))
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"].startswith("Basic")
    with pytest.raises(TokenRefused, match="invalid_client"):
        fetch_token(issuer(data), persona, "wrong")


@pytest.mark.usefixtures("provider")
def test_a_request_out_of_form_is_refused_by_its_name(data: Path) -> None:
    known = ("apnsa", read_secrets(data)["apnsa"])
    grant = {"grant_type": "client_credentials"}
    assert ask(data, data={"grant_type": "password"}, auth=known).json() == {"error": "unsupported_grant_type"}
    assert ask(data, data={"scope": "x"}, auth=known).json() == {"error": "invalid_request"}
    assert ask(data, json=grant, auth=known).json() == {"error": "invalid_request"}
    twice = {"grant_type": ["client_credentials", "client_credentials"]}
    assert ask(data, data=twice, auth=known).json() == {"error": "invalid_request"}
    both = grant | {"client_id": known[0], "client_secret": known[1]}
    assert ask(data, data=both, auth=known).json() == {"error": "invalid_request"}
    for header in ("Bearer x", "Basic %%%", "Basic " + "eA=="):
        answer = ask(data, data=grant, headers={"Authorization": header})
        assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert ask(data, data=grant).json() == {"error": "invalid_client"}


def test_keys_and_secrets_survive_a_restart(data: Path, provider: PartProcess) -> None:
    before, secrets = published_keys(data).as_dict(), read_secrets(data)
    token = fetch_token(issuer(data), "apnsa", secrets["apnsa"])
    provider.stop()
    provider.start()
    assert (published_keys(data).as_dict(), read_secrets(data)) == (before, secrets)
    assert jwt.decode(token, published_keys(data), algorithms=["ES256"]).claims["sub"] == "apnsa"


def test_a_new_persona_gets_a_secret_and_the_others_keep_theirs(data: Path, provider: PartProcess) -> None:
    before = read_secrets(data)
    provider.stop()
    (data / "people.yaml").write_text("persons: [{subject: apnsa}, {subject: auditor}]\n", encoding="utf-8")
    provider.start()
    after = read_secrets(data)
    assert set(after) == {"apnsa", "auditor"}
    assert after["apnsa"] == before["apnsa"]


@pytest.mark.usefixtures("provider")
def test_what_is_secret_is_its_owners_alone(data: Path) -> None:
    for name in ("personas.json", "identity_key.json"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600


@pytest.mark.usefixtures("provider")
def test_it_shows_no_documentation_pages(data: Path) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert httpx2.get(issuer(data) + path).status_code == 404
