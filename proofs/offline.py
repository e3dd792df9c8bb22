"""`onevoice verify --offline`: a bundle, checked by itself, with neither database nor engine nor network."""

from collections.abc import Callable, Mapping
from typing import BinaryIO, Final

from proofs import archive
from proofs.offline_case import end_case, take_case, take_certificate, take_entry, take_text
from proofs.offline_log import conclude, take_checkpoint, take_consistency, take_key, take_leaf, take_proof
from proofs.offline_state import Json, Offline, Trust
from proofs.strict_json import JsonRefusedError, read_json
from proofs.verdicts import Verdict

TYPE: Final = "one-voice/bundle/1"


def verify_bundle(source: BinaryIO, trust: Trust) -> Verdict:
    """Check a bundle.

    Args:
        source: the file, read once from front to back.
        trust: what the checker knows besides.
    """
    at = Offline(trust)
    at.record.register = at.register
    try:
        for line in archive.lines(source):
            _take(at, line)
        _end(at)
    except archive.ArchiveError as error:
        at.say("bundle", str(error))
    if not at.has_manifest:
        at.say("bundle", "it has no manifest")
    conclude(at)
    return Verdict(checks=tuple(tally.check() for tally in at.tallies.values()), notes=tuple(at.notes))


def _take(at: Offline, line: archive.Line) -> None:
    at.looked_at("bundle")
    try:
        if line.section != "entries":
            _end(at)
        TAKERS[line.section](at, read_json(line.raw))
    except JsonRefusedError as error:
        at.say("bundle", f"a line of {line.section} is not JSON with one meaning: {error}")
    except archive.ArchiveError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        at.say("bundle", f"a line of {line.section} has not the form of its kind")


def _end(at: Offline) -> None:
    """End the case that was being read, whatever is wrong with its lines."""
    try:
        end_case(at)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        at.say("bundle", "the entries of a case have not the form of entries")


def _manifest(at: Offline, line: Json) -> None:
    if line["type"] != TYPE or not isinstance(line["banner"], str) or at.has_manifest:
        raise ValueError("another type, or a second one")
    at.has_manifest, at.whole = True, line["whole"] is True


def _register(at: Offline, line: Json) -> None:
    at.register.add(line)


def _directive(_: Offline, line: Json) -> None:
    if not {"code", "marking", "summary"} <= line.keys():
        raise ValueError("not a clause")


TAKERS: Final[Mapping[str, Callable[[Offline, Json], None]]] = {
    "manifest": _manifest,
    "register": _register,
    "keys": take_key,
    "checkpoints": take_checkpoint,
    "consistency": take_consistency,
    "directive": _directive,
    "cases": take_case,
    "texts": take_text,
    "entries": take_entry,
    "certificates": take_certificate,
    "proofs": take_proof,
    "leaves": take_leaf,
}
