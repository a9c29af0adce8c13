"""What a statement at the top level of a module touches when the module is imported."""

import ast

from calling import HARMLESS_BUILTINS, HARMLESS_STANDARD, Calling
from held import Held, origin_of
from names import Own
from scopes import FUNCTIONS, scope_of
from touching import EVERYTHING, SELF, union, without_marks

# Decorators that give back what they are given, or a form of it, and tell nobody else of it.
HARMLESS_DECORATORS = {
    "assetstore", "click", "dagster", "numba", "numpy", "pandera", "prefect", "pydantic", "pyspark", "pytest", "tenacity", "typer", "typing_extensions", "attr", "attrs",
}
# Methods that hear of a class that is made, and packages whose classes keep no list of what is made of them.
HEARS = {"__init_subclass__", "__pydantic_init_subclass__", "__new__", "__init__", "__prepare__", "__call__"}
HARMLESS_BASES = {"assetstore", "attr", "attrs", "pandera", "pydantic", "pydantic_settings", "typing_extensions"}


class Effects(Calling):
    def __init__(self, names, paths, refs_of):
        self.names, self.paths = names, paths
        self.held = Held(paths, refs_of)
        self.known = {}

    def touched(self, unit):
        """`EVERYTHING`, or the bindings that it may change, as (file, name)."""
        if unit not in self.known:
            within = {}
            found = self.of_statement(unit.node, unit.module, None, within)
            if self.operates(unit.node):
                found = union(found, self.hidden(unit, within))
            self.known[unit] = without_marks(found)
        return self.known[unit]

    def operates(self, node):
        """Whether evaluating it does more than to make a declaration of names and literals."""
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            return False
        plain = (ast.stmt, ast.Name, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Lambda, ast.arguments, ast.arg, ast.expr_context, ast.alias)
        return isinstance(node, (ast.For, ast.While, ast.With, ast.AugAssign, ast.Delete, ast.If)) or any(
            not isinstance(one, plain) for one in ast.walk(node)
        )

    def of_statement(self, node, module, scope, within):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found = union(self.of_decorators(node, module, scope, within), self.of_signature(node, module, scope, within))
            # A function in a function may be what that gives, or runs.
            return found if scope is None or scope.is_class else union(found, self.of_body(node, module, scope, within))
        if isinstance(node, ast.ClassDef):
            return union(self.of_decorators(node, module, scope, within), self.of_class(node, module, scope, within))
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal, ast.Break, ast.Continue)):
            return set()
        if isinstance(node, (ast.Assert, ast.Raise)):
            return set() if scope is not None else EVERYTHING
        found = set()
        for target in targets_of(node):
            if isinstance(target, (ast.Attribute, ast.Subscript)):
                found = union(found, self.of_target(target, module, scope))
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            # `ALL += [x]` changes the list itself.
            found = union(found, self.changed(node.target, module, scope))
        if isinstance(node, (ast.For, ast.AsyncFor)):
            found = union(found, self.iterated([node.iter], module, scope))
        is_declaration = isinstance(node, (ast.Assign, ast.AnnAssign)) and scope is None
        for child in ast.iter_child_nodes(node):
            found = union(found, self.of_node(child, module, scope, within, is_declaration))
        return found

    def of_target(self, target, module, scope):
        """An attribute or an item is set."""
        sets = isinstance(target, ast.Attribute)
        # `helpers.LIMIT = 3` changes a name of another module.
        led = self.paths.led(target, module, scope) if sets else None
        if led and any(isinstance(one, Own) and not rest for one, rest in led):
            return self.changed(target, module, scope, sets)
        return self.changed(target.value, module, scope, sets)

    def of_signature(self, node, module, scope, within):
        parts = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        if not postponed(module):
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            parts += [one.annotation for one in every if one is not None and one.annotation is not None]
            parts += [node.returns] if node.returns is not None else []
        found = set()
        for part in parts:
            found = union(found, self.of_node(part, module, scope, within, True))
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
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            found = self.iterated([one.iter for one in node.generators], module, scope)
            inner = scope_of(node, scope)
            for child in ast.iter_child_nodes(node):
                found = union(found, self.of_node(child, module, inner, within, is_value))
            return found
        for child in ast.iter_child_nodes(node):
            found = union(found, self.of_node(child, module, scope, within, is_value))
        return found

    def of_function(self, own, within):
        found = set()
        for unit in own.units:
            if is_def(unit.node):
                found = union(found, self.of_body(unit.node, own.module, None, within))
            elif isinstance(unit.node, ast.ClassDef):
                found = union(found, self.of_instance(unit, own, within))
        return found

    def of_instance(self, unit, own, within):
        """Making an instance may call any of its methods, and of those that it has from its bases."""
        found, classes = set(), self.held.lineage(own)
        for one in [unit, *(each for each in classes if each is not unit)]:
            for method in filter(is_def, one.node.body):
                found = union(found, self.of_body(method, one.module, scope_of(one.node, None), within))
        if found != EVERYTHING and SELF in found and self.held.shares(classes):
            found = union(found, {(one.module.file, name) for one in classes for name in one.names})
        return found

    def of_body(self, node, module, above, within):
        # Each is looked at once. While it is, what it calls again adds nothing.
        if node in within:
            return within[node]
        within[node] = set()
        scope = scope_of(node, above)
        found = {(module.file, name) for name in scope.globals}
        for statement in node.body:
            found = union(found, self.of_statement(statement, module, scope, within))
        within[node] = found
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
                    call = decorator if isinstance(decorator, ast.Call) else ast.Call(called, [], [])
                    found = union(found, {(target.module.file, target.name)})
                    found = union(found, self.of_own_call(target, rest, call, module, scope, within, False))
                else:
                    found = union(found, self.of_factory(target, within))
        return found

    def of_factory(self, own, within):
        """A decorator of the project: what it and the functions in it change."""
        found = self.of_function(own, within)
        for unit in own.units:
            if not isinstance(unit.node, (*FUNCTIONS, ast.ClassDef)):
                # An instance that is called, a method that is bound: what is behind it may keep the function.
                found = union(found, self.state_of([own]))
                for one in self.held.behind(own):
                    if is_def(one.node):
                        found = union(found, self.of_body(one.node, one.module, None, within))
                continue
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
            found = union(found, self.of_node(base, module, scope, within, True))
            found = union(found, self.of_base(base, module, scope, within))
        return found

    def of_base(self, base, module, scope, within):
        found = set()
        for target, _ in self.paths.dotted(origin_of(base), module, scope) or []:
            if isinstance(target, Own) and ("heard", target.module.file, target.name) not in within:
                within["heard", target.module.file, target.name] = set()
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
                outside = self.paths.outside(origin_of(base), own.module, None)
                is_other = outside is not None and self.names.kind(outside) == "package"
                if is_other and outside.split(".")[0] not in HARMLESS_BASES:
                    found = union(found, itself)
                found = union(found, self.of_base(base, own.module, None, within))
        return found


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


def postponed(module):
    """`from __future__ import annotations`: nobody evaluates them."""
    return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" and any(one.name == "annotations" for one in node.names) for node in module.tree.body)
