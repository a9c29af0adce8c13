"""All that decides what one function makes: the declarations that it reaches, and what touches them on the way."""

import ast
import os

from calling import makes_class
from cut import modules_named
from effects import EVERYTHING, Effects
from expressions import Data
from files import Files, Unparsable, import_roots, module_name
from held import origin_of
from impure import Impure
from loading import looks_up, named_in
from names import Names, Own, Whole
from paths import Paths
from reading import Reader
from rendering import Rendering
from roots import Roots
from scopes import FUNCTIONS

OPAQUE = {"eval", "exec", "compile", "globals", "builtins.eval", "builtins.exec", "gc.get_objects", "gc.get_referrers"}
OPAQUE_MEMBERS = {"f_globals", "__globals__"}


class Reached:
    def __init__(self, unit, reading, from_):
        self.unit, self.reading, self.from_ = unit, reading, from_
        # It is of a module that counts as a whole.
        self.is_within = False
        self.hash = ""


class Slice(Rendering, Roots):
    def __init__(self, disk, file, top, roots):
        self.files = Files(disk)
        self.own_roots, name = import_roots(file, top, lambda path: self.files.read(path) is not None)
        self.roots = [*self.own_roots, *(root for root in roots if root not in self.own_roots)]
        self.evaluated = []
        self.names = Names(self.files, self.roots, self.evaluate)
        self.paths = Paths(self.names)
        self.reader = Reader(self.names, self.paths)
        self.effects = Effects(self.names, self.paths, lambda unit: self.read(unit).refs)
        self.impure = Impure(self.paths)
        self.reached = []
        self.numbers = {}
        self.whole = {}
        self.module = self.module_of(file, name)

    def module_of(self, file, name):
        module = self.names.module(name)
        if module is None or module.file != file:
            # Something else has its name.
            module = self.names.found[name] = self.files.disk.module(name, file, os.path.basename(file) == "__init__.py")
            self.evaluate(module)
        return module

    def evaluate(self, module):
        if module in self.evaluated:
            return
        self.evaluated.append(module)
        parts = module.name.split(".")
        for end in range(1, len(parts)):
            self.names.module(".".join(parts[:end]))
        self.add_paths(module)
        for node in module.import_nodes:
            for name, _ in modules_named(module, node):
                self.names.module(name)

    def once(self, key, find):
        """Finds something of a unit for all slices that import from the same folders. The modules that it asks for are asked for again."""
        findings = self.files.disk.findings
        roots = tuple(self.roots)
        if (roots, key) in findings:
            found, asked = findings[roots, key]
            for name in asked:
                self.names.module(name)
            return found
        asked = set()
        self.names.recorders.append(asked)
        found = find()
        self.names.recorders.pop()
        if roots == tuple(self.roots):
            findings[roots, key] = (found, asked)
        return found

    def effects_of(self, module):
        """The units of a module that touch anything when it is imported."""
        every = [(unit, self.effects.touched(unit)) for unit in module.units]
        return [(unit, touched) for unit, touched in every if touched or self.may_extend(unit)]

    def may_extend(self, unit):
        makes = (isinstance(one, ast.ClassDef) or (isinstance(one, ast.Call) and len(one.args) > 1) for one in ast.walk(unit.node))
        return any(makes)

    # What is reached

    def start(self, unit, reach_more):
        self.reach(unit, None, is_root=True)
        reach_more()
        done = 0
        while True:
            while done < len(self.reached):
                self.visit(self.reached[done])
                done += 1
            if not self.add_named() and not self.add_effects():
                return

    def add_named(self):
        """Where code looks names up by texts: what the texts name."""
        if not any(looks_up(one.reading) for one in self.reached):
            return False
        count = len(self.reached)
        for one in list(self.reached):
            for target in self.once((one.unit, "named"), lambda one=one: list(named_in(one.unit.node, self.names))):
                for unit in self.units_of(target):
                    self.reach(unit, one)
        return len(self.reached) > count

    def reach(self, unit, from_, is_root=False):
        if unit in self.numbers:
            known = self.reached[self.numbers[unit]]
            if known.is_within and (from_ is None or not from_.is_within):
                known.is_within, known.from_ = False, from_
            return
        self.numbers[unit] = len(self.reached)
        self.reached.append(Reached(unit, self.read(unit, is_root), from_))

    def read(self, unit, is_root=False):
        return self.once((unit, is_root), lambda: self.reader.read(unit, is_root))

    def impure_of(self, reading):
        return self.once((reading, "impure"), lambda: list(self.impure.of(reading)))

    def visit(self, reached):
        for target, _ in reached.reading.refs:
            for unit in self.units_of(target):
                self.reach(unit, reached)
            if isinstance(target, Data) and target.path.endswith(".py"):
                self.add_code(target.path, reached)
        for computed in reached.reading.computed:
            for module in self.modules_below(reached.unit.module, computed.prefix):
                self.add_whole(module, reached)
        if self.opaque_of(reached) is not None:
            for module in list(self.evaluated):
                self.whole[module.file] = module

    def add_whole(self, module, from_):
        """A module of which any name may be meant, with all that it reaches."""
        if module.file in self.whole:
            return
        self.whole[module.file] = module
        for unit in module.units:
            self.reach_within(unit, from_)

    def add_code(self, path, from_):
        """A file that is named by its path and may be run."""
        for root in self.roots:
            if not path.startswith(os.path.join(root, "")):
                continue
            try:
                module = self.names.module(module_name(path, root))
            except Unparsable:
                return
            if module is not None and module.file == path:
                for unit in module.units:
                    self.reach_within(unit, from_)
                return

    def reach_within(self, unit, from_):
        if unit not in self.numbers:
            self.reach(unit, from_)
            self.reached[-1].is_within = True

    def opaque_of(self, reached):
        for leaf, dotted, line in reached.reading.mentions:
            if dotted in OPAQUE and leaf.kind in ("builtin", "standard"):
                return dotted, line
        for name in reached.reading.attributes & OPAQUE_MEMBERS:
            return name, reached.unit.line
        return None

    def units_of(self, target):
        if isinstance(target, Own):
            return target.units
        if isinstance(target, Whole):
            return self.units_of_module(target.module)
        return []

    def units_of_module(self, module):
        """Whoever has a module may read any of its names, and those of the modules among them."""
        found, todo = {}, [module]
        while todo:
            one = todo.pop()
            if one.file in found:
                continue
            found[one.file] = list(one.units)
            for name in one.imports:
                for target, _ in self.names.resolve(one, name, ()):
                    if isinstance(target, Own):
                        found[one.file] += target.units
                    elif isinstance(target, Whole):
                        todo.append(target.module)
            todo += [own for own in map(self.names.module, one.stars) if own is not None]
        return [unit for units in found.values() for unit in units]

    def modules_below(self, module, prefix):
        """Modules that may be meant by a computed name: all below a package, or all that lie beside the code."""
        for root in self.own_roots:
            folder = os.path.join(root, *prefix.split(".")) if prefix else root
            for path in self.files.folder(folder) or []:
                if path.endswith(".py"):
                    found = self.names.module(module_name(os.path.join(folder, path), root))
                    if found is not None:
                        yield found

    def add_effects(self):
        bindings = {(unit.module.file, name) for unit in self.numbers for name in unit.names}
        mentions_subclasses = any("__subclasses__" in one.reading.attributes | one.reading.words for one in self.reached)
        count = len(self.reached)
        for module in list(self.evaluated):
            for unit, touched in self.once(module, lambda module=module: self.effects_of(module)):
                if unit in self.numbers:
                    continue
                if touched == EVERYTHING or touched & bindings or (mentions_subclasses and self.extends(unit, bindings)):
                    self.reach(unit, None)
        if mentions_subclasses:
            self.add_makers()
        return len(self.reached) > count

    def add_makers(self):
        """Statements that call a function which makes a class."""
        makers = {unit for unit in self.numbers if isinstance(unit.node, FUNCTIONS) and any(isinstance(one, ast.ClassDef) for one in ast.walk(unit.node))}
        for unit in [unit for module in self.evaluated for unit in module.units if makers and unit not in self.numbers]:
            if isinstance(unit.node, (*FUNCTIONS, ast.ClassDef)):
                continue
            if any(makers & set(target.units) for target, _ in self.read(unit).refs if isinstance(target, Own)):
                self.reach(unit, None)

    def extends(self, unit, bindings):
        """Whether a class is made in it of one of these."""
        for node in ast.walk(unit.node):
            bases = [origin_of(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Call) and makes_class(self.paths.outside(node.func, unit.module, None), node):
                bases = [inner for one in [*node.args, *(keyword.value for keyword in node.keywords)] for inner in ast.walk(one) if isinstance(inner, ast.Name)]
            for base in bases:
                for target, _ in self.paths.dotted(base, unit.module, None) or []:
                    if isinstance(target, Own) and (target.module.file, target.name) in bindings:
                        return True
        return False

    def unused_imports(self):
        """Packages that a module imports and never names are imported for what they do."""
        found = set()
        reached = {leaf.top for one in self.reached for leaf, _, _ in one.reading.mentions if leaf.kind == "package"}
        for module in self.evaluated:
            used = module.used | exported(module)
            for name, targets in module.imports.items():
                for target in targets:
                    if name not in used and self.names.module(target.module) is None and self.names.kind(target.module) == "package":
                        found.add(target.module)
        return {name for name in found if name.split(".")[0] not in reached and name != "assetstore"}

    def packages(self):
        modules = set(self.unused_imports())
        for one in self.reached:
            for leaf, dotted, _ in one.reading.mentions:
                if leaf.kind == "package" and leaf.top != "assetstore":
                    modules.add(dotted)
        for module in self.whole.values():
            for node in module.import_nodes:
                for name, is_sure in modules_named(module, node):
                    if is_sure and self.names.module(name) is None and self.names.kind(name) == "package" and name != "assetstore":
                        modules.add(name)
        return modules


def exported(module):
    return {node.value for unit in module.bindings.get("__all__", []) for node in ast.walk(unit.node) if isinstance(node, ast.Constant)}
