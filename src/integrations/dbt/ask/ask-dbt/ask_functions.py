"""
The functions of a project, which dbt creates in its database before what calls them: those of `functions/`, and the models of the
materialization `table_function`, which are called as tables with arguments.
"""

import json

from ask_late import OF_DBT


def functions_of(manifest):
    """An older dbt has none."""
    return list((getattr(manifest, "functions", None) or {}).values())


def described_function(node, macros, root):
    config = node.config.to_dict(omit_none=True)
    properties = {
        "config": config,
        "arguments": [one.to_dict(omit_none=True) for one in node.arguments],
        "returns": node.returns.to_dict(omit_none=True),
    }
    return {
        "id": node.unique_id,
        "name": node.name,
        "package": node.package_name,
        "root": root,
        "path": node.original_file_path,
        "version": None,
        "depends": list(node.depends_on.nodes),
        "macros": [name for name in macros if not name.startswith(OF_DBT)],
        "raw": node.raw_code or "",
        "properties": json.loads(json.dumps(properties, default=str)),
    }


def is_table_function(node):
    return node is not None and str(node.config.materialized) == "table_function"


def described_table_function(value):
    """Of what is said of the model: a view with parameters is its statement and these."""
    names = ("id", "name", "package", "root", "path", "version", "depends", "macros", "raw", "relation", "compiled")
    properties = {"parameters": value["config"].get("parameters"), "hooks": [value["config"].get("pre-hook"), value["config"].get("post-hook")]}
    return {**{name: value[name] for name in names if name in value}, "properties": properties}


def called_functions(manifest, node):
    """Those that a node calls, itself or by what is written into its statement: each after those that it calls."""
    functions = dict(getattr(manifest, "functions", None) or {})
    functions.update({name: one for name, one in manifest.nodes.items() if str(one.resource_type) == "model" and is_table_function(one)})
    called = {}

    def visit(one):
        for name in one.depends_on.nodes:
            above = functions.get(name)
            if above is not None and name not in called:
                visit(above)
                called[name] = above
            elif above is None and (inlined := manifest.nodes.get(name)) is not None and str(inlined.config.materialized) == "ephemeral":
                visit(inlined)

    if functions:
        for one in tested_models(manifest, node):
            visit(one)
    return list(called.values())


def tested_models(manifest, node):
    """A unit test is of a model's statement."""
    return [manifest.nodes[name] for name in node.depends_on.nodes] if str(node.resource_type) == "unit_test" else [node]


def create_functions(invoke, manifest, node):
    called = called_functions(manifest, node)
    kinds = ("build", "function"), ("run", "model")
    for command, kind in kinds:
        names = [f"fqn:{'.'.join(one.fqn)}" for one in called if str(one.resource_type) == kind]
        only = ["--resource-type", kind] if command == "build" else []
        for one in invoke([command, "--log-level", "none", *only, "--select", *names]) if names else ():
            if str(one.status) != "success":
                raise RuntimeError(f"{one.node.name}: {one.message}")
