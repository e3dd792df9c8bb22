"""Monitoring: its steps, who was tasked and returned, and the yearly check of each mandate.

Revision ID: 0015
Revises: 0108
"""

from migrations.sql_files import SQL, run

revision = "0015"
down_revision = "0108"
branch_labels = None
depends_on = None

HERE = SQL / "0015"


def upgrade() -> None:
    """Put the procedure's steps in, and create its gate and the log of yearly checks."""
    for path in sorted(HERE.glob("[1-8]*.sql")):
        run(path)


def downgrade() -> None:
    """Take all of it away again."""
    run(HERE / "90_down.sql")
