"""What a statement at the top level of a module touches when the module is imported."""

import ast

from names import Leaf, Own, Whole
from scopes import scope_of

EVERYTHING = "everything"

# Methods that leave what they are called on as it is.
HARMLESS_METHODS = {
    "capitalize", "casefold", "copy", "count", "debug", "decode", "encode", "endswith", "error", "exception", "exists", "findall", "format",
    "fullmatch", "get", "index", "info", "isdigit", "items", "join", "keys", "lower", "match", "replace", "rsplit", "search",
    "split", "splitlines", "startswith", "strip", "sub", "title", "upper", "values", "warning", "getLogger", "setLevel", "is_file",
}
HARMLESS_BUILTINS = {
    "abs", "all", "any", "bool", "bytes", "dict", "enumerate", "filter", "float", "frozenset", "getattr", "hasattr", "hash", "id", "int",
    "isinstance", "issubclass", "iter", "len", "list", "map", "max", "min", "next", "object", "pow", "print", "range", "repr",
    "reversed", "round", "set", "slice", "sorted", "str", "sum", "super", "tuple", "type", "zip", "property", "staticmethod", "classmethod",
}
HARMLESS_STANDARD = {
    "abc", "collections", "contextlib", "copy", "dataclasses", "datetime", "enum", "faulthandler", "fractions", "functools", "hashlib", "inspect",
    "itertools", "json", "logging", "math", "operator", "pathlib", "re", "statistics", "string", "textwrap", "time", "typing",
    "unicodedata", "uuid", "warnings", "pprint",
}
# Decorators that give back what they are given, or a form of it, and tell nobody else of it.
HARMLESS_DECORATORS = {
    "assetstore", "click", "dagster", "numba", "numpy", "pandera", "prefect", "pydantic", "pyspark", "pytest", "tenacity", "typer", "typing_extensions", "attr", "attrs",
}


