"""Tables in which a row, once written, stays as it is: the database itself refuses to change or delete it (P5)."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION feria_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION feria_append_only()
"""


def make_append_only(table: str) -> RunPython:
    """A migration's step that sets the triggers refusing UPDATE and DELETE on ``table``."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        trigger = _SQLITE
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRESQL_FUNCTION, params=None)
            trigger = _POSTGRESQL
        for verb in ("UPDATE", "DELETE"):
            editor.execute(trigger.format(table=table, verb=verb))

    def backwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER {table}_no_{verb}{on_table}")

    return RunPython(forwards, backwards)
