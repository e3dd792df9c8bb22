"""Equity: claims and imposed clearances, carry policies, responses carried over to a new version.

Revision ID: 0003
Revises: 0002
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"


def _run(name: str) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((SQL / name).read_text())


def upgrade() -> None:
    """Add the facts, the gates and the fences."""
    _run("0003_equity.sql")


def downgrade() -> None:
    """Take them away, unless facts of the new kinds exist."""
    _run("0003_equity_down.sql")
