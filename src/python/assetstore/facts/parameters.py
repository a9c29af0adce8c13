"""What the parameters of a function are: tables, by the names of the assets that they read; a context, settings, resources."""

import ast

from apart import decorator_kind
from defined import Defined
from literals import package
from names import Leaf, Own

OWN_KEYWORDS = {"context", "env", "log", "now", "partition", "previous", "progress", "run"}


def parameters_of(unit, slice_, labels):
    """What the project is told of them. A text names a parameter that takes any number of arguments."""
    args = unit.node.args
    for one in (args.vararg, args.kwarg):
        if one is not None:
            return one.arg
    said = said_of(unit, labels)
    kinds = {one.arg: kind_of(one, unit.module, slice_) for one in [*args.posonlyargs, *args.args, *args.kwonlyargs]}
    positional = [one.arg for one in [*args.posonlyargs, *args.args]]
    # As in Dagster, a context may stand before the tables.
    positional = positional[1:] if positional[:1] == ["context"] else positional
    from assetstore import _specs

    graph = {name: said.pop(name) for name in ("ins", "deps", "asset")}
    read, beside = _specs.graph_names(graph, [name for name in positional if kinds[name] is None])
    keywords = [(one.arg, default) for one, default in zip(args.kwonlyargs, args.kw_defaults) if one.arg not in OWN_KEYWORDS]
    keywords = [(name, default) for name, default in keywords if kinds[name] is None]
    parameters = {one.arg: one for one in [*args.posonlyargs, *args.args, *args.kwonlyargs]}
    asked = {name: needs_settings(parameters[name], unit.module, slice_) for name, kind in kinds.items() if kind == "resource"}
    asked |= {name: True for name in [*said.pop("resources"), *members_of_context(unit.node)] if name not in asked}
    for op in ops_of(unit, slice_):
        asked |= {name: is_needed for name, is_needed in asked_by_op(op, slice_, labels).items() if name not in asked}
    defined = Defined(unit.module, slice_, list(asked))
    return {
        "upstream": [*read, *beside],
        "keywords": [
            *(name for name, default in keywords if default is None),
            *(name for name, is_needed in asked.items() if is_needed and name not in defined),
        ],
        "optional": [
            *(name for name, default in keywords if default is not None),
            *(name for name, is_needed in asked.items() if not is_needed or name in defined),
        ],
        **said,
        "defined": defined,
        "settings": next((settings_of(one, unit.module, slice_) for name, one in parameters.items() if kinds[name] == "config"), None),
    }


def ops_of(unit, slice_):
    """The ops that a graph calls."""
    if not any(decorator_kind(getattr(one, "func", one), unit.module) == "graph_asset" for one in unit.node.decorator_list):
        return
    for call in ast.walk(unit.node):
        for target, rest in (slice_.paths.led(call.func, unit.module, None) or []) if isinstance(call, ast.Call) else []:
            for own in target.units if isinstance(target, Own) and not rest else []:
                if any(decorator_kind(getattr(one, "func", one), own.module) == "op" for one in getattr(own.node, "decorator_list", [])):
                    yield own


def asked_by_op(op, slice_, labels):
    """The resources of an op, and whether each needs settings. Raises Unsaid for a field of its config without a value."""
    args = op.node.args
    found = dict.fromkeys(members_of_context(op.node), True)
    for one in [*args.posonlyargs, *args.args, *args.kwonlyargs]:
        kind = kind_of(one, op.module, slice_)
        if kind == "resource":
            found[one.arg] = needs_settings(one, op.module, slice_)
        for field in settings_of(one, op.module, slice_)["fields"] if kind == "config" else []:
            if field["required"]:
                from assetstore import _dagster

                raise labels.at(field["file"], field["line"], _dagster.config_of_op(op.node.name, field["field"]))
    return found


def said_of(unit, labels):
    """What its decorators say of it, as plain data."""
    package()
    from assetstore import _specs

    said = labels.of(unit)
    for name, own in (("additional_ins", "ins"), ("additional_deps", "deps")):
        if name in said:
            said[own] = said.pop(name)
    if "asset" in said:
        said.setdefault("blocking", False)
    try:
        graph = _specs.graph_of(unit.node.name, said)
        options = _specs.options_of(said)
    except _specs.AssetError as error:
        raise labels.unsaid(unit, error) from None
    reads = graph.pop("reads")
    resources = sorted(said.get("required_resource_keys") or [])
    return {**graph, "resources": resources, "options": {**options, **({"reads": reads} if reads else {})}, "labels": _specs.labels_of(said)}


