"""The statements of a project's nodes, as dbt compiles them."""

import os
import re
from collections import namedtuple

from ask_compiled import Statements
from ask_keys import keys_as_written
from ask_late import ANSWERED
from ask_nodes import fqn, has_statement, own

# `run` starts dbt, `fail` tells of what it could not do.
Compiling = namedtuple("Compiling", "run fail request versions")


def compile_both(dbt, manifest, late, reached):
    """
    What each node is when it is made for the first time, and what the models that ask whether they were made before are then.
    """
    statements = Statements(os.path.join(dbt.request["folder"], "compiled.json"), dbt.request, dbt.versions, manifest)
    nodes = [manifest.nodes[name] for name in reached]
    answer_incremental(manifest, "false")
    first = compile_all(dbt, manifest, nodes, late, statements.of(reached))
    asking = [node for node in nodes if node.unique_id in first and asks_incremental(node, reached[node.unique_id])]
    answer_incremental(manifest, "true")
    again = compile_all(dbt, manifest, asking, late, statements.of(reached, " again")) if asking else {}
    answer_incremental(manifest, "false")
    statements.keep()
    return first, again


def answer_incremental(manifest, before):
    manifest.macros["macro.dbt.is_incremental"].macro_sql = (
        "{% macro is_incremental() %}{{ return(model.config.materialized == 'incremental' and " + before + ") }}{% endmacro %}"
    )


def asks_incremental(node, macros):
    if str(node.config.materialized) != "incremental" or own(node, "language") == "python":
        return False
    return any(ANSWERED[0] in text for text in [node.raw_code, *(macro.macro_sql for macro in macros.values())])


def compile_all(dbt, manifest, nodes, late, statements):
    """What was compiled before and would be the same is taken from there."""
    candidates = [node for node in nodes if node.unique_id not in late and has_statement(node)]
    known = {node.unique_id: statements.known(node) for node in candidates}
    others = [node for node in candidates if known[node.unique_id] is None]
    # A compilation is where the settings are seen that unit tests are rendered by.
    if not others and manifest.unit_tests:
        others = candidates[:1]
    compiled = compile_others(dbt, manifest, nodes, late, others if len(others) <= FEW else None) if others else {}
    compiled = {**{name: text for name, text in known.items() if text is not None and name not in late}, **compiled}
    statements.add(compiled)
    return compiled


# More than that are not listed: all are compiled.
FEW = 200


def compile_others(dbt, manifest, nodes, late, chosen):
    """
    Nothing here can ask a database: what tries to, although its text did not say so, is late as well. `chosen` is what is
    compiled; None is everything.
    """
    while True:
        left_out = [node for node in nodes if node.unique_id in late or own(node, "language") == "python"]
        words = ["compile", "--no-populate-cache", "--no-introspect"]
        if chosen is not None:
            words += ["--indirect-selection", "empty", "--select", *(f"fqn:{fqn(node)}" for node in chosen)]
        else:
            # Else it would be what the default of the project's selectors says.
            words += ["--select", "fqn:*"]
        if left_out:
            words += ["--exclude", *(f"fqn:{fqn(node)}" for node in left_out)]
        with keys_as_written(manifest):
            result = dbt.run(words, manifest)
        if result.exception is None:
            return {one.node.unique_id: one.node.compiled_code for one in result.result.results}
        asking = asks_database(str(result.exception), nodes)
        if asking is None or asking in late:
            dbt.fail(result.exception)
        late[asking] = "a query"


def asks_database(text, nodes):
    named = re.search(r"in \w+ (\S+) \(", text)
    if named is None or "connection never acquired" not in text:
        return None
    return next((node.unique_id for node in nodes if node.name == named.group(1)), None)
