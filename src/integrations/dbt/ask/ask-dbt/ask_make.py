"""A node that dbt itself makes, over the tables of a run: an incremental model, a snapshot, a model in Python."""

import io
from contextlib import contextmanager, redirect_stdout

from ask_database import has_rows, take_table
from ask_nodes import only


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


def made(invoke, asked, manifest, told):
    """
    Its statement as it was rendered, and whether rows of its inputs wait for batches that have not begun; its table is in the file
    `out`.
    """
    node = manifest.nodes[asked["node"]]
    command = "snapshot" if str(node.resource_type) == "snapshot" else "run"
    results = invoke([command, "--log-level", "none", *only(node)])
    one = next((one for one in results if one.node.unique_id == node.unique_id), None)
    if one is None:
        raise LookupError(f"dbt did not make {node.name}")
    if str(one.status) not in ("success", "pass"):
        # Of batches it says `ERROR` alone.
        raise RuntimeError(one.message if " " in (one.message or "") else "\n".join(told))
    take_table(node.relation_name, asked["out"])
    return {"compiled": one.node.compiled_code, "later": has_later_rows(manifest, node)}


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
