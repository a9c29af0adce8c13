"""What ends the import of a file, or a call, whatever its tables are: names and options of Dagster's that are not there."""

import ast
import sys

from apart import decorator_kind
from cut import absolute, live, modules_named
from literals import package
from scopes import FUNCTIONS

# What needs no look at the package.
_NAMES = {"AssetError", "AssetExecutionContext", "Map", "add_metadata", "asset", "check", "source"}
_OPTIONS = {"rows", "batch", "schema"}
_DECORATORS = {"assetstore.asset": "asset", "assetstore.graph_asset": "graph_asset", "assetstore.check": "check", "assetstore.asset_check": "asset_check", "assetstore.source": "source"}
_LAZY = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Absent(Exception):
    def __init__(self, file, line, error):
        super().__init__(error.message)
        self.answer = {"wrong": "absent", "file": file, "line": line, "option": error.code == "ASSET_OPTIONS", "message": error.message, "fix": error.fix}


def expect_there(slice_, unit, more):
    """Raises Absent for what is asked for in any case: not for what an `if`, a `try` or a loop may leave out.

    `more` are modules that the call imports beside that of the function.
    """
    own = package()
    for one in unit.node.decorator_list:
        kind = decorator_kind(one.func if isinstance(one, ast.Call) else one, unit.module)
        if kind in own._elsewhere.SEVERAL:
            raise Absent(unit.module.file, one.lineno, own._dagster.several_tables(kind))
    parts = slice_.module.name.split(".")
    around = [slice_.names.module(".".join(parts[:end])) for end in range(1, len(parts))]
    for module in _imported(slice_, [slice_.module, *around, *more]):
        for line, error in _at_import(module, slice_.paths):
            raise Absent(module.file, line, error)
    for line, error in _in_body(unit, slice_.paths):
        raise Absent(unit.module.file, line, error)


def _imported(slice_, waiting):
    """The modules of the project that are imported before the function is called: none whose import something may catch."""
    modules = []
    while waiting:
        module = waiting.pop(0)
        if module is None or module in modules:
            continue
        modules.append(module)
        for node in live(module.tree.body):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                waiting += [slice_.names.module(name) for name, _ in modules_named(module, node)]
    return modules


def _at_import(module, paths):
    is_late = sys.version_info >= (3, 14) or any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" and any(one.name == "annotations" for one in node.names)
        for node in module.tree.body
    )
    for node in live(module.tree.body):
        if isinstance(node, ast.ImportFrom) and absolute(module, node) == "assetstore":
            for alias in node.names:
                error = _absent_name(alias.name)
                if error is not None:
                    yield node.lineno, error
            continue
        for one in _run_by(node, is_late):
            yield from _asked(one, module, paths)


def _in_body(unit, paths):
    module = unit.module
    for statement in unit.node.body:
        if isinstance(statement, (ast.Return, ast.Expr, ast.Assign)) and statement.value is not None:
            value = statement.value.value if isinstance(statement.value, (ast.Yield, ast.Await)) else statement.value
            for one in _always(value):
                yield from _asked(one, module, paths)
        if isinstance(statement, (ast.Return, ast.Raise)):
            return


def _asked(node, module, paths):
    if isinstance(node, ast.Attribute):
        dotted = (paths.outside(node, module, None) or "").split(".")
        error = _absent_name(dotted[1]) if len(dotted) == 2 and dotted[0] == "assetstore" else None
        if error is not None:
            yield node.lineno, error
    if isinstance(node, ast.Call):
        kind = _DECORATORS.get(paths.outside(node.func, module, None))
        for keyword in node.keywords if kind is not None else []:
            error = _wrong_option(kind, keyword.arg)
            if error is not None:
                yield node.lineno, error


def _run_by(node, is_late):
    """The expressions that a statement of the top level evaluates."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        args = node.args
        parts = [*node.decorator_list, *args.defaults, *(one for one in args.kw_defaults if one is not None)]
        annotated = [*args.posonlyargs, *args.args, *args.kwonlyargs, *(one for one in (args.vararg, args.kwarg) if one)]
        if not is_late:
            parts += [one.annotation for one in annotated if one.annotation is not None]
            parts += [node.returns] if node.returns is not None else []
    elif isinstance(node, ast.ClassDef):
        parts = [*node.decorator_list, *node.bases, *(one.value for one in node.keywords)]
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)):
        parts = [node.value] if node.value is not None else []
    else:
        parts = []
    for part in parts:
        yield from _always(part)


def _always(node):
    yield node
    if not isinstance(node, (*_LAZY, *FUNCTIONS)):
        for child in ast.iter_child_nodes(node):
            yield from _always(child)


def _absent_name(name):
    if name in _NAMES or name == "*":
        return None
    own = package()
    if name.startswith("_") or own._has(name):
        return None
    return own._dagster.absent_name(name) or own._dagster.unknown_name(name, own._shown())


def _wrong_option(kind, name):
    if name is None or (kind == "asset" and name in _OPTIONS):
        return None
    own = package()
    known = tuple(getattr(own, kind).__wrapped__.__kwdefaults__ or ())
    return None if name in known else own._dagster.unknown_option(kind, name, known)
