"""The unit tests of a dbt project, as dbt renders them: the statement of the tested model over the rows that stand in for its inputs.

dbt casts the values of these rows to the types of the input's columns, for which it asks the database. Here they are left out of the
statement: in the place of each stands a relation `"assetstore"."given"."0"`, by the order of the inputs.
"""

import json

from ask_late import late_reason
from dbt.artifacts.resources import UnitTestFormat
from dbt.compilation import Compiler
from dbt.parser.unit_tests import UnitTestManifestLoader
from dbt.task.compile import CompileTask

# Of the task that compiled last.
seen = {}
run_task = CompileTask.run


def run_and_note(self):
    seen["config"] = self.config
    return run_task(self)


CompileTask.run = run_and_note


class Loader(UnitTestManifestLoader):
    given = 0

    def _build_fixture_raw_code(self, rows, column_name_to_data_types, fixture_format):
        number, self.given = self.given, self.given + 1
        if fixture_format == UnitTestFormat.SQL:
            return rows
        return f'select * from "assetstore"."given"."{number}"'


def literal(value):
    """A value as dbt writes it into a statement."""
    if value is None:
        return "null"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def rows_of(fixture):
    """The statement that gives them, or each as its columns' literals."""
    if fixture.format == UnitTestFormat.SQL:
        return {"sql": fixture.rows}
    return {"rows": [{name: literal(value) for name, value in row.items()} for row in fixture.rows]}


def written(unit):
    """For people who ask what has changed in it."""
    inputs = [{"input": one.input, "rows": one.rows} for one in unit.given]
    value = {"given": inputs, "expect": unit.expect.rows, "overrides": overrides_of(unit)}
    return json.dumps(value, indent=1, default=str)


def overrides_of(unit):
    return unit.overrides.to_dict(omit_none=True) if unit.overrides else None


def described_unit_tests(manifest, reached_macros):
    return [described(manifest, unit, reached_macros) for unit in manifest.unit_tests.values()]


def described(manifest, unit, reached_macros):
    model = manifest.nodes[unit.depends_on.nodes[0]]
    replaced = {name.split(".")[-1] for name in (unit.overrides.macros if unit.overrides else {})}
    macros = reached_macros(model, replaced)
    tags = unit.config.tags if unit.config else []
    value = {
        "id": unit.unique_id,
        "type": "unit_test",
        "name": unit.name,
        "package": unit.package_name,
        "path": unit.original_file_path,
        "version": model.version,
        "fqn": ".".join(unit.fqn),
        "model": model.unique_id,
        "macros": [name for name in macros if not name.startswith(("macro.dbt.", "macro.dbt_duckdb."))],
        "raw": written(unit),
        "description": unit.description,
        "tags": [tags] if isinstance(tags, str) else list(tags),
        "group": None,
        "config": {"meta": json.loads(json.dumps(unit.config.meta, default=str))},
        "given": [{"input": one.input, **rows_of(one)} for one in unit.given],
        "expect": rows_of(unit.expect),
    }
    reason = late_reason(model, macros, replaced)
    return {**value, **({"late": reason} if reason else {}), **rendered(manifest, unit, model, reason)}


def rendered(manifest, unit, model, late):
    if model.language == "python":
        return {"mistake": "a unit test of a model in Python is not supported"}
    loader = Loader(manifest, seen["config"], {unit.unique_id})
    try:
        inputs = [loader._get_original_input_node(one.input, model, unit.name).unique_id for one in unit.given]
        if late:
            return {"inputs": inputs}
        parts = loader.load()
        node = Compiler(seen["config"]).compile_node(parts.nodes[unit.unique_id], parts, {}, write=False)
    except Exception as error:
        return {"mistake": str(error).strip()}
    return {"compiled": node.compiled_code, "inputs": inputs}
