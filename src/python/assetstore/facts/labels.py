"""What a decorator says of an asset beside its code: what it is called and who owns it, and assets that are made before it."""

import ast

LABELS = ("description", "group_name", "owners", "kinds", "compute_kind", "deps")
_LISTS = ("owners", "kinds")


def set_labels_apart(module):
    """Takes what is written as plain text out of the calls of `@asset`."""
    for unit in module.units:
        for one in getattr(unit.node, "decorator_list", []):
            if not isinstance(one, ast.Call) or not _is_ours(one.func, module, "asset"):
                continue
            one.labels = {}
            for keyword in list(one.keywords):
                value = _deps(keyword.value, module) if keyword.arg == "deps" else _plain(keyword)
                if value is not None:
                    one.keywords.remove(keyword)
                    one.labels[keyword.arg] = value


def labels_of(node):
    """By the names that an asset has them under where it is exported."""
    said = {}
    for one in node.decorator_list:
        said.update(getattr(one, "labels", {}))
    tags = [*([said["compute_kind"]] if "compute_kind" in said else []), *said.get("kinds", [])]
    named = {"description": said.get("description"), "group": said.get("group_name"), "owners": said.get("owners"), "tags": tags}
    return {name: value for name, value in named.items() if value}


def deps_of(node):
    """Assets that it names beside its parameters: it is made after these, and made again when they are others."""
    return [name for one in node.decorator_list for name in getattr(one, "labels", {}).get("deps", [])]


def _deps(value, module):
    """Texts, and functions by their names; None where it is anything else."""
    if not isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        return None
    names = []
    for one in value.elts:
        targets = module.imports.get(one.id, []) if isinstance(one, ast.Name) else []
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            names.append(one.value)
        elif isinstance(one, ast.Call) and _is_ours(one.func, module, "AssetKey") and _only_text(one) is not None:
            names.append(_only_text(one))
        elif isinstance(one, ast.Name) and one.id in module.bindings:
            names.append(one.id)
        elif len(targets) == 1 and targets[0].name is not None:
            names.append(targets[0].name)
        else:
            return None
    return names


def _only_text(call):
    """What `AssetKey("a")` and `AssetKey(["a"])` name."""
    only = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if isinstance(only, (ast.List, ast.Tuple)) and len(only.elts) == 1:
        only = only.elts[0]
    return only.value if isinstance(only, ast.Constant) and isinstance(only.value, str) else None


def _is_ours(func, module, wanted_name):
    is_member = isinstance(func, ast.Attribute) and func.attr == wanted_name
    name = func.value if is_member else func
    targets = module.imports.get(name.id, []) if isinstance(name, ast.Name) else []
    wanted = None if is_member else wanted_name
    return len(targets) == 1 and targets[0].module == "assetstore" and targets[0].name == wanted


def _plain(keyword):
    if keyword.arg not in LABELS:
        return None
    try:
        value = ast.literal_eval(keyword.value)
    except ValueError:
        return None
    if keyword.arg not in _LISTS:
        return value if isinstance(value, str) else None
    if not isinstance(value, (list, tuple, set)) or not all(isinstance(one, str) for one in value):
        return None
    return sorted(value) if isinstance(value, set) else list(value)
