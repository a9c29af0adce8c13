"""The sources that dbt-duckdb reads from files, by their `external_location`.

dbt writes that location into a statement. Here such a source has a name of its own instead, as a table has one: so that what stands for it
can be another table.
"""

from types import SimpleNamespace

from dbt.adapters.duckdb.relation import DuckDBRelation

located = DuckDBRelation.create_from_source.__func__


def name_external_sources():
    def named(cls, quoting, source, **more):
        made = located(cls, quoting, source, **more)
        return made.replace(external=name_of(source)) if made.external else made

    DuckDBRelation.create_from_source = classmethod(named)


def name_of(source):
    return f'"assetstore"."external"."{source.unique_id}"'


def location_of(source):
    """As dbt would write it; None of a table."""
    if "plugin" in {**source.meta, **(source.config.extra if source.config else {})}:
        return None
    return located(DuckDBRelation, SimpleNamespace(quoting={}), source).external
