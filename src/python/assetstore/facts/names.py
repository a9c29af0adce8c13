"""Where a name leads: to declarations of the project, to a module of it, or out of it."""

import ast
import builtins

from files import is_standard

BUILTINS = set(dir(builtins))
# Of an `__all__` that is put together: it may export any name.
ANY = object()


class Own:
    """A binding of a module of the project."""

    def __init__(self, module, name):
        self.module, self.name = module, name

    @property
    def units(self):
        return self.module.bindings[self.name]


class Whole:
    """A module of the project as a value: whoever has it may read any of its names."""

    def __init__(self, module):
        self.module = module


class Leaf:
    """What lies outside of the project: `pandas.read_csv`, `datetime.datetime.now`, `len`. Of `__doc__` and the like, the module that has it."""

    def __init__(self, dotted, kind, module=None):
        self.dotted, self.kind, self.module = dotted, kind, module

    @property
    def top(self):
        return self.dotted.split(".")[0]


class Names:
    """Resolves for one slice: each module that is met on the way is evaluated by whoever runs the function."""

    def __init__(self, files, roots, on_module):
        self.files, self.roots, self.on_module = files, roots, on_module
        self.found = {}
        # Who notes which modules were asked for meanwhile.
        self.recorders = []

    def module(self, name):
        for recorder in self.recorders:
            recorder.add(name)
        if name not in self.found:
            self.found[name] = self.files.find(self.roots, name) if self.may_be_own(name) else None
            if self.found[name] is not None:
                self.on_module(self.found[name])
        return self.found[name]

    def may_be_own(self, name):
        """Below what is no package of the project there is nothing of the project."""
        parent = name.rpartition(".")[0]
        if not parent:
            return bool(name)
        own = self.module(parent)
        return own.is_package if own is not None else self.files.is_namespace(self.roots, parent)

    def resolve(self, module, name, attrs, seen=()):
        """Targets with the attributes that are left: what is read of them."""
        if (module.file, name) in seen:
            return []
        seen = (*seen, (module.file, name))
        targets = []
        if name in module.bindings:
            targets.append((Own(module, name), attrs))
        for target in module.imports.get(name, []):
            targets += self.follow(target.module, target.name, attrs, seen)
        if targets:
            return [*targets, *self.of_stars_below(module, name, attrs, seen)]
        for star in reversed(module.stars):
            targets += self.of_star(star, name, attrs, seen)
            # Where it cannot be told which names a star brings, it may be another one that brings this.
            if targets and not self.is_open(star):
                return targets
        if targets:
            return targets
        if name.startswith("__") and name.endswith("__"):
            return [(Leaf(name, "dunder", module), attrs)]
        if name not in BUILTINS and "__getattr__" in module.bindings:
            return [(Own(module, "__getattr__"), attrs)]
        return [(Leaf(name, "builtin" if name in BUILTINS else "unknown"), attrs)]

    def of_stars_below(self, module, name, attrs, seen):
        """A star of the project's below the last definition of a name brings it anew."""
        last = max((unit.node.lineno for unit in module.bindings.get(name, [])), default=None)
        stars = [star for star, line in zip(module.stars, module.star_lines) if last is not None and line > last]
        return [one for star in stars if self.module(star) is not None for one in self.of_star(star, name, attrs, seen)]

    def of_star(self, star, name, attrs, seen):
        own = self.module(star)
        if own is None:
            return [] if name in BUILTINS else [(Leaf(f"{star}.{name}", self.kind(star)), attrs)]
        exported = exported_by(own)
        if exported is not ANY and (name.startswith("_") if exported is None else name not in exported):
            return []
        found = []
        if name in own.bindings or name in own.imports or own.stars or (exported is not None and "__getattr__" in own.bindings):
            found = self.resolve(own, name, attrs, seen)
            found = [] if any(isinstance(one, Leaf) and one.kind in ("unknown", "builtin") for one, _ in found) else found
        elif exported is not None and name not in BUILTINS and self.module(f"{star}.{name}") is not None:
            found = self.follow(f"{star}.{name}", None, attrs, seen)
        return [*found, (Own(own, "__all__"), ())] if found and exported is ANY and "__all__" in own.bindings else found

    def is_open(self, star):
        own = self.module(star)
        return own is not None and exported_by(own) is ANY

    def kind(self, dotted):
        return "standard" if is_standard(dotted.split(".")[0]) else "package"

    def follow(self, module_name, name, attrs, seen=()):
        """What an import leads to: a module, or what is taken of it."""
        if name is not None:
            return self.member(module_name, name, attrs, seen)
        own = self.module(module_name)
        if own is None and not self.files.is_namespace(self.roots, module_name):
            return [(Leaf(module_name, self.kind(module_name)), attrs)]
        if attrs:
            return self.member(module_name, attrs[0], attrs[1:], seen)
        return [(Whole(own), ())] if own is not None else []

    def member(self, module_name, name, attrs, seen):
        own = self.module(module_name)
        if own is None:
            submodule = self.module(f"{module_name}.{name}")
            if submodule is not None:
                return self.follow(f"{module_name}.{name}", None, attrs, seen)
            if self.files.is_namespace(self.roots, f"{module_name}.{name}"):
                return self.follow(f"{module_name}.{name}", None, attrs, seen)
            return [(Leaf(f"{module_name}.{name}", self.kind(module_name)), attrs)]
        # `from . import steps` in a package is the module of that name.
        is_asked = (own.file, name) in seen
        if (name in own.bindings or name in own.imports) and not is_asked:
            return self.resolve(own, name, attrs, seen)
        if self.module(f"{module_name}.{name}") is not None:
            return self.follow(f"{module_name}.{name}", None, attrs, seen)
        return self.resolve(own, name, attrs, seen)


def exported_by(module):
    """The names that a star brings: None where the module does not say, `ANY` where it says so in no text."""
    if "__all__" not in module.used:
        return None
    if module.exported is None:
        module.exported = told_by(module)
    return module.exported


def told_by(module):
    names = set()
    for unit in module.units:
        if not any(isinstance(one, ast.Name) and one.id == "__all__" for one in ast.walk(unit.node)):
            continue
        texts = texts_in(unit.node.value) if isinstance(unit.node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and "__all__" in unit.names else None
        if texts is None:
            return ANY
        names |= texts
    return names


def texts_in(node):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = texts_in(node.left), texts_in(node.right)
        return None if left is None or right is None else left | right
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and all(isinstance(one, ast.Constant) for one in node.elts):
        return {one.value for one in node.elts}
    return None
