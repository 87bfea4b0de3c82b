"""Subscriptions, bills, attempts to charge them, refunds, and the gateway's inbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import privileges

revision = "billing"
down_revision = "activity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gateway_events',
    sa.Column('number', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('event_id', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('about', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_gateway_events')),
    sa.UniqueConstraint('event_id', name=op.f('uq_gateway_events_event_id'))
    )
    op.create_index(op.f('ix_gateway_events_handled_at'), 'gateway_events', ['handled_at'], unique=False)
    op.create_table('subscriptions',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('business_id', sa.String(length=40), nullable=False),
    sa.Column('chosen_by', sa.String(length=40), nullable=False),
    sa.Column('plan_version_id', sa.String(length=40), nullable=False),
    sa.Column('plan', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('allowance', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('discount', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('customer', sa.String(length=16), nullable=False),
    sa.Column('buyer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('terms_version', sa.String(length=32), nullable=False),
    sa.Column('selected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('downloads_end', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_deadline', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_deadline_kind', sa.String(length=32), nullable=True),
    sa.Column('gateway_customer', sa.String(length=64), nullable=True),
    sa.Column('payment_method', sa.String(length=64), nullable=True),
    sa.Column('card', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['businesses.id'], name=op.f('fk_subscriptions_business_id_businesses')),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_subscriptions_plan_version_id_plan_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscriptions'))
    )
    op.create_index(op.f('ix_subscriptions_business_id'), 'subscriptions', ['business_id'], unique=False)
    op.create_index(op.f('ix_subscriptions_next_deadline'), 'subscriptions', ['next_deadline'], unique=False)
    op.create_index('uq_subscriptions_business_id_live', 'subscriptions', ['business_id'], unique=True, postgresql_where=sa.text("state NOT IN ('lapsed', 'purged')"))
    op.create_table('bills',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('business_id', sa.String(length=40), nullable=False),
    sa.Column('subscription_id', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('window_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('window_end', sa.DateTime(timezone=True), nullable=False),
    sa.Column('items', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('gross', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('payment_intent', sa.String(length=64), nullable=True),
    sa.Column('refunded', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['businesses.id'], name=op.f('fk_bills_business_id_businesses')),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscriptions.id'], name=op.f('fk_bills_subscription_id_subscriptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bills')),
    sa.UniqueConstraint('payment_intent', name=op.f('uq_bills_payment_intent')),
    sa.UniqueConstraint('subscription_id', 'key', name=op.f('uq_bills_subscription_id_key'))
    )
    op.create_index(op.f('ix_bills_business_id'), 'bills', ['business_id'], unique=False)
    op.create_index(op.f('ix_bills_subscription_id'), 'bills', ['subscription_id'], unique=False)
    op.create_table('gateway_refunds',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('business_id', sa.String(length=40), nullable=False),
    sa.Column('bill_id', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('refund', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['bill_id'], ['bills.id'], name=op.f('fk_gateway_refunds_bill_id_bills')),
    sa.ForeignKeyConstraint(['business_id'], ['businesses.id'], name=op.f('fk_gateway_refunds_business_id_businesses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gateway_refunds')),
    sa.UniqueConstraint('key', name=op.f('uq_gateway_refunds_key')),
    sa.UniqueConstraint('refund', name=op.f('uq_gateway_refunds_refund'))
    )
    op.create_index(op.f('ix_gateway_refunds_bill_id'), 'gateway_refunds', ['bill_id'], unique=False)
    op.create_index(op.f('ix_gateway_refunds_business_id'), 'gateway_refunds', ['business_id'], unique=False)
    op.create_table('payment_attempts',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('business_id', sa.String(length=40), nullable=False),
    sa.Column('bill_id', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('payment_method', sa.String(length=64), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('payment_intent', sa.String(length=64), nullable=True),
    sa.Column('checkout_session', sa.String(length=80), nullable=True),
    sa.Column('decline', sa.String(length=16), nullable=True),
    sa.Column('code', sa.String(length=64), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['bill_id'], ['bills.id'], name=op.f('fk_payment_attempts_bill_id_bills')),
    sa.ForeignKeyConstraint(['business_id'], ['businesses.id'], name=op.f('fk_payment_attempts_business_id_businesses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_attempts')),
    sa.UniqueConstraint('key', name=op.f('uq_payment_attempts_key'))
    )
    op.create_index(op.f('ix_payment_attempts_bill_id'), 'payment_attempts', ['bill_id'], unique=False)
    op.create_index(op.f('ix_payment_attempts_business_id'), 'payment_attempts', ['business_id'], unique=False)
    op.create_index(op.f('ix_payment_attempts_checkout_session'), 'payment_attempts', ['checkout_session'], unique=False)
    op.create_index(op.f('ix_payment_attempts_payment_intent'), 'payment_attempts', ['payment_intent'], unique=False)
    privileges.grant_ordinary(
        ["subscriptions", "bills", "payment_attempts", "gateway_refunds", "gateway_events"]
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_payment_attempts_payment_intent'), table_name='payment_attempts')
    op.drop_index(op.f('ix_payment_attempts_checkout_session'), table_name='payment_attempts')
    op.drop_index(op.f('ix_payment_attempts_business_id'), table_name='payment_attempts')
    op.drop_index(op.f('ix_payment_attempts_bill_id'), table_name='payment_attempts')
    op.drop_table('payment_attempts')
    op.drop_index(op.f('ix_gateway_refunds_business_id'), table_name='gateway_refunds')
    op.drop_index(op.f('ix_gateway_refunds_bill_id'), table_name='gateway_refunds')
    op.drop_table('gateway_refunds')
    op.drop_index(op.f('ix_bills_subscription_id'), table_name='bills')
    op.drop_index(op.f('ix_bills_business_id'), table_name='bills')
    op.drop_table('bills')
    op.drop_index('uq_subscriptions_business_id_live', table_name='subscriptions', postgresql_where=sa.text("state NOT IN ('lapsed', 'purged')"))
    op.drop_index(op.f('ix_subscriptions_next_deadline'), table_name='subscriptions')
    op.drop_index(op.f('ix_subscriptions_business_id'), table_name='subscriptions')
    op.drop_table('subscriptions')
    op.drop_index(op.f('ix_gateway_events_handled_at'), table_name='gateway_events')
    op.drop_table('gateway_events')
