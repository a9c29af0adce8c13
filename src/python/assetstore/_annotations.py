"""Which form of a table a parameter asks for, by its annotation."""

import ast
import collections.abc
import inspect
import typing

from assetstore._errors import AssetError, missing_package
from assetstore._given import kind_of

# The name of a class, as its package and its own name -> the form. A class made from one of these is one of these.
FORMS = {
    "pandas.DataFrame": "pandas",
    "polars.DataFrame": "polars",
    "polars.LazyFrame": "polars-lazy",
    "pyarrow.Table": "pyarrow",
    "duckdb.DuckDBPyRelation": "duckdb",
    "pathlib.Path": "path",
    "pyspark.sql.DataFrame": "spark",
}
_ALL = ", ".join([*FORMS, "list[dict]"])


def forms_of(function):
    """Name of a parameter that is a table -> its form, and those that are none: keyword-only ones, a context, settings, resources."""
    positional, keywords = {}, {}
    for parameter in inspect.signature(function).parameters.values():
        is_context = parameter.name == "context" and not positional
        if parameter.kind is parameter.KEYWORD_ONLY or is_context or kind_of(parameter, function) is not None:
            keywords[parameter.name] = parameter
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            positional[parameter.name] = parameter
    return {name: lambda p=p: form_of(p, function) for name, p in positional.items()}, keywords


def form_of(parameter, function):
    annotation = parameter.annotation
    if annotation is inspect.Parameter.empty or annotation in (typing.Any, object):
        return default_form()
    form = _form(annotation, inspect.unwrap(function))
    if form is None:
        shown = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
        raise AssetError(
            "ASSET_PARAMETERS",
            f"{function.__name__} asks for {parameter.name} as {shown}, which is no form of a table",
            f"annotate it as one of {_ALL}, or leave the annotation out",
            at=place_of(function),
            facts={"parameter": parameter.name, "annotation": str(shown)},
        )
    return form


def place_of(function):
    code = getattr(inspect.unwrap(function), "__code__", None)
    return None if code is None else f"{code.co_filename}:{code.co_firstlineno}"


def default_form():
    """pandas where it is installed, else Arrow. Both need pyarrow, which reads the files."""
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        if find_spec("polars") is not None:
            return "polars"
        raise missing_package("pyarrow", "a parameter without an annotation")
    return "pandas" if find_spec("pandas") is not None else "pyarrow"


def _form(annotation, function):
    if isinstance(annotation, str):
        try:
            evaluated = eval(annotation, getattr(function, "__globals__", {}))  # noqa: S307 (the user's own text)
        except Exception:
            return _form_of_text(annotation, function)
        return _form(evaluated, function) if evaluated != annotation else None
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return _form_of_class(annotation)
    return _form_of_generic(annotation, function)


def _form_of_class(annotation):
    for base in annotation.__mro__:
        form = FORMS.get(f"{package_of(base)}.{base.__name__}")
        if form is not None:
            return form
    return "rows" if annotation is list else None


def package_of(class_):
    """Where a class is from, as its users know it: of Spark, whose package has two kinds of frames, with the part."""
    names = class_.__module__.split(".")
    return ".".join(names[:2]) if names[0] == "pyspark" else names[0].removeprefix("_")


_STREAMS = (collections.abc.Iterable, collections.abc.Iterator, collections.abc.Generator)


def _form_of_generic(annotation, function):
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _form(arguments[0], function)
    others = [each for each in arguments if each is not type(None)]
    if type(None) in arguments and len(others) == 1:
        return _form(others[0], function)
    if origin is list or origin in _STREAMS:
        return ("rows" if origin is list else "stream") if _is_row(arguments[0]) else None
    return _form_of_class(origin) if isinstance(origin, type) and origin not in (dict, tuple, set) else None


def _is_row(annotation):
    if isinstance(annotation, typing.ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return annotation.partition("[")[0] in ("dict", "Dict", "typing.Dict", "Any")
    origin = typing.get_origin(annotation) or annotation
    return origin in (dict, typing.Any, collections.abc.Mapping) or typing.is_typeddict(annotation)


def _form_of_text(text, function):
    """For what is imported under `if TYPE_CHECKING` alone, so that it is not there when the annotation is asked for."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    imports = _imports_of(inspect.getsourcefile(function))
    return _form_of_node(node, imports)


def _form_of_node(node, imports):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = [side for side in (node.left, node.right) if not (isinstance(side, ast.Constant) and side.value is None)]
        return _form_of_node(sides[0], imports) if len(sides) == 1 else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _form_of_node(ast.parse(node.value, mode="eval").body, imports)
    if isinstance(node, ast.Subscript):
        name = _dotted(node.value, imports).rpartition(".")[2]
        if name == "Optional":
            return _form_of_node(node.slice, imports)
        if name in ("list", "List"):
            return "rows" if _is_row(ast.unparse(node.slice)) else None
        if name in ("Iterable", "Iterator", "Generator"):
            return "stream"
        return _form_of_node(node.value, imports)
    return FORMS.get(_dotted(node, imports))


def _dotted(node, imports):
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, imports)}.{node.attr}"
    return imports.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _imports_of(file):
    if file is None:
        return {}
    with open(file, "rb") as opened:
        tree = ast.parse(opened.read())
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update({each.asname or each.name.partition(".")[0]: each.name for each in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.update({each.asname or each.name: f"{node.module}.{each.name}" for each in node.names})
    return names
