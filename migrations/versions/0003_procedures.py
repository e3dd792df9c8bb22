"""Procedures as tables: their steps and ways out, one gate for them all; cases under cases.

Revision ID: 0003
Revises: 0001
"""

from migrations.sql_files import SQL, restore, run

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

HERE = SQL / "0003"


def upgrade() -> None:
    """Create tables and gates, and put the demarche's steps in."""
    for path in sorted(HERE.glob("[1-8]*.sql")):
        run(path)


def downgrade() -> None:
    """Give the gates back what they were."""
    run(HERE / "90_down.sql")
    restore(SQL / "0001" / "40_gates.sql", "release_gate", "after_release_gate")
    restore(SQL / "0001" / "30_wake_and_ledger.sql", "wake_case", "record_opening")
