"""Schemathesis against the running API: whatever is sent, the answer is one that the document foresees."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.officers import Officers, a_critical_comment, a_hold
from tests.api.served import Api

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "unsupported_method",
)


@pytest.fixture
def known(api: Api) -> dict[str, str | int]:
    """A case with something in each of its places, so that what is sent does not end at "not there"."""
    officers = Officers(api)
    case = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    case = officers.sign(case, "commerce", "nonconcur", a_critical_comment())
    (line,) = api.as_("auditor").look(f"/cases/{case['id']}/comment-matrix")["items"]
    return {
        "path.case_id": case["id"],
        "path.hold_id": case["holds"][0]["id"],
        "path.comment_id": line["id"],
        "path.number": 1,
        "path.directive": "NSDD-62",
        "header.If-Match": "*",
    }


@pytest.mark.parametrize(("persona", "phases"), [("state.eb", "coverage,fuzzing"), ("auditor", "fuzzing")])
def test_whatever_is_sent_is_answered_as_documented(
    api: Api, known: dict[str, str | int], tmp_path: Path, persona: str, phases: str
) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text("[parameters]\n" + "".join(f'"{k}" = {v!r}\n' for k, v in known.items()), encoding="utf-8")
    token = api.as_(persona).headers["Authorization"]
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(DOCUMENT)),
            *("--url", api.url, "-H", f"Authorization: {token}", "--checks", ",".join(CHECKS)),
            # The tests' PostgreSQL runs without fsync, of which readiness rightly complains by a 503.
            *("--exclude-operation-id", "get_ready"),
            *("--phases", phases, "--max-examples", "10", "--generation-deterministic", "--warnings", "off"),
            *("--continue-on-failure", "--no-color"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=240,
    )
    assert run.returncode == 0, run.stdout + run.stderr
