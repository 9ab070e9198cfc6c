"""Feedback and stored cards."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("received", sa.String(32), nullable=False),
        sa.Column("card", sa.String(128), nullable=False),
        sa.Column("signal", sa.String(64)),
        sa.Column("task", sa.String(64)),
        sa.Column("quote", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("client", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("label", sa.String(64)),
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_feedback_received", "feedback", ["received"])
    op.create_index("ix_feedback_client", "feedback", ["client"])
    op.create_table(
        "cards",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("stored", sa.String(32), nullable=False),
        sa.Column("card", sa.Text, nullable=False),
    )
    op.create_index("ix_cards_stored", "cards", ["stored"])


def downgrade() -> None:
    op.drop_table("cards")
    op.drop_table("feedback")
