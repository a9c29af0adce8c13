"""What a decorator says of an asset beside its code, taken out of the code: what it is called and who owns it, what it reads and in
which partitions. None of it makes the rows others, but by what the project makes of it."""

import ast

# What is read where the project is loaded, by decorator.
SAID = {
    "asset": {
        *("description", "group_name", "owners", "kinds", "compute_kind", "tags"),
        *("name", "key", "key_prefix", "ins", "deps", "non_argument_deps"),
        *("partitions_def", "backfill_policy", "retry_policy", "code_version", "required_resource_keys"),
    },
    "graph_asset": {
        *("description", "group_name", "owners", "kinds", "tags", "name", "key", "key_prefix", "ins"),
        *("partitions_def", "backfill_policy", "code_version"),
    },
    "asset_check": {"asset", "name", "description", "blocking", "additional_ins", "additional_deps", "partitions_def"},
}


# What does nothing here, and is told.
UNUSED = {
    "io_manager_key", "io_manager_def", "automation_condition", "auto_materialize_policy", "freshness_policy", "metadata", "op_tags", "pool",
}


def set_labels_apart(module):
    """Takes these keywords out of the calls of decorators, and keeps them beside."""
    for unit in module.units:
        for one in getattr(unit.node, "decorator_list", []):
            kind = decorator_kind(one.func, module) if isinstance(one, ast.Call) else None
            if kind not in SAID:
                continue
            one.said = {keyword.arg: keyword for keyword in one.keywords if keyword.arg in SAID[kind]}
            one.unused = [keyword for keyword in one.keywords if keyword.arg in UNUSED]
            one.keywords = [keyword for keyword in one.keywords if keyword.arg not in SAID[kind] | UNUSED]


def decorator_kind(func, module):
    """`asset` of `@asset`, `@dg.asset` and whatever else the import calls it; None of what is not of assetstore."""
    is_member = isinstance(func, ast.Attribute)
    name = func.value if is_member else func
    targets = module.imports.get(name.id, []) if isinstance(name, ast.Name) else []
    if len(targets) != 1 or targets[0].module != "assetstore":
        return None
    return targets[0].name if not is_member else func.attr if targets[0].name is None else None
