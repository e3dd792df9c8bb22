"""Time in clearance: grades and acting, extensions, receipt and default clearance, holds that end by themselves.

Revision ID: 0002
Revises: 0001
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"


def _run(name: str) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((SQL / name).read_text())


def upgrade() -> None:
    """Add the facts, the gates and the fences."""
    _run("0002_time_in_clearance.sql")


def downgrade() -> None:
    """Take them away, unless facts of the new kinds exist."""
    _run("0002_time_in_clearance_down.sql")
