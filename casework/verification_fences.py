"""Verification of the fences against what the migrations make: `migrations/fences.json`, held to them by a test."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from db.evidence_made import Fence


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the migrations make.

    Attributes:
        version: the major version of the PostgreSQL that wrote it out.
        hashes: each fence's name -> what is the same in every version, and what this one wrote out.
    """

    version: int
    hashes: Mapping[str, tuple[str, str]]


def written(version: int, made: Sequence[Fence]) -> str:
    """A manifest as it is kept: a fence a line, by name, so that a change of one is a change of one line."""
    kept = {"postgresql": version, "fences": {one.name: f"{one.steady} {one.written}" for one in made}}
    return json.dumps(kept, indent=0, sort_keys=True)


def shipped() -> Manifest:
    """The manifest that came with these migrations."""
    kept = json.loads((files("migrations") / "fences.json").read_text(encoding="utf-8"))
    hashes = {name: said.partition(" ")[::2] for name, said in kept["fences"].items()}
    return Manifest(version=kept["postgresql"], hashes=hashes)


def fence_breaks(manifest: Manifest, version: int, found: Sequence[Fence]) -> Iterator[str]:
    """Say which fence is missing, other, switched off or added; by its name and nothing else."""
    for fence in found:
        steady, wording = manifest.hashes.get(fence.name, ("", ""))
        if not steady:
            yield f"{fence.name}: no migration makes it"
        elif fence.is_off:
            yield f"{fence.name}: is switched off"
        elif fence.steady != steady or (version == manifest.version and fence.written != wording):
            yield f"{fence.name}: is not as the migrations make it"
    for missing in sorted(manifest.hashes.keys() - {fence.name for fence in found}):
        yield f"{missing}: is not there"


def version_notes(manifest: Manifest, version: int) -> tuple[str, ...]:
    """What was not compared, because this server writes it out in its own way."""
    if version == manifest.version:
        return ()
    said = (
        f"fences: the manifest is of PostgreSQL {manifest.version} and this is {version}: conditions of policies,"
        " triggers and constraints, defaults and views were not compared; all else was."
    )
    return (said,)
