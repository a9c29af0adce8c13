"""Ops of Dagster: plain functions. In the asset that a graph of them makes, each is given its context, settings and resources."""

import functools
import inspect

from assetstore._context import Context
from assetstore._errors import AssetError

# How a function of the call that is under way is given what is no table. None outside of a graph.
_keywords_of = None


def begin(keywords_of):
    global _keywords_of
    _keywords_of = keywords_of


def op(function=None, **_):
    """The function as it is, but where a graph calls it: one that an asset calls is a part of that asset."""
    if function is None:
        return op

    @functools.wraps(function)
    def called(*arguments, **keywords):
        if _keywords_of is None or any(isinstance(one, Context) for one in arguments):
            return function(*arguments, **keywords)
        return _value_of(function(*_arguments(function, arguments, keywords)), function.__name__)

    return called


def _arguments(function, arguments, keywords):
    given, left, found = _keywords_of(function), iter(arguments), []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in given:
            found.append(given[name])
            continue
        value = keywords[name] if name in keywords else next(left, parameter.default)
        if value is inspect.Parameter.empty:
            raise AssetError("ASSET_FAILED", f"the op {function.__name__} was called without {name}", f"call it with it: {function.__name__}({name})")
        found.append(value)
    return found


def _value_of(result, name):
    """What the next op is called with: of `Output` its value."""
    from assetstore._results import Output, rows_of

    results = list(result) if inspect.isgenerator(result) else [result]
    outputs = [one for one in results if isinstance(one, Output)]
    if inspect.isgenerator(result) and (len(outputs) != 1 or len(results) != 1):
        raise AssetError(
            "ASSET_RESULT",
            f"the op {name} yielded {len(results)} results",
            "let it return one value: several are several functions, or a dict of them",
        )
    return rows_of(results[0])
