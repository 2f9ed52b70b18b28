"""PostgreSQL as Django knows it, less deferrable foreign keys.

On a distributed PostgreSQL a violation that shows only at COMMIT is an error without detail, and
a constraint cannot be changed later (decision 0001): every foreign key is checked at once.
"""

from django.db.backends.postgresql import base, operations, schema


class DatabaseOperations(operations.DatabaseOperations):
    def deferrable_sql(self) -> str:
        return ""


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    # Django's own text reads SET CONSTRAINTS … IMMEDIATE first, which needs a deferrable one.
    sql_create_column_inline_fk = (
        "CONSTRAINT %(name)s REFERENCES %(to_table)s(%(to_column)s)%(deferrable)s"
    )
    sql_delete_fk = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
