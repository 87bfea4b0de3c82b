"""What all tables share: naming of constraints, instants in UTC, prefixed sortable ids."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import DateTime, MetaData, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[str, mapped_column(String(40))]
"""A prefixed sortable id, such as `env_01K…`."""

Sha256 = Annotated[str, mapped_column(String(64))]
"""SHA-256 as lower-case hex."""

Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
"""An instant; PostgreSQL keeps it in UTC."""

JsonObject = Annotated[dict[str, Any], mapped_column(JSONB)]
LongText = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
