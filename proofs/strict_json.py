"""JSON that can be read in one way only, within bounds: for what strangers hand in."""

import json
from typing import Any, Final

LARGEST_NUMBER: Final = 2**53
_DIGITS: Final = 17


class JsonRefusedError(ValueError):
    """The bytes are not JSON, or not JSON with one meaning."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: a JSON value
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JsonRefusedError("a key stands twice in an object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS or abs(int(digits)) > LARGEST_NUMBER:
        raise JsonRefusedError("a number is beyond 2**53")
    return int(digits)


def _no_float(digits: str) -> float:
    raise JsonRefusedError(f"a number is not whole ({len(digits)} characters)")


def _no_constant(name: str) -> float:
    raise JsonRefusedError(f"{name} is not JSON")


def read_json(raw: bytes | str) -> Any:  # Any: a JSON value
    """Read one JSON value: UTF-8, no key twice, whole numbers up to 2**53.

    Raises:
        JsonRefusedError: it is not so.
    """
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        found = json.loads(
            text,
            object_pairs_hook=_no_twins,
            parse_int=_integer,
            parse_float=_no_float,
            parse_constant=_no_constant,
        )
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except JsonRefusedError:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonRefusedError("it is not JSON in UTF-8") from error
    return found
