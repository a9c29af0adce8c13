"""The libraries that the annotations of a function's parameters name: they decide in which form it is given its tables."""

import ast
import functools

FRAMES = {"duckdb", "pandas", "polars", "pyarrow", "pyspark"}


def annotated_libraries(node, source):
    """Also those that are imported for the type checker alone, or not at all."""
    named = set()
    for argument in [*node.args.posonlyargs, *node.args.args]:
        named |= _names(argument.annotation)
    if not named:
        return set()
    imports = _imports(source)
    return {imports.get(name, name) for name in named} & FRAMES


def _names(annotation):
    if annotation is None:
        return set()
    found = set()
    for each in ast.walk(annotation):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            try:
                found |= _names(ast.parse(each.value, mode="eval").body)
            except SyntaxError:
                continue
    return found


@functools.lru_cache
def _imports(source):
    """Local name -> the top of the package that it is imported from."""
    found = {}
    for each in ast.walk(ast.parse(source)):
        if isinstance(each, ast.Import):
            found.update({alias.asname or alias.name.partition(".")[0]: alias.name.partition(".")[0] for alias in each.names})
        elif isinstance(each, ast.ImportFrom) and each.module and not each.level:
            found.update({alias.asname or alias.name: each.module.partition(".")[0] for alias in each.names})
    return found
