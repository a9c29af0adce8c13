"""A model of the materialization `external`, which dbt writes into files: where the project says, or in a folder that is gone afterwards."""

import os
import re
import shutil
from contextlib import contextmanager

from dbt.adapters.duckdb.impl import DuckDBAdapter

WRITE = "macro.dbt_duckdb.write_to_file"
STORE = "macro.dbt_duckdb.store_relation"
# It puts views over the files of models into the database that a run finds. Here they are there, as tables of the run.
REGISTER = "macro.dbt_duckdb.register_upstream_external_models"


def is_external(node):
    return str(getattr(node.config, "materialized", "")) == "external"


def relation_of_rows(node):
    *path, last = re.findall(r'"(?:[^"]|"")*"|[^."]+', node.relation_name)
    named = last[1:-1] if last.startswith('"') else last
    return ".".join([*path, f'"{named}__assetstore_rows"'])


def make_a_table(node):
    """Has dbt make a table of its statement, without what it does to the files afterwards."""
    node.config.materialized = "table"
    node.config.post_hook = []


def read_rows(node):
    """Its statement has run: it is its rows."""
    node.raw_code = f"select * from {relation_of_rows(node)}"
    node.language = "sql"


def leave_out_registration(manifest):
    if REGISTER in manifest.macros:
        manifest.macros[REGISTER].macro_sql = "{% macro register_upstream_external_models() %}{% endmacro %}"


@contextmanager
def files_aside(manifest, folder):
    """The files are written into a folder, by the name that they have where the project says, and read back from there."""
    os.makedirs(folder)
    texts = {name: manifest.macros[name].macro_sql for name in (WRITE, STORE) if name in manifest.macros}
    read = DuckDBAdapter.external_read_location

    def read_aside(self, write_location, rendered_options):
        return read(self, path_aside(write_location), rendered_options)

    def path_aside(location):
        return f"{folder}/{re.split(r'[/:]', location.rstrip('/'))[-1]}"

    # The location of a write is another one than that of the read, which may be a pattern: the macro has the first alone.
    manifest.macros[WRITE].macro_sql = f"""
        {{% macro write_to_file(relation, location, options) -%}}
          {{% call statement('write_to_file') -%}}
            copy {{{{ relation }}}} to '{folder}/{{{{ location.rstrip('/').replace(':', '/').split('/') | last }}}}' ({{{{ options }}}})
          {{%- endcall %}}
        {{% endmacro %}}
    """
    manifest.macros[STORE].macro_sql = "{% macro store_relation(plugin, relation, location, format, config) %}{% endmacro %}"
    DuckDBAdapter.external_read_location = read_aside
    try:
        yield
    finally:
        DuckDBAdapter.external_read_location = read
        for name, text in texts.items():
            manifest.macros[name].macro_sql = text
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def location_of_files():
    """Notes where the files are written: the last place of a list."""
    read = DuckDBAdapter.external_read_location
    locations = []

    def noted(self, write_location, rendered_options):
        locations.append(write_location)
        return read(self, write_location, rendered_options)

    DuckDBAdapter.external_read_location = noted
    try:
        yield locations
    finally:
        DuckDBAdapter.external_read_location = read
