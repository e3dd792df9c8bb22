"""The negotiation: authority, rounds, departures, one text, signature; and what is cleared under it.

Revision ID: 0010b
Revises: 0010a
"""

from migrations.sql_files import SQL, restore, run

revision = "0010b"
down_revision = "0010a"
branch_labels = None
depends_on = None

HERE = SQL / "0010b"


def upgrade() -> None:
    """Put the procedures in, and their gates."""
    for path in sorted(HERE.glob("[1-8]*.sql")):
        run(path)


def downgrade() -> None:
    """Take them out."""
    restore(SQL / "0001" / "40_gates.sql", "approval_gate")
    run(HERE / "90_down.sql")
