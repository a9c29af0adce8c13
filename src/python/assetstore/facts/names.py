"""Where a name leads: to declarations of the project, to a module of it, or out of it."""

import builtins

from files import is_standard

BUILTINS = set(dir(builtins))


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
    """What lies outside of the project: `pandas.read_csv`, `datetime.datetime.now`, `len`."""

    def __init__(self, dotted, kind):
        self.dotted, self.kind = dotted, kind

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
            return targets
        for star in reversed(module.stars):
            found = self.of_star(star, name, attrs, seen)
            if found:
                return found
        if name.startswith("__") and name.endswith("__"):
            return [(Leaf(name, "dunder"), attrs)]
        if name not in BUILTINS and "__getattr__" in module.bindings:
            return [(Own(module, "__getattr__"), attrs)]
        return [(Leaf(name, "builtin" if name in BUILTINS else "unknown"), attrs)]

    def of_star(self, star, name, attrs, seen):
        own = self.module(star)
        if own is None:
            return [] if name in BUILTINS else [(Leaf(f"{star}.{name}", self.kind(star)), attrs)]
        exported = self.exported(own)
        if name.startswith("_") if exported is None else name not in exported:
            return []
        if name in own.bindings or name in own.imports or own.stars:
            found = self.resolve(own, name, attrs, seen)
            return [] if any(isinstance(one, Leaf) and one.kind in ("unknown", "builtin") for one, _ in found) else found
        return []

    def exported(self, module):
        import ast

        units = module.bindings.get("__all__", [])
        if len(units) != 1 or not isinstance(units[0].node, ast.Assign):
            return None
        try:
            return set(ast.literal_eval(units[0].node.value))
        except (ValueError, TypeError):
            return None

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
        if name in own.bindings or name in own.imports:
            return self.resolve(own, name, attrs, seen)
        if self.module(f"{module_name}.{name}") is not None:
            return self.follow(f"{module_name}.{name}", None, attrs, seen)
        return self.resolve(own, name, attrs, seen)
