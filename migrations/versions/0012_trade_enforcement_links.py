"""Trade actions and enforcement cases; links, levers and certifications across cases; the gauge of pressure.

Revision ID: 0012
Revises: 0010b
"""

from migrations.sql_files import SQL, run

revision = "0012"
down_revision = "0010b"
branch_labels = None
depends_on = None

HERE = SQL / "0012"


def upgrade() -> None:
    """Create tables, gates and fences, and put the two procedures' steps in."""
    for path in sorted(HERE.glob("[1-8]*.sql")):
        run(path)


def downgrade() -> None:
    """Take all of it away again."""
    run(HERE / "90_down.sql")
