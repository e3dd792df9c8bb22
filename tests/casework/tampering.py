"""What a superuser does to a record so that it fits again: cut, removed, taken back, chained and rooted anew."""

from db.evidence import CONTENT
from proofs import merkle, notes
from proofs.leaves import entry_leaf, key_record_hash
from tests.casework.forger import Forger
from tests.casework.logbook import LOG_KEY
from tests.office import View


def cut(hand: Forger, case: str, last: int) -> None:
    """Cut a case's ledger after an entry, with the facts, and make its row fit."""
    hand.run("DELETE FROM ledger WHERE case_id = %(c)s AND seq > %(n)s", c=case, n=last)
    for kind in CONTENT:
        hand.run(
            f"DELETE FROM {kind} f WHERE case_id = %(c)s AND NOT EXISTS (SELECT FROM ledger l"
            " WHERE l.case_id = f.case_id AND l.kind = %(k)s AND l.fact_id = f.id::text)",
            c=case,
            k=kind,
        )
    hand.run(
        "UPDATE case_file c SET (ledger_seq, ledger_head, last_at) ="
        " (SELECT l.seq, l.hash, l.at FROM ledger l WHERE l.case_id = c.id ORDER BY l.seq DESC LIMIT 1),"
        " stage = 'release' WHERE id = %(c)s",
        c=case,
    )


def remove(hand: Forger, case: str) -> None:
    """Remove a case with everything that belongs to it."""
    for table in (*CONTENT, "ledger", "wake"):
        hand.run(f"DELETE FROM {table} WHERE case_id = %(c)s", c=case)
    hand.run("DELETE FROM case_file WHERE id = %(c)s", c=case)


def go_back(hand: Forger, *cases: View) -> None:
    """Bring the database to what it was at checkpoint 1."""
    for case in cases:
        remove(hand, case["id"])
    hand.run("DELETE FROM log_node WHERE level = 0 AND place >= (SELECT size FROM checkpoint WHERE number = 1)")
    hand.run(
        "DELETE FROM log_node WHERE level > 0"
        " AND ((place + 1) << level) > (SELECT size FROM checkpoint WHERE number = 1)"
    )
    hand.run("DELETE FROM log_leaf WHERE checkpoint > 1")
    hand.run("DELETE FROM checkpoint WHERE number > 1")
    hand.run("DELETE FROM key_record WHERE act = 'countersigned'")


def rechain_keys(hand: Forger) -> None:
    """Compute every hash of the record of keys anew."""
    before = b""
    for row in hand.run("SELECT seq, at, actor::text AS actor, act, body FROM key_record ORDER BY seq"):
        at = row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        said = {"seq": row["seq"], "at": at, "actor": row["actor"] or "service", "act": row["act"]}
        made = key_record_hash(prev=before, body=row["body"], **said)
        hand.run("UPDATE key_record SET prev = %(p)s, hash = %(h)s WHERE seq = %(s)s", p=before, h=made, s=row["seq"])
        before = made


def rewrite_tree(hand: Forger) -> None:
    """Make leaves, nodes and signed checkpoints fit whatever the ledgers say now, with the log's own key."""
    for row in hand.run(
        "SELECT f.place, f.case_id::text AS case_id, f.seq, l.hash FROM log_leaf f JOIN ledger l USING (case_id, seq)"
    ):
        made = entry_leaf(row["case_id"], row["seq"], bytes(row["hash"]))
        hand.run("UPDATE log_node SET hash = %(h)s WHERE level = 0 AND place = %(p)s", h=made, p=row["place"])
    leaves = [bytes(r["hash"]) for r in hand.run("SELECT hash FROM log_node WHERE level = 0 ORDER BY place")]
    level = leaves
    for depth in range(1, 10):
        level = [merkle.node_hash(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        for place, made in enumerate(level):
            hand.run("UPDATE log_node SET hash = %(h)s WHERE level = %(l)s AND place = %(p)s", h=made, l=depth, p=place)
    for row in hand.run("SELECT number, size FROM checkpoint"):
        root = merkle.root(leaves[: row["size"]])
        text = notes.Checkpoint(origin=LOG_KEY.name, size=row["size"], root=root).text()
        note = str(notes.Note(text=text, signatures=(notes.sign_note(LOG_KEY, text),)))
        given = {"r": root, "n": note, "c": row["number"]}
        hand.run("UPDATE checkpoint SET root = %(r)s, note = %(n)s WHERE number = %(c)s", **given)
