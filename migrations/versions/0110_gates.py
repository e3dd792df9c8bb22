"""Holds, carry-overs, positions and assessments: what only the rules forbade, the database forbids too.

Revision ID: 0110
Revises: 0109
"""

from pathlib import Path

from alembic import op

revision = "0110"
down_revision = "0109"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0110"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Put the gates up."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Take them down."""
    _run(SQL / "90_down.sql")
