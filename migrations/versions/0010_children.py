"""Children: the first wake of a case says that its workflow has still to be started.

Revision ID: 0010
Revises: 0006
"""

from migrations.sql_files import SQL, restore, run

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None

HERE = SQL / "0010"


def upgrade() -> None:
    """Let a wake say that it is a case's first."""
    run(HERE / "10_children.sql")


def downgrade() -> None:
    """Give the wake back what it was."""
    restore(SQL / "0003" / "20_gates.sql", "wake_case")
    run(HERE / "90_down.sql")
