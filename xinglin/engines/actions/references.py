"""Foreign keys to rows that are never deleted, checked a statement at a time (docs/decisions/0009-standing-rows.md)."""

import pgtrigger


def standing(table: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Triggers of a model whose `columns` name rows of `table`; declare those foreign keys with `db_constraint=False`.

    A foreign key of PostgreSQL asks for each row whether its parent stands: 100,000 records of one hospital ask
    300,000 times for two units. Here a statement asks once for each key that it writes. That is as safe only where no
    parent goes away afterwards, so the model of `table` has `permanent()` among its triggers. Raises IntegrityError.
    """
    named = " UNION ".join(f"SELECT DISTINCT {column} FROM fresh" for column in columns)  # noqa: S608 -- names stand in the code
    func = f"""
        SELECT string_agg(key::text, ', ') INTO strange FROM ({named}) AS named (key)
            WHERE key IS NOT NULL AND NOT EXISTS (SELECT FROM {table} WHERE {table}.id = key);
        IF strange IS NOT NULL THEN
            RAISE foreign_key_violation USING MESSAGE = TG_TABLE_NAME || ' names what is not in {table}: ' || strange;
        END IF;
        RETURN NULL;
    """  # noqa: S608 -- as above
    return [
        pgtrigger.Trigger(
            name=f"{event}_{table}_stands",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="fresh"),
            declare=[("strange", "text")],
            func=func,
        )
        for event, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
    ]


def permanent() -> list[pgtrigger.Trigger]:
    """Triggers of a model whose rows are never deleted and keep their keys, so that others may count on them."""
    return [
        pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
        pgtrigger.ReadOnly(name="keeps_key", fields=["id"]),
    ]
