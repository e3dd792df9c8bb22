"""Payloads under lock: what went in comes out, to whoever has the key, in its own namespace, and to nobody else."""

import asyncio
import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from engine_client import data_converter
from payload_codec import ENCODING, EncryptingCodec, KeyRing, PayloadKeyError
from workflows.contracts import CaseRef

OLD, NEW, OTHER = (bytes(range(n, n + 32)) for n in (0, 100, 200))
HERE, ELSEWHERE = "onevoice", "another"

metadata = st.dictionaries(st.text(max_size=20), st.binary(max_size=50), max_size=4)
some_payloads = st.lists(st.builds(Payload, metadata=metadata, data=st.binary(max_size=300)), max_size=4)


def a_ring(**keys: bytes) -> KeyRing:
    """The first one is current."""
    return KeyRing(keys=keys, current=next(iter(keys)))


def a_codec(namespace: str = HERE, **keys: bytes) -> EncryptingCodec:
    return EncryptingCodec(a_ring(**keys or {"k1": OLD}), namespace)


def encode(codec: EncryptingCodec, *some: Payload) -> list[Payload]:
    return asyncio.run(codec.encode(some))


def decode(codec: EncryptingCodec, *some: Payload) -> list[Payload]:
    return asyncio.run(codec.decode(some))


def a_payload(data: bytes = b"{}") -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=data)


def written(*keys: tuple[str, bytes]) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys)


@given(some_payloads)
def test_what_went_in_comes_out(some: list[Payload]) -> None:
    codec = a_codec()
    assert decode(codec, *encode(codec, *some)) == some


@given(st.binary(min_size=8, max_size=100))
def test_nothing_of_it_is_seen_outside(data: bytes) -> None:
    (sealed,) = encode(a_codec(), a_payload(data))
    assert data not in sealed.data
    assert dict(sealed.metadata) == {"encoding": ENCODING, "key-id": b"k1"}


def test_the_same_words_never_look_the_same_twice() -> None:
    codec = a_codec()
    first, second = encode(codec, a_payload(), a_payload())
    assert first.data != second.data


def test_a_new_key_locks_and_the_old_one_still_opens() -> None:
    before = a_codec(k1=OLD)
    after = a_codec(k2=NEW, k1=OLD)
    (old,) = encode(before, a_payload())
    (new,) = encode(after, a_payload())
    assert new.metadata["key-id"] == b"k2"
    assert decode(after, old, new) == [a_payload(), a_payload()]


def test_a_process_given_the_new_key_before_it_is_current_opens_both() -> None:
    waiting, ahead = a_codec(k1=OLD, k2=NEW), a_codec(k2=NEW, k1=OLD)
    assert decode(waiting, *encode(ahead, a_payload())) == [a_payload()]
    assert decode(ahead, *encode(waiting, a_payload())) == [a_payload()]


def test_a_key_that_is_not_in_the_ring_is_said_so() -> None:
    with pytest.raises(PayloadKeyError, match="not in the ring"):
        decode(a_codec(k2=NEW), *encode(a_codec(k1=OLD), a_payload()))


def test_another_key_under_the_same_name_opens_nothing() -> None:
    with pytest.raises(PayloadKeyError, match="was changed"):
        decode(a_codec(k1=OTHER), *encode(a_codec(k1=OLD), a_payload()))


@given(st.data())
def test_a_changed_bit_is_noticed(data: st.DataObject) -> None:
    codec = a_codec()
    (sealed,) = encode(codec, a_payload(b"from the desk"))
    changed = bytearray(sealed.data)
    at = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[at // 8] ^= 1 << at % 8
    sealed.data = bytes(changed)
    with pytest.raises(PayloadKeyError, match="was changed"):
        decode(codec, sealed)


@given(st.integers(0, 60))
def test_a_payload_cut_short_is_noticed(length: int) -> None:
    codec = a_codec()
    (sealed,) = encode(codec, a_payload(b"from the desk" * 5))
    sealed.data = sealed.data[:length]
    with pytest.raises(PayloadKeyError, match="was changed"):
        decode(codec, sealed)


@pytest.mark.parametrize("key_id", [b"", b"\xff", b"k9"])
def test_a_payload_that_names_no_key_of_ours_is_said_so(key_id: bytes) -> None:
    codec = a_codec()
    (sealed,) = encode(codec, a_payload())
    sealed.metadata["key-id"] = key_id
    with pytest.raises(PayloadKeyError, match="not in the ring"):
        decode(codec, sealed)


def test_a_payload_moved_to_another_namespace_is_noticed() -> None:
    with pytest.raises(PayloadKeyError, match="another namespace"):
        decode(a_codec(ELSEWHERE), *encode(a_codec(HERE), a_payload()))


def test_what_others_wrote_in_clear_passes_through() -> None:
    assert decode(a_codec(), a_payload(b"[]")) == [a_payload(b"[]")]


def test_the_first_key_given_is_current() -> None:
    ring = KeyRing.parse(written(("k2", NEW), ("k1", OLD)))
    assert (ring.current, ring.keys) == ("k2", {"k2": NEW, "k1": OLD})
    assert KeyRing.parse(" k1:" + base64.b64encode(OLD).decode() + " ").keys == {"k1": OLD}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "k1",
        "k1:",
        ":" + base64.b64encode(OLD).decode(),
        "k1:" + base64.b64encode(OLD[:31]).decode(),
        "k1:" + base64.b64encode(OLD + b"x").decode(),
        "k1:" + base64.b64encode(OLD).decode() + "!",
        "k1:" + base64.b64encode(OLD).decode()[:-1] + "\u00e9",
        written(("k1", OLD), ("k1", NEW)),
        written(("k1", OLD)) + ",",
        written(("k1", OLD)) + ";" + written(("k2", NEW)),
    ],
)
def test_a_malformed_ring_is_refused_without_quoting_keys(wrong: str) -> None:
    with pytest.raises(PayloadKeyError) as refused:
        KeyRing.parse(wrong)
    said = repr(refused.value) + repr(refused.value.__cause__)
    for key in (OLD, NEW):
        assert base64.b64encode(key).decode()[:8] not in said


@given(st.text(max_size=80))
def test_whatever_is_given_as_a_ring_is_a_ring_or_refused(anything: str) -> None:
    try:
        ring = KeyRing.parse(anything)
    except PayloadKeyError:
        return
    assert all(len(key) == 32 for key in ring.keys.values())


def test_a_ring_does_not_show_its_keys() -> None:
    assert repr(OLD)[2:-1] not in repr(a_ring(k1=OLD))


def test_contracts_cross_and_come_back() -> None:
    converter = data_converter(written(("k1", OLD)), HERE)
    case = CaseRef(case_id="7b0c", procedure="demarche")
    sealed = asyncio.run(converter.encode([case]))
    assert b"7b0c" not in sealed[0].data
    assert asyncio.run(converter.decode(sealed, [CaseRef])) == [case]


def test_what_a_failure_says_is_under_lock_and_its_type_is_not() -> None:
    converter = data_converter(written(("k1", OLD)), HERE)
    failure = Failure()
    with pytest.raises(ApplicationError) as raised:
        raise ApplicationError("kingfisher", "kingfisher in detail", type="no_such_case")
    asyncio.run(converter.encode_failure(raised.value, failure))
    assert b"kingfisher" not in failure.SerializeToString()
    assert b"test_payload_codec" not in failure.SerializeToString()
    assert failure.application_failure_info.type == "no_such_case"
    told = asyncio.run(converter.decode_failure(failure))
    assert isinstance(told, ApplicationError)
    assert (told.message, told.details) == ("kingfisher", ("kingfisher in detail",))
