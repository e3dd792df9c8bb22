"""A clause's own words and its portion mark as originally written, beside the summary.

Both come in by importing the paper. They are in the clause's row, so whoever may not see the clause sees neither.

Revision ID: 0007
Revises: 0011
"""

from alembic import op

revision = "0007"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty: editions that were loaded before have no words of the paper."""
    op.execute("ALTER TABLE clause ADD COLUMN text text CONSTRAINT clause_text_said CHECK (text <> '')")
    op.execute("ALTER TABLE clause ADD COLUMN marked text CONSTRAINT clause_marked_said CHECK (marked <> '')")


def downgrade() -> None:
    """Remove the columns and what is in them."""
    op.execute("ALTER TABLE clause DROP COLUMN marked, DROP COLUMN text")
