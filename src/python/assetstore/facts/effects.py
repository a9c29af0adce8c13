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
# Methods that hear of a class that is made, and packages whose classes keep no list of what is made of them.
HEARS = {"__init_subclass__", "__new__", "__init__", "__prepare__", "__call__"}
HARMLESS_BASES = {"attr", "attrs", "pandera", "pydantic", "pydantic_settings", "typing_extensions"}


class Effects:
    def __init__(self, names, paths):
        self.names, self.paths = names, paths
        self.known = {}

    def touched(self, unit):
        """`EVERYTHING`, or the bindings that it may change, as (file, name)."""
        if unit not in self.known:
            self.known[unit] = self.of_statement(unit.node, unit.module, None, set())
        return self.known[unit]

    def of_statement(self, node, module, scope, within):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.of_decorators(node, module, scope, within)
        if isinstance(node, ast.ClassDef):
            return union(self.of_decorators(node, module, scope, within), self.of_class(node, module, scope, within))
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
                    found = union(given, {(target.module.file, target.name)})
                    return union(found, self.of_instance(target, within))
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
        # What it changes is in the answer already where it was looked at before: each function is looked at once.
        if (own.module.file, own.name) in within:
            return set()
        within.add((own.module.file, own.name))
        found = set()
        for unit in own.units:
            if is_def(unit.node):
                found = union(found, self.of_body(unit.node, own.module, None, within))
            elif isinstance(unit.node, ast.ClassDef):
                # Making an instance may call any of its methods.
                for method in filter(is_def, unit.node.body):
                    found = union(found, self.of_body(method, own.module, None, within))
        return found

    def of_body(self, node, module, above, within):
        scope = scope_of(node, above)
        found = {(module.file, name) for name in scope.globals}
        for statement in node.body:
            found = union(found, self.of_statement(statement, module, scope, within))
        return found

    def of_instance(self, own, within):
        """A method of an instance: whatever the methods of its class change."""
        found = set()
        for unit in own.units:
            value = getattr(unit.node, "value", None)
            if isinstance(unit.node, ast.ClassDef):
                found = union(found, self.of_function(own, within))
            elif isinstance(value, ast.Call):
                for target, rest in self.paths.dotted(value.func, own.module, None) or []:
                    if isinstance(target, Own) and not rest:
                        found = union(found, self.of_function(target, within))
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
            above = scope_of(unit.node, None) if is_def(unit.node) else None
            for inner in ast.walk(unit.node):
                if inner is not unit.node and is_def(inner):
                    found = union(found, self.of_body(inner, own.module, above, within))
        return found

    def of_class(self, node, module, scope, within):
        """What its body does, and what its bases do when they hear of it."""
        found = set()
        inner = scope_of(node, scope)
        for statement in node.body:
            found = union(found, self.of_statement(statement, module, inner, within))
        for base in [*node.bases, *(keyword.value for keyword in node.keywords)]:
            found = union(found, self.of_base(base, module, scope, within))
        return found

    def of_base(self, base, module, scope, within):
        found = set()
        for target, _ in self.paths.dotted(base, module, scope) or []:
            if isinstance(target, Own) and ("heard", target.module.file, target.name) not in within:
                within.add(("heard", target.module.file, target.name))
                found = union(found, self.of_heard(target, within))
        return found

    def of_heard(self, own, within):
        found = set()
        for unit in own.units:
            itself = {(own.module.file, own.name)}
            if not isinstance(unit.node, ast.ClassDef):
                # A base that is made by a call may keep a list of what is made of it.
                found = union(found, itself)
                continue
            heard = [one for one in unit.node.body if is_def(one) and one.name in HEARS]
            for method in heard:
                found = union(union(found, itself), self.of_body(method, own.module, None, within))
            for base in [*unit.node.bases, *(keyword.value for keyword in unit.node.keywords)]:
                outside = self.paths.outside(base, own.module, None)
                is_other = outside is not None and self.names.kind(outside) == "package"
                if is_other and outside.split(".")[0] not in HARMLESS_BASES:
                    found = union(found, itself)
                found = union(found, self.of_base(base, own.module, None, within))
        return found

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
