"""What is told of a file that was written for Dagster, beside what its functions read."""

import ast

from apart import decorator_kind
from literals import package
from scopes import FUNCTIONS


def unused_options(unit):
    """What its decorator says that does nothing here."""
    found = [one for one in unused(unit) if one.arg not in _OF_STORE or unit is first_of_store(unit.module)]
    if not found:
        return []
    own = package()
    return [unused_option(f"{one.arg}=", own._dagster.cure_of_option(one.arg), unit.module, one.value.lineno) for one in found]


# Where tables lie is told once a file: whoever has these has them everywhere.
_OF_STORE = {"io_manager_key", "io_manager_def"}


def unused(unit):
    return [one for decorator in getattr(unit.node, "decorator_list", []) for one in getattr(decorator, "unused", [])]


def first_of_store(module):
    return next((unit for unit in module.units if any(one.arg in _OF_STORE for one in unused(unit))), None)


def computed_labels(unit, computed):
    """What is said of an asset by code that nobody runs where the project is loaded."""
    if not computed:
        return []
    own = package()
    return [
        unused_option(f"{name}= that is computed ({ast.unparse(node)})", own._dagster.cure_of_computed(name), unit.module, node.lineno)
        for name, node in computed.items()
    ]


def unused_of_ops(slice_):
    """What is said of an op does nothing where it is a part of an asset."""
    return [
        unused_option(f"retry_policy= of the op {unit.node.name}", package()._dagster.cure_of_option("retry_policy"), unit.module, keyword.value.lineno)
        for unit in (one.unit for one in slice_.reached)
        for decorator in getattr(unit.node, "decorator_list", [])
        if isinstance(decorator, ast.Call) and decorator_kind(decorator.func, unit.module) == "op"
        for keyword in decorator.keywords
        if keyword.arg == "retry_policy"
    ]


def unused_option(what, fix, module, line):
    return {"kind": "unused-option", "what": what, "fix": fix, "declaration": 0, "file": module.file, "line": line}


def unused_schedules(unit):
    """What its file says of jobs and schedules does nothing here: told once, beside the first asset of the file."""
    module = unit.module
    if unit is not next((one for one in module.units if is_decorated(one)), None):
        return []
    lines = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "assetstore" and not node.level:
            for one in node.names:
                lines.setdefault(one.name, node.lineno)
        elif isinstance(node, ast.Attribute) and decorator_kind(node, module) is not None:
            lines.setdefault(node.attr, node.lineno)
    inert = package()._inert
    names = [name for name in lines if name in inert.SCHEDULES]
    if not names:
        return []
    return [unused_option(f"jobs or schedules ({', '.join(names)})", inert.CURE, module, lines[names[0]])]


def is_decorated(unit):
    calls = (one.func if isinstance(one, ast.Call) else one for one in getattr(unit.node, "decorator_list", []))
    return any(decorator_kind(one, unit.module) in ("asset", "graph_asset", "check", "asset_check") for one in calls)


def results_elsewhere(unit, slice_):
    """A result without rows says that what was made lies where no run looks."""
    return [
        {
            "kind": "impurity", "impurity": "files", "writes": True, "what": "MaterializeResult without value=",
            "declaration": 0, "file": unit.module.file, "line": node.lineno,
        }
        for node in _own_calls(unit.node)
        if not {keyword.arg for keyword in node.keywords} & {"value", None}
        and slice_.paths.outside(node.func, unit.module, None) == "assetstore.MaterializeResult"
    ]


def _own_calls(node):
    """The calls in the body of a function, without those of functions in it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _own_calls(child)
