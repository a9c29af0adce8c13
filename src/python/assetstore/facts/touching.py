"""What an expression may change: where its value comes from, and what whoever is given it does with it."""

import ast

from names import Leaf, Own, Whole
from scopes import FUNCTIONS, scope_of

EVERYTHING = "everything"
# Within a function: the instance that it is a method of is changed, or something that it was given.
SELF = ("", "self")
GIVEN = ("", "given")
# Something that it was given is iterated.
ITERATED = ("", "iterated")
MARKS = {SELF, GIVEN, ITERATED}

# Methods that Python calls where nothing is called.
HIDDEN = {
    "__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__iter__",
    "__next__", "__reversed__", "__enter__", "__exit__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__len__",
    "__hash__", "__str__", "__repr__", "__format__", "__class_getitem__", "__get__", "__set__", "__delete__", "__set_name__", "__missing__",
    "__index__", "__int__", "__float__", "__neg__", "__pos__", "__invert__", "__abs__", "__call__", "__del__", "__instancecheck__",
    "__subclasscheck__",
    *(f"__{way}{name}__" for way in ("", "r", "i") for name in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor")),
}
# They use up an iterator that they are given.
USING = {
    "all", "any", "dict", "enumerate", "filter", "frozenset", "list", "map", "max", "min", "next", "set", "sorted", "sum", "tuple", "zip",
}


class Inner:
    """Something in what a binding holds."""

    def __init__(self, own):
        self.own = own


def own_of(base):
    return base.own if isinstance(base, Inner) else base


class Touching:
    """The part of `Effects` that follows values."""

    def changed(self, node, module, scope, sets=False):
        """What is other than it was where something is done to the value of an expression."""
        return self.state_of(self.bases(node, module, scope), sets)

    def state_of(self, bases, sets=False):
        found = set()
        for base in bases:
            if isinstance(base, (Own, Inner)):
                found = union(found, self.held.state(own_of(base), sets, isinstance(base, Inner)))
            else:
                found = union(found, base if base == EVERYTHING else {base})
        return found

    def bases(self, node, module, scope, depth=0):
        """The bindings that a value may come from; `SELF` and `GIVEN` of a function's own."""
        if depth > 12:
            return [EVERYTHING]
        if isinstance(node, (ast.Name, ast.Attribute)):
            targets = self.paths.led(node, module, scope)
            if targets is not None:
                return [base for target, _ in targets for base in self.base_of(target)]
        if isinstance(node, ast.Name):
            return self.of_local(node.id, module, scope, depth)
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred, ast.Await, ast.NamedExpr)):
            return self.deeper(self.bases(node.value, module, scope, depth + 1), node)
        if isinstance(node, ast.Call):
            return self.of_result(node, module, scope, depth)
        if isinstance(node, (ast.Lambda, ast.Constant, ast.JoinedStr)):
            return []
        children = [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.expr, ast.comprehension))]
        if isinstance(node, ast.comprehension):
            children = [node.iter]
        return [base for child in children for base in self.bases(child, module, scope, depth + 1)]

    def deeper(self, bases, node):
        """What an instance holds may have been given to it."""
        if isinstance(node, (ast.Await, ast.NamedExpr)):
            return bases
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return bases
        inner = [Inner(base) if isinstance(base, Own) else base for base in bases]
        return [*inner, GIVEN] if SELF in bases else inner

    def base_of(self, target):
        if isinstance(target, Own):
            return [target]
        return [EVERYTHING] if isinstance(target, Whole) or target.kind in ("package", "standard", "builtin", "dunder") else []

    def of_result(self, node, module, scope, depth):
        if self.held.is_new(node, module, scope):
            return []
        targets = self.paths.led(node.func, module, scope) or []
        found = []
        # What the platform gives is made of what it is given.
        if not any(isinstance(target, Leaf) and target.kind == "builtin" for target, _ in targets):
            found += self.bases(node.func, module, scope, depth + 1)
        for one in [*node.args, *(keyword.value for keyword in node.keywords)]:
            found += [base for base in self.bases(one, module, scope, depth + 1) if base != EVERYTHING]
        return [Inner(base) if isinstance(base, Own) else base for base in found]

    def of_local(self, name, module, scope, depth):
        home = scope.lookup(name)
        if name in home.parameters:
            is_method = home.above is not None and home.above.is_class
            return [SELF if is_method and home.parameters[0] == name else GIVEN]
        found = []
        for value in home.origins.get(name, []):
            if not self.is_own_container(value, module, home):
                found += self.bases(value, module, home, depth + 1)
        return found

    def is_own_container(self, value, module, scope):
        if isinstance(value, (ast.ListComp, ast.SetComp, ast.DictComp)):
            return True
        return self.held.is_new(value, module, scope) and not isinstance(value, (ast.List, ast.Dict, ast.Set))

    def arguments(self, node, module, scope, sets=False, kept=False):
        """What is handed to somebody who may change it, or who `kept` it in a container."""
        found = set()
        for one in [*node.args, *(keyword.value for keyword in node.keywords)]:
            if kept and not isinstance(one, (ast.Name, ast.Attribute)):
                continue
            for base in self.bases(one, module, scope):
                if base == EVERYTHING:
                    if self.is_module(one, module, scope):
                        return EVERYTHING
                elif kept and not isinstance(base, Own):
                    continue
                elif not isinstance(base, (Own, Inner)) or sets or not self.is_code(own_of(base)):
                    found = union(found, self.state_of([base], sets))
        return found

    def is_module(self, node, module, scope):
        if isinstance(node, ast.Subscript):
            return self.paths.outside(node.value, module, scope) == "sys.modules"
        targets = self.paths.led(node, module, scope) or []
        return any(isinstance(target, Whole) for target, _ in targets)

    def handed_code(self, node, module, scope, within):
        """Functions that somebody is given, who may call them."""
        found = set()
        for one in [*node.args, *(keyword.value for keyword in node.keywords)]:
            for inner in ast.walk(one):
                if isinstance(inner, ast.Lambda):
                    found = union(found, self.of_node(inner.body, module, scope_of(inner, scope), within, False))
                if not isinstance(inner, (ast.Name, ast.Attribute)):
                    continue
                for target, rest in self.paths.led(inner, module, scope) or []:
                    if isinstance(target, Own) and not rest and self.is_code(target):
                        found = union(found, self.of_function(target, within))
        return without_marks(found)

    def used_up(self, name, node, module, scope):
        """`list(ROWS)`, where `ROWS` is an iterator."""
        return self.iterated(node.args, module, scope) if name in USING or name.startswith("itertools.") else set()

    def iterated(self, nodes, module, scope):
        found = set()
        for one in nodes:
            for base in self.bases(one, module, scope):
                if base in MARKS:
                    found.add(SELF if base == SELF else ITERATED)
                elif isinstance(base, (Own, Inner)) and any(self.held.is_iterator(held) for held in self.own_behind(own_of(base))):
                    found = union(found, self.state_of([base]))
        return found

    def own_behind(self, own):
        return [own, *(Own(unit.module, name) for unit in self.held.behind(own) for name in unit.names)]

    def methods(self, units, name):
        """Methods of that name of the classes among them, with their modules."""
        for unit in units:
            if isinstance(unit.node, ast.ClassDef):
                for one in unit.node.body:
                    if isinstance(one, FUNCTIONS) and one.name == name:
                        yield one, unit.module

    def hidden(self, unit, within):
        """What runs where nothing is called: operators, accessors, iteration."""
        found = set()
        for reached in self.held.reached([unit]):
            if isinstance(reached.node, ast.ClassDef) and reached is not unit:
                for one in reached.node.body:
                    if isinstance(one, FUNCTIONS) and (one.name in HIDDEN or is_accessor(one)):
                        found = union(found, without_marks(self.of_body(one, reached.module, scope_of(reached.node, None), within)))
        return found

    def is_code(self, own):
        return all(isinstance(unit.node, FUNCTIONS) for unit in own.units)


def is_accessor(node):
    return any(getattr(one, "attr", getattr(one, "id", None)) in ("property", "setter", "getter", "deleter", "cached_property") for one in node.decorator_list)


def without_marks(found):
    return found if found == EVERYTHING else found - MARKS


def union(one, other):
    if one == EVERYTHING or other == EVERYTHING:
        return EVERYTHING
    return one | other
