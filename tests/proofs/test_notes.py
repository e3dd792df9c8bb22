"""Signed notes and checkpoints are those of C2SP, to the byte; whatever is not is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs import notes
from proofs.ed25519 import KeyRefusedError

PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
"""The example of Go's sumdb/note, which the format comes from."""

LOG = notes.PrivateKey(name="log.example/1", kind=notes.LOG_KEY, seed=bytes(range(32)))
STATE = notes.PrivateKey(name="log.example/1/state", kind=notes.COSIGNER_KEY, seed=bytes(range(1, 33)))
HEAD = notes.Checkpoint(origin="log.example/1", size=2048, root=bytes(32))


def signed() -> notes.Note:
    text = HEAD.text()
    cosigned = notes.cosign_note(STATE, text, 1_700_000_000)
    return notes.Note(text=text, signatures=(notes.sign_note(LOG, text), cosigned))


def test_keys_and_signatures_are_those_of_the_reference_implementation() -> None:
    key = notes.read_private_key(PRIVATE)
    assert (key.written(), str(key.public_key)) == (PRIVATE, PUBLIC)
    assert str(notes.sign_note(key, TEXT)) == LINE
    note = notes.read_note(f"{TEXT}\n{LINE}\n")
    assert notes.opened(note, [notes.read_public_key(PUBLIC)])
    assert PRIVATE.rpartition("+")[2] not in repr(key)


def test_a_note_is_read_as_it_was_written() -> None:
    note = signed()
    assert notes.read_note(str(note)) == note
    assert notes.read_checkpoint(note.text) == HEAD
    assert notes.opened(note, [LOG.public_key])
    assert notes.opened(note, [LOG.public_key, STATE.public_key])
    assert notes.cosigned_at(note.signatures[1]) == 1_700_000_000


def test_a_cosignature_is_over_its_own_hour() -> None:
    text, (_, line) = HEAD.text(), signed().signatures
    assert notes.is_good(STATE.public_key, line, text)
    later = notes.Signature(name=line.name, key_id=line.key_id, raw=(1_700_000_001).to_bytes(8, "big") + line.raw[8:])
    assert not notes.is_good(STATE.public_key, later, text)
    assert not notes.is_good(STATE.public_key, line, text.replace("2048", "2049"))


def test_a_note_is_not_open_under_a_key_that_did_not_sign() -> None:
    other = notes.PrivateKey(name=LOG.name, kind=notes.LOG_KEY, seed=bytes(32)).public_key
    assert not notes.opened(signed(), [other])
    assert not notes.opened(signed(), [])
    same_id = notes.PublicKey(name=LOG.name, kind=notes.LOG_KEY, public=other.public)
    line = notes.Signature(name=LOG.name, key_id=same_id.id, raw=bytes(64))
    with_bad_line = notes.Note(text=HEAD.text(), signatures=(notes.sign_note(LOG, HEAD.text()), line))
    assert not notes.opened(with_bad_line, [LOG.public_key, same_id])
    assert notes.opened(with_bad_line, [LOG.public_key])


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text\n",
        "text\n\n",
        f"text\n\n{LINE}",
        f"text\n\n{LINE}\nmore\n",
        "text\n\n- PeterNeumann x08go/ZJkuBS\n",
        "text\n\n— Peter Neumann x08go/ZJkuBS\n",
        "text\n\n— Peter+Neumann x08go/ZJkuBS\n",
        "text\n\n— PeterNeumann x08go/ZJkuBS=\n",
        "text\n\n— PeterNeumann x08g\n",
        f"te\txt\n\n{LINE}\n",
        f"text\r\n\n{LINE}\n",
        f"text\n\n{LINE}\n" * 1_000,
        "text\n\n" + f"{LINE}\n" * 101,
    ],
)
def test_what_is_no_note_is_refused(written: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.read_note(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log.example/1\n1\n",
        f"log.example/1\n01\n{base64.b64encode(bytes(32)).decode()}\n",
        f"log.example/1\n-1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"log.example/1\n{10**16}\n{base64.b64encode(bytes(32)).decode()}\n",
        f"log.example/1\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"log.example/1\n1\n{base64.b64encode(bytes(32)).decode()}\nextension\n",
        f"log example\n1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"\n1\n{base64.b64encode(bytes(32)).decode()}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.read_checkpoint(text)


@pytest.mark.parametrize(
    "written",
    ["", "a", "a+b", PRIVATE, PUBLIC.replace("c74f20a3", "c74f20a4"), PUBLIC[:-4], f"{PUBLIC}=", "a+00000000+AQ=="],
)
def test_what_is_no_public_key_is_refused(written: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.read_public_key(written)


def test_a_key_of_small_order_is_refused_wherever_it_is_read() -> None:
    key = notes.PublicKey(name="a", kind=notes.COSIGNER_KEY, public=bytes([1]) + bytes(31))
    with pytest.raises(KeyRefusedError):
        notes.read_public_key(str(key))


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(written: str) -> None:
    for read in (notes.read_note, notes.read_checkpoint, notes.read_public_key, notes.read_private_key):
        try:
            read(written)
        except (notes.NoteError, KeyRefusedError):
            continue
