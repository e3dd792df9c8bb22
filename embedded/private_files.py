"""Files that only their owner may read: written whole or not at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def make_private_folder(folder: Path) -> Path:
    """Makes a folder that only its owner may enter, closing it if it was open; returns it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def write_private(path: Path, text: str) -> None:
    """Writes a file of mode 0600 atomically: a reader sees the old text or the new one."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    fresh.replace(path)


def kept(path: Path, make: Callable[[], str]) -> str:
    """Returns the file's text, made on the first call and the same ever after."""
    if not path.exists():
        write_private(path, make())
    return path.read_text(encoding="utf-8")
