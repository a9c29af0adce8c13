"""A node that dbt itself makes, over the tables of a run: an incremental model, a snapshot, a model in Python, one with hooks."""

import io
import re
from contextlib import contextmanager, redirect_stdout

from ask_database import has_rows, names_of, others_than, take_table, write_rows
from ask_external import files_aside, is_external, location_of_files, make_a_table, read_rows, relation_of_rows
from ask_functions import create_functions
from ask_keys import referenced_keys
from ask_nodes import hook_texts, only
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper


def prepare(manifest, asked):
    """What is put into the database besides the tables of a request."""
    node = node_of(manifest, asked["node"])
    asked["previous"] = rows_of(asked, node) if asked.get("rows") else previous_of(asked, node)
    asked["keys"] = referenced_keys(manifest, node)


def previous_of(asked, node):
    """Where the node was made before: what its table is then, with what dbt has told the database to hold it to."""
    files = asked.get("previous")
    if not files:
        return None
    columns, constraints = constraints_of(node)
    return {
        "files": files,
        "relation": node.relation_name,
        "columns": columns,
        "constraints": constraints,
        "indexes": unique_indexes(node),
    }


def rows_of(asked, node):
    """The rows of an external model's statement, as the table that its statement is then."""
    return {"files": asked["rows"], "relation": relation_of_rows(node), "columns": {}, "constraints": [], "indexes": []}


def constraints_of(node):
    """Of an enforced contract: by the names of columns in small letters, and of the table."""
    from dbt.adapters.duckdb.impl import DuckDBAdapter

    contract = getattr(node.config, "contract", None)
    if contract is None or not contract.enforced:
        return {}, []
    columns = {}
    for column in node.columns.values():
        value = {"name": "c", "data_type": "t", "constraints": [one.to_dict() for one in column.constraints]}
        [rendered] = DuckDBAdapter.render_raw_columns_constraints({"c": value})
        columns[column.name.lower()] = rendered[len("c t") :]
    return columns, DuckDBAdapter.render_raw_model_constraints([one.to_dict() for one in node.constraints])


def unique_indexes(node):
    indexes = node.config.get("indexes") or []
    return [
        f"create unique index previous_{number} on {node.relation_name} ({', '.join(one['columns'])})"
        for number, one in enumerate(indexes)
        if one.get("unique")
    ]


class Lines(io.TextIOBase):
    """What is printed, line by line."""

    def __init__(self, tell):
        self.tell = tell
        self.open = ""

    def writable(self):
        return True

    def write(self, text):
        *lines, self.open = (self.open + text).split("\n")
        for line in lines:
            self.tell(line)
        return len(text)

    def end(self):
        if self.open:
            self.tell(self.open)


@contextmanager
def prints_to(tell):
    lines = Lines(tell)
    with redirect_stdout(lines):
        yield
    lines.end()


COMMANDS = {"snapshot": "snapshot", "seed": "seed", "test": "test", "unit_test": "test"}


def node_of(manifest, id):
    return manifest.nodes.get(id) or manifest.unit_tests[id]


def made(invoke, asked, manifest, told):
    """
    Its statement as it was rendered, and whether another moment makes other rows of it: where rows of its inputs wait for batches that
    have not begun, or a hook asks for the time; its table is in the file `out`. `beside`: what its hooks have left beside it.
    """
    node = node_of(manifest, asked["node"])
    kind = str(node.resource_type)
    if asked.get("statementAlone"):
        make_a_table(node)
    elif asked.get("rows"):
        read_rows(node)
    create_functions(invoke, manifest, node)
    with statements_run() as statements, files_of(manifest, node, asked) as locations:
        results = invoke([COMMANDS.get(kind, "run"), "--log-level", "none", *only(node)])
        return outcome(results, asked, manifest, told, statements, locations)


@contextmanager
def files_of(manifest, node, asked):
    """Where dbt writes files of a model, they are its table: aside, unless they are what is asked for."""
    if not is_external(node):
        yield []
    elif asked.get("files"):
        with location_of_files() as locations:
            yield locations
    else:
        with files_aside(manifest, f"{asked['out']}.files"):
            yield []


def outcome(results, asked, manifest, told, statements, locations):
    node = node_of(manifest, asked["node"])
    kind = str(node.resource_type)
    one = next((one for one in results if one.node.unique_id == node.unique_id), None)
    if one is None:
        raise LookupError(f"dbt did not make {node.name}")
    # What a test finds is judged by who asks.
    if str(one.status) not in ("success", "pass") and (kind not in ("test", "unit_test") or str(one.status) in ("error", "skipped")):
        # Of batches it says `ERROR` alone.
        raise RuntimeError(one.message if " " in (one.message or "") else "\n".join(told))
    failed = next((other for other in results if str(other.node.resource_type) == "operation" and str(other.status) == "error"), None)
    if failed is not None:
        raise RuntimeError(failed.message)
    if kind == "unit_test":
        return {"compiled": None, "failure": (one.message or "it fails") if str(one.status) == "fail" else None}
    if kind == "test":
        write_rows(one.node.compiled_code, asked["out"])
        return {"compiled": None, "verdict": {"status": str(one.status), "failures": one.failures or 0}}
    if asked.get("files"):
        return {"compiled": None, "location": locations[-1]}
    take_table(node.relation_name, asked["out"])
    beside = others_than(node.relation_name, [*asked["tables"], *([relation_of_rows(node)] if asked.get("rows") else [])]) if asked.get("startsOver") else []
    later = has_later_rows(manifest, node) or (bool(hook_texts(node)) and asks_time(statements, node.relation_name))
    return {"compiled": getattr(one.node, "compiled_code", None), "later": later, "beside": beside}


@contextmanager
def statements_run():
    """The statements that dbt runs meanwhile."""
    statements, execute = [], DuckDBCursorWrapper.execute

    def noted(self, sql, bindings=None):
        statements.append(sql)
        return execute(self, sql, bindings)

    DuckDBCursorWrapper.execute = noted
    try:
        yield statements
    finally:
        DuckDBCursorWrapper.execute = execute


NO_PART = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
CLOCK = re.compile(r"\b(?:now|today|get_current_\w+|transaction_timestamp|random|uuid|gen_random_uuid)\s*\(|\b(?:current_(?:date|time|timestamp)|local(?:time|timestamp))\b", re.IGNORECASE)


def asks_time(statements, relation):
    """Whether one that says the node's table asks for the time, or draws at random."""
    table = names_of(relation)[-1]
    texts = (NO_PART.sub("", one) for one in statements)
    return any(re.search(rf"\b{re.escape(table)}\b", one) and CLOCK.search(one) for one in texts)


def has_later_rows(manifest, node):
    if getattr(node.config, "incremental_strategy", None) != "microbatch":
        return False
    from dbt.materializations.incremental.microbatch import MicrobatchBuilder

    end = MicrobatchBuilder(node, True, None, None).build_end_time()
    for name in node.depends_on.nodes:
        above = manifest.nodes.get(name) or manifest.sources.get(name)
        if above is not None and above.config.event_time and has_rows(above.relation_name, f"{above.config.event_time} >= '{end}'"):
            return True
    return False
