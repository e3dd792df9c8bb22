"""Splits and their ladder, rulings and reclama; sending back; transfer of action.

Revision ID: 0004
Revises: 0003
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"


def _run(name: str) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((SQL / name).read_text())


def upgrade() -> None:
    """Add the facts, the gates and the fences."""
    _run("0004_splits.sql")


def downgrade() -> None:
    """Take them away, unless facts of the new kinds exist."""
    _run("0004_splits_down.sql")
