"""One call of a function: its tables and settings in, what it returned out."""

import contextlib
import functools
import inspect

from assetstore import _annotations, _context, _modules, _ops, _read, _results, _spark, _verdicts, _write
from assetstore._copies import end_copy
from assetstore._defined import Defined
from assetstore._definition import definition_of
from assetstore._errors import AssetError
from assetstore._given import Resources, annotation_of, kind_of, opened, resource_of, settings_of
from assetstore._specs import AssetKey, graph_names


def answer_of(request, root, place):
    """What the project is told of the result. `place` is filled with where the function stands, for what goes wrong."""
    with contextlib.ExitStack() as stack:
        return _answer(request, root, place, stack)


def _answer(request, root, place, stack):
    """`stack` holds the resources that are open for this call."""
    if request.get("spark") is not None:
        _spark.prepare(request["spark"])
    if request["op"] == "sql":
        from assetstore._spark.sql import run_sql

        return run_sql(request)
    function = _modules.function_of(request["file"], request["function"], root)
    place["at"] = _annotations.place_of(function)
    if request["op"] == "rows":
        from assetstore._rows import rows_answer

        return rows_answer(function, request, place, stack)
    _verdicts.begin(getattr(definition_of(function), "checks", {}))
    arguments = arguments_of(function, request, stack)
    _spark.ship_modules(lambda file: _modules.is_projects(file, root))
    result = settled(with_keywords(function, arguments["keywords"])(*arguments["tables"]))
    if request["op"] == "check":
        from assetstore._verdict import verdict_of

        return verdict_of(result, request["out"], getattr(definition_of(function), "blocks", True))
    result = _results.rows_of(result)
    schema = getattr(definition_of(function), "schema", None)
    if schema is not None:
        from assetstore._validate import write_validated

        answer = write_validated(result, schema, request["out"])
    else:
        answer = written(result, request["out"])
    _verdicts.end()
    return answer


def written(result, out):
    made = _write.write(result, out)
    return {"result": "nothing"} if made is None else {"result": "file", **made}


def arguments_of(function, request, stack):
    forms, keywords = _annotations.forms_of(function)
    # In the order of the parameters: a name of the project may be one that no parameter of Python's can have.
    inputs = request["inputs"]
    # Those that are named beside them come behind, and are given to nobody.
    beside = _beside(definition_of(function), forms)
    if len(forms) + len(beside) != len(inputs):
        raise _other_parameters(function, request["function"], len(inputs))
    tables = [_read.read(name, table, form()) for (name, form), table in zip(forms.items(), inputs)]
    return {"tables": tables, "keywords": keywords_of(function, keywords, request, stack)}


def _beside(definition, parameters):
    if definition is None:
        return set()
    return set(graph_names(definition.graph, list(parameters))[1])


def with_keywords(function, keywords):
    """The function of tables alone. What is none may stand before and between them, as in Dagster."""
    parameters = inspect.signature(function).parameters.values()
    positions = [one.name for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    if not keywords.keys() & set(positions):
        return functools.partial(function, **keywords)
    others = {name: value for name, value in keywords.items() if name not in positions}

    def of_tables(*tables):
        left = iter(tables)
        return function(*(keywords[name] if name in keywords else next(left) for name in positions), **others)

    return of_tables


def _other_parameters(function, name, count):
    parameters = inspect.signature(function).parameters.values()
    if any(each.kind is each.VAR_POSITIONAL for each in parameters):
        return AssetError(
            "ASSET_PARAMETERS",
            f"a decorator of {name} gives back a function that takes any number of arguments, so that nothing says in which form each table is asked for",
            f"give what the decorator returns the signature of what it wraps: @functools.wraps({name}) above it",
        )
    return AssetError(
        "ASSET_PARAMETERS",
        f"{name} has {len(parameters)} parameters, and was read as one of {count}",
        "run the command again: the file was another one when it was read",
    )


def keywords_of(function, keywords, request, stack):
    values = _context.context_values(request, request["resources"])
    values["context"]._key = key_of_function(function)
    defined = Defined(request["file"], request["resources"])
    values["context"].resources = Resources(defined, values["context"], stack)
    _ops.begin(None)
    if getattr(definition_of(function), "is_graph", False):
        own = {**request, "config": {}}
        _ops.begin(lambda called: chosen_of(called, _annotations.forms_of(called)[1], (own, values, defined, stack)))
    return chosen_of(function, keywords, (request, values, defined, stack))


def chosen_of(function, keywords, call):
    request, values, defined, stack = call
    chosen = {}
    for name, parameter in keywords.items():
        kind = kind_of(parameter, function)
        if kind == "config":
            chosen[name] = settings_of(annotation_of(parameter, function), function, request.get("config") or {})
        elif kind == "resource":
            chosen[name] = opened(resource_of(parameter, function, defined), values["context"], stack)
        elif name == "previous":
            chosen[name] = _previous(function, parameter, request)
        elif name in values:
            chosen[name] = values[name]
            if name == "now":
                _context.tell({"event": "clock"})
        elif parameter.default is inspect.Parameter.empty:
            raise AssetError(
                "ASSET_UNKNOWN_RESOURCE",
                f"{function.__name__} asks for {name}, which is no resource of the project",
                f"name one of {', '.join(sorted([*_context.NAMES, 'previous', *request['resources']]))}",
            )
    return chosen


def key_of_function(function):
    return getattr(definition_of(function), "key", None) or AssetKey(getattr(function, "__name__", ""))


def _previous(function, parameter, request):
    table = request.get("previous")
    return None if table is None else _read.read("previous", table, _annotations.form_of(parameter, function))


def settled(result):
    """What a function that is async returns in the end."""
    if inspect.isawaitable(result):
        import asyncio

        async def settle():
            return await result

        result = asyncio.run(settle())
    end_copy()
    return result
