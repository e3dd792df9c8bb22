"""The log over all ledgers: leaves, nodes, checkpoints, and the record of keys.

Revision ID: 0005
Revises: 0014
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0014"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0005"


def _run(name: str) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((SQL / name).read_text())


def upgrade() -> None:
    """Create the tables, what appends to them, and the fences around both."""
    _run("10_log.sql")
    _run("20_keys.sql")
    _run("50_fences.sql")


def downgrade() -> None:
    """Remove them: what was countersigned stays with whoever kept it, and nowhere else."""
    _run("90_down.sql")
