"""Consultations: series with their calendars and chains, cycles, meetings, agendas, commitments.

Revision ID: 0011
Revises: 0012
"""

from migrations.sql_files import SQL, run

revision = "0011"
down_revision = "0012"
branch_labels = None
depends_on = None

HERE = SQL / "0011"


def upgrade() -> None:
    """Create tables and gates, and put the two procedures' steps in."""
    for path in sorted(HERE.glob("[1-8]*.sql")):
        run(path)


def downgrade() -> None:
    """Take them away again."""
    run(HERE / "90_down.sql")
