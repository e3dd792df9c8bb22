"""The issuer's keys: had when needed, renewed when they change, and not asked for more than that."""

from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey

from api.auth import Issuer as Trusted
from embedded.identity import Issuer, identity_app, new_key
from embedded.postgres import PostgresServer
from tests.api.served import Served, code, served_api
from tests.api.tokens import refused, signed


@pytest.fixture
def app_url(postgres: PostgresServer, database: str) -> str:
    return postgres.url("onevoice_app", database)


def test_without_the_issuer_it_is_not_decided(app_url: str, identity: Issuer) -> None:
    with Served() as nobody_there:
        url = f"http://127.0.0.1:{nobody_there.number}"
    silent = replace(identity, url=url)
    with served_api(app_url, silent) as api:
        answer = api.as_("auditor").get("/inbox")
        assert code(answer) == (503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert refused(api, "a.b.c"), "garbage is garbage whoever answers"


def test_who_answers_in_the_issuers_place_is_not_believed(app_url: str, identity: Issuer) -> None:
    with Served() as port:
        port.serve(identity_app(identity))
        other = replace(identity, url=f"http://127.0.0.1:{port.number}")
        with served_api(app_url, other) as api:
            assert code(api.as_("auditor").get("/inbox")) == (503, "unavailable")


class Turning:
    """An issuer whose key can be changed while it runs."""

    def __init__(self, issuer: Issuer) -> None:
        self.now = issuer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.now, name)


@pytest.mark.parametrize("old", [0.0, 300.0])
def test_a_new_key_is_learnt_and_one_taken_back_is_forgotten(app_url: str, identity: Issuer, old: float) -> None:
    with Served() as port:
        first = replace(identity, url=f"http://127.0.0.1:{port.number}")
        turning = Turning(first)
        port.serve(identity_app(turning))  # type: ignore[arg-type] # it answers as an issuer does
        trusted = Trusted(first.url, first.audience, keys_at_most_every=0, keys_at_most_old=old)
        with served_api(app_url, first, trusted) as api:
            before = api.as_("auditor")
            assert before.get("/inbox").status_code == 200
            second = turning.now = replace(first, key=new_key())
            if old:
                assert before.get("/inbox").status_code == 200, "good until the keys are asked for again"
                assert api.bearing(signed(second)).get("/inbox").status_code == 200
            assert code(before.get("/inbox")) == (401, "token_not_valid")
            assert api.bearing(signed(second)).get("/inbox").status_code == 200
            port.stop()
            assert api.bearing(signed(second)).get("/inbox").status_code == 200, "an outage stops nobody known"
            assert code(api.bearing(signed(first)).get("/inbox")) == (503, "unavailable")


def test_bad_tokens_do_not_make_us_ask_the_issuer_again_and_again(app_url: str, identity: Issuer) -> None:
    with Served() as port:
        issuer = replace(identity, url=f"http://127.0.0.1:{port.number}")
        app = identity_app(issuer)
        asked: list[str] = []

        @app.middleware("http")
        async def count(request: Any, go_on: Any) -> Any:
            asked.append(request.url.path)
            return await go_on(request)

        port.serve(app)
        with served_api(app_url, issuer) as api:
            for _ in range(20):
                assert refused(api, signed(issuer, ECKey.generate_key("P-256", auto_kid=True)))
            assert api.as_("auditor").get("/inbox").status_code == 200
    assert len(asked) == 2
