"""How a client of the sign-in provider proves itself (RFC 6749 section 2.3.1), and the form it sends."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote_plus

FORM = "application/x-www-form-urlencoded"
LONGEST_BODY = 8192


class TokenRefusal(Exception):  # noqa: N818 - RFC 6749 section 5.2 calls it an error response
    """An error response of the token endpoint: its code and its status."""

    def __init__(self, *, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


def read_form(content_type: str, body: bytes) -> dict[str, str]:
    """Returns the fields of a token request.

    Raises:
        TokenRefusal: it is no form, too long, or names a field twice (RFC 6749 section 3.2).
    """
    if content_type.partition(";")[0].strip().lower() != FORM or len(body) > LONGEST_BODY:
        raise TokenRefusal(error="invalid_request")
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=False)
    except UnicodeDecodeError as error:
        raise TokenRefusal(error="invalid_request") from error
    if any(len(values) != 1 for values in fields.values()):
        raise TokenRefusal(error="invalid_request")
    return {name: values[0] for name, values in fields.items()}


def authenticated_client(authorization: str | None, form: Mapping[str, str], known: Mapping[str, str]) -> str:
    """Returns the client that a request proves to come from, by client_secret_basic or client_secret_post.

    Raises:
        TokenRefusal: unknown client, wrong secret, none at all, or both ways at once.
    """
    if authorization is not None and "client_secret" in form:
        raise TokenRefusal(error="invalid_request")
    if authorization is not None:
        client, secret = _basic(authorization)
    else:
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
    # An unknown client is compared too, so that time tells nothing about who exists.
    expected = known.get(client, "")
    same = hmac.compare_digest(expected.encode(), secret.encode())
    if not expected or not same:
        raise TokenRefusal(error="invalid_client", status=401)
    return client


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, credentials = authorization.partition(" ")
    try:
        client, separator, secret = base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise TokenRefusal(error="invalid_client", status=401) from error
    if scheme.lower() != "basic" or not separator:
        raise TokenRefusal(error="invalid_client", status=401)
    return unquote_plus(client), unquote_plus(secret)
