"""Serve the API: `python -m api`. Loopback only; a reverse proxy with TLS stands before it in production."""

import gc

import uvicorn

from api.app import create_app
from api.auth import Issuer
from logs import configure
from runtime import SettingMissingError, app_database, certificate_key
from settings import Settings


def main() -> None:
    """Serve until told to stop."""
    configure()
    settings = Settings()
    if settings.oidc_issuer is None:
        raise SettingMissingError("OIDC_ISSUER is not set: somebody has to say who people are.")
    key = certificate_key(settings)
    issuer = Issuer(settings.oidc_issuer.rstrip("/"), settings.oidc_audience)
    app = create_app(app_database(settings), issuer, key.seed if key else None)
    gc.collect()
    gc.freeze()  # what stays for good need not be looked through again during requests
    gc.set_threshold(20_000, 20, 20)  # and what requests leave behind is seldom garbage in circles
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.port or 8000,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # nobody asks where a request came from
        loop="uvloop",
        http="httptools",
        timeout_graceful_shutdown=20,
    )


if __name__ == "__main__":
    main()