def kind_of(argument, module, slice_):
    """`config` or `resource`, by the class that a parameter is annotated with; None where it is a table."""
    node = annotation_of(argument)
    if node is None:
        return None
    if isinstance(node, ast.Subscript):
        return "resource" if slice_.paths.outside(node.value, module, None) == "assetstore.ResourceParam" else None
    bases = set(outside_bases(node, module, slice_.paths, set()))
    if argument.arg == "config" and bases & {"assetstore.Config", "assetstore.PermissiveConfig"}:
        return "config"
    if "assetstore.ConfigurableResource" in bases:
        return "resource"
    # Those of Dagster's own libraries, such as dagster_duckdb.DuckDBResource.
    of_library = {name for name in bases if name.partition(".")[0].startswith("dagster_") and name.endswith("Resource")}
    return "resource" if of_library else None


def annotation_of(argument):
    node = argument.annotation
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return ast.parse(node.value, mode="eval").body
        except SyntaxError:
            return None
    return node


def outside_bases(node, module, paths, seen):
    """The classes of others that a class is made from, itself among them."""
    for target, rest in paths.led(node, module, None) or []:
        if isinstance(target, Leaf):
            yield ".".join([target.dotted, *rest])
        elif isinstance(target, Own) and not rest:
            for unit in target.units:
                if isinstance(unit.node, ast.ClassDef) and unit not in seen:
                    for base in unit.node.bases:
                        yield from outside_bases(base, unit.module, paths, {*seen, unit})


def members_of_context(node):
    """The names behind `context.resources`."""
    names = [
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Attribute)
        and one.value.attr == "resources"
        and isinstance(one.value.value, ast.Name)
        and one.value.value.id == "context"
    ]
    return dict.fromkeys(names)


def needs_settings(argument, module, slice_):
    """Whether a class of the project has a field without a default."""
    node = annotation_of(argument)
    for target, rest in slice_.paths.led(node.slice if isinstance(node, ast.Subscript) else node, module, None) or []:
        for class_ in target.units if isinstance(target, Own) and not rest else []:
            fields = [one for one in getattr(class_.node, "body", []) if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
            if any(is_required(one, class_.module, slice_) for one in fields):
                return True
    return False


def settings_of(argument, module, slice_):
    """The fields of the class of `config`, and whether there may be others."""
    classes = list(classes_of(annotation_of(argument), module, slice_.paths, []))
    bases = set(outside_bases(annotation_of(argument), module, slice_.paths, set()))
    fields = {}
    for class_ in reversed(classes):
        for one in class_.node.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and not one.target.id.startswith("_") and "ClassVar" not in ast.unparse(one.annotation):
                place = {"file": class_.module.file, "line": one.lineno}
                fields[one.target.id] = {"field": one.target.id, "required": is_required(one, class_.module, slice_), **place}
    has_alias = any("alias" in ast.unparse(class_.node) for class_ in classes)
    is_open = has_alias or not bases <= {"assetstore.Config", "typing.Generic", "abc.ABC"}
    return {"class": classes[0].node.name if classes else ast.unparse(annotation_of(argument)), "open": is_open, "fields": list(fields.values())}


def classes_of(node, module, paths, seen):
    """The classes of the project that a class is made from, itself first."""
    for target, rest in paths.led(node, module, None) or []:
        for unit in target.units if isinstance(target, Own) and not rest else []:
            if isinstance(unit.node, ast.ClassDef) and unit not in seen:
                seen.append(unit)
                yield unit
                for base in unit.node.bases:
                    yield from classes_of(base, unit.module, paths, seen)


def is_required(field, module, slice_):
    if field.target.id.startswith("_") or "ClassVar" in ast.unparse(field.annotation):
        return False
    value = field.value
    if value is None:
        return True
    if not isinstance(value, ast.Call) or slice_.paths.outside(value.func, module, None) not in ("pydantic.Field", "pydantic.fields.Field"):
        return False
    first = value.args[0] if value.args else None
    is_open = first is None or (isinstance(first, ast.Constant) and first.value is ...)
    return is_open and not any(one.arg in ("default", "default_factory", None) for one in value.keywords)