class Effects:
    def __init__(self, names, paths):
        self.names, self.paths = names, paths
        self.known = {}

    def touched(self, unit):
        """`EVERYTHING`, or the bindings that it may change, as (file, name)."""
        if unit not in self.known:
            self.known[unit] = self.of_statement(unit.node, unit.module, None, ())
        return self.known[unit]

    def of_statement(self, node, module, scope, within):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.of_decorators(node, module, scope, within)
        if isinstance(node, ast.ClassDef):
            return union(self.of_decorators(node, module, scope, within), self.of_bases(node, module, scope))
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal, ast.Break, ast.Continue)):
            return set()
        if isinstance(node, (ast.Assert, ast.Raise)):
            return set() if scope is not None else EVERYTHING
        found = set()
        for target in targets_of(node):
            if isinstance(target, (ast.Attribute, ast.Subscript)):
                found = union(found, self.root(target, module, scope))
        is_declaration = isinstance(node, (ast.Assign, ast.AnnAssign)) and scope is None
        for child in ast.iter_child_nodes(node):
            found = union(found, self.of_node(child, module, scope, within, is_declaration))
        return found

    def of_node(self, node, module, scope, within, is_value):
        """`is_value`: of what is only made here, nobody else can have been told of before."""
        if isinstance(node, ast.stmt):
            return self.of_statement(node, module, scope, within)
        if isinstance(node, ast.Lambda):
            return set()
        found = set()
        if isinstance(node, ast.Call):
            found = self.of_call(node, module, scope, within, is_value)
        for child in ast.iter_child_nodes(node):
            found = union(found, self.of_node(child, module, scope, within, is_value))
        return found

    def of_call(self, node, module, scope, within, is_value):
        func = node.func
        given = set() if is_value else self.arguments(node, module, scope)
        if isinstance(func, ast.Name):
            home = scope.lookup(func.id) if scope is not None else None
            if home is not None and func.id not in home.imports:
                return given
        targets = self.paths.dotted(func, module, scope) or []
        for target, rest in targets:
            if isinstance(target, Leaf):
                if is_value and target.kind == "package":
                    continue
                harm = self.of_leaf(target, rest, node, module, scope)
                if harm is None:
                    return set()
                return union(given, harm) if harm != "given" else given
            if isinstance(target, Own):
                if rest:
                    if is_value and rest[-1] in HARMLESS_METHODS or rest[-1] in HARMLESS_METHODS:
                        return set()
                    if len(target.units) == 1 and isinstance(target.units[0].node, ast.ClassDef):
                        return union(given, {(target.module.file, target.name)})
                    return union(given, {(target.module.file, target.name)})
                return union(given, self.of_function(target, within))
        if targets:
            return given
        if isinstance(func, ast.Attribute):
            if func.attr in HARMLESS_METHODS:
                return set()
            return union(given, self.root(func, module, scope))
        return given

    def of_leaf(self, leaf, rest, node, module, scope):
        """None: harmless; `given`: what it is given may be changed."""
        dotted = ".".join([leaf.dotted, *rest])
        if leaf.kind == "builtin":
            if dotted in HARMLESS_BUILTINS:
                return None
            if dotted in ("setattr", "delattr", "vars"):
                return "given"
            return EVERYTHING
        if leaf.kind == "standard":
            if dotted.startswith("sys.path.") or dotted == "site.addsitedir":
                is_known = all(self.paths.of(one, module, scope) is not None or isinstance(one, ast.Constant) for one in node.args)
                return None if is_known else EVERYTHING
            if leaf.top in HARMLESS_STANDARD or dotted.startswith(("os.path.", "os.fspath", "os.getenv", "os.environ.get")):
                return None
            return EVERYTHING
        if leaf.kind == "package" and leaf.top == "assetstore":
            return None
        return EVERYTHING

    def of_function(self, own, within):
        if (own.module.file, own.name) in within:
            return set()
        found = set()
        for unit in own.units:
            node = unit.node
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            scope = scope_of(node, None)
            changed = {(own.module.file, name) for name in scope.globals}
            found = union(found, changed)
            for statement in node.body:
                found = union(found, self.of_statement(statement, own.module, scope, (*within, (own.module.file, own.name))))
        return found

    def of_decorators(self, node, module, scope, within):
        found = set()
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = self.paths.outside(called, module, scope)
            if name is not None:
                top = name.split(".")[0]
                is_known = top in HARMLESS_STANDARD or top in HARMLESS_BUILTINS or top in HARMLESS_DECORATORS
                found = union(found, set() if is_known else EVERYTHING)
                continue
            for target, rest in self.paths.dotted(called, module, scope) or []:
                if not isinstance(target, Own):
                    continue
                if rest:
                    found = union(found, {(target.module.file, target.name)})
                else:
                    found = union(found, self.of_factory(target, within))
        return found

    def of_factory(self, own, within):
        """A decorator of the project: what it and the functions in it change."""
        found = self.of_function(own, within)
        for unit in own.units:
            for inner in ast.walk(unit.node):
                if inner is not unit.node and isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    scope = scope_of(inner, scope_of(unit.node, None)) if is_def(unit.node) else scope_of(inner, None)
                    for statement in inner.body:
                        found = union(found, self.of_statement(statement, own.module, scope, (*within, (own.module.file, own.name))))
        return found

    def of_bases(self, node, module, scope):
        """A class may make itself known to its base."""
        found = set()
        for base in [*node.bases, *(keyword.value for keyword in node.keywords)]:
            for target, rest in self.paths.dotted(base, module, scope) or []:
                if isinstance(target, Own) and not rest and self.hears_of_subclasses(target, ()):
                    found = union(found, {(target.module.file, target.name)})
        return found

    def hears_of_subclasses(self, own, seen):
        if (own.module.file, own.name) in seen:
            return False
        for unit in own.units:
            if not isinstance(unit.node, ast.ClassDef):
                continue
            defined = {one.name for one in unit.node.body if is_def(one)}
            if "__init_subclass__" in defined or unit.node.keywords or defined & {"__new__", "__prepare__"}:
                return True
            for base in unit.node.bases:
                for target, _ in self.paths.dotted(base, own.module, None) or []:
                    if isinstance(target, Own) and self.hears_of_subclasses(target, (*seen, (own.module.file, own.name))):
                        return True
        return False

    def arguments(self, node, module, scope):
        found = set()
        for one in [*node.args, *(keyword.value for keyword in node.keywords)]:
            if isinstance(one, ast.Starred):
                one = one.value
            if isinstance(one, (ast.Name, ast.Attribute)):
                for target, _ in self.paths.dotted(one, module, scope) or []:
                    if isinstance(target, Own) and not self.is_code(target):
                        found.add((target.module.file, target.name))
        return found

    def is_code(self, own):
        return all(is_def(unit.node) for unit in own.units)

    def root(self, node, module, scope):
        """What is changed by an assignment to a part of it."""
        inner = node.value
        while isinstance(inner, (ast.Subscript, ast.Call)):
            inner = inner.value if isinstance(inner, ast.Subscript) else inner.func
        if isinstance(inner, ast.Attribute) and not self.paths.dotted(inner, module, scope):
            return self.root(inner, module, scope)
        if isinstance(inner, (ast.Name, ast.Attribute)):
            found = set()
            # `helpers.LIMIT = 3` changes a name of another module.
            whole = node if isinstance(node, ast.Attribute) else inner
            for target, _ in self.paths.dotted(whole, module, scope) or self.paths.dotted(inner, module, scope) or []:
                if isinstance(target, Own):
                    found.add((target.module.file, target.name))
                elif isinstance(target, Whole) or target.kind in ("package", "standard", "builtin"):
                    return EVERYTHING
            return found
        return set()


def is_def(node):
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def targets_of(node):
    if isinstance(node, ast.Assign):
        return [one for target in node.targets for one in flat(target)]
    if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        return flat(node.target)
    if isinstance(node, ast.Delete):
        return node.targets
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return [one for item in node.items if item.optional_vars is not None for one in flat(item.optional_vars)]
    return []


def flat(target):
    if isinstance(target, (ast.Tuple, ast.List)):
        return [one for part in target.elts for one in flat(part)]
    return [target.value if isinstance(target, ast.Starred) else target]


def union(one, other):
    if one == EVERYTHING or other == EVERYTHING:
        return EVERYTHING
    return one | other
