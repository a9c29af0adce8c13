"""What the parameters of a function are: tables, by the names of the assets that they read; a context, settings, resources."""

from literals import package

OWN_KEYWORDS = {"context", "env", "log", "now", "partition", "previous", "progress", "run"}


def parameters_of(unit, slice_, labels):
    """What the project is told of them. A text names a parameter that takes any number of arguments."""
    args = unit.node.args
    for one in (args.vararg, args.kwarg):
        if one is not None:
            return one.arg
    keywords = [(one.arg, default) for one, default in zip(args.kwonlyargs, args.kw_defaults) if one.arg not in OWN_KEYWORDS]
    positional = [one.arg for one in [*args.posonlyargs, *args.args]]
    # As in Dagster, a context may stand before the tables.
    tables = positional[1:] if positional[:1] == ["context"] else positional
    said = said_of(unit, labels)
    ins = said.pop("ins")
    upstream = [ins.get(name, name) for name in tables]
    beside = [*said.pop("deps"), *(name for parameter, name in ins.items() if parameter not in tables)]
    return {
        "upstream": [*upstream, *(name for name in dict.fromkeys(beside) if name not in upstream)],
        "keywords": [name for name, default in keywords if default is None],
        "optional": [name for name, default in keywords if default is not None],
        **said,
    }


def said_of(unit, labels):
    """What its decorators say of it, as plain data."""
    package()
    from assetstore import _specs

    said = labels.of(unit)
    try:
        graph = _specs.graph_of(unit.node.name, said)
        options = _specs.options_of(said)
    except _specs.AssetError as error:
        raise labels.unsaid(unit, error) from None
    reads = graph.pop("reads")
    return {**graph, "options": {**options, **({"reads": reads} if reads else {})}, "labels": _specs.labels_of(said)}
