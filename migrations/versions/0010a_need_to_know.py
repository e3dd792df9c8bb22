"""Cases that only named offices may know of, and procedures that are opened under another one's cases alone.

Revision ID: 0010a
Revises: 0005
"""

from migrations.sql_files import SQL, restore, run

revision = "0010a"
down_revision = "0005"
branch_labels = None
depends_on = None

HERE = SQL / "0010a"


def upgrade() -> None:
    """Narrow the fence around a case to a list, where it has one."""
    run(HERE / "10_list.sql")


def downgrade() -> None:
    """Give fence and gates back what they were."""
    restore(SQL / "0001" / "30_wake_and_ledger.sql", "record_fact")
    restore(SQL / "0003" / "20_gates.sql", "record_opening", "parent_gate")
    restore(SQL / "0006" / "10_told.sql", "sec.told")
    run(HERE / "90_down.sql")
