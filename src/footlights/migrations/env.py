"""How Alembic reaches the database and the models."""

from alembic import context
from sqlalchemy import Connection

from footlights import models

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=models.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
with context.begin_transaction():
    context.run_migrations()
