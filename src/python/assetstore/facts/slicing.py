"""All that decides what one function makes: the declarations that it reaches, and what touches them on the way."""

import ast
import hashlib
import json
import os

from cut import modules_named
from effects import EVERYTHING, Effects
from files import Files, import_root, module_name
from impure import Impure
from names import Leaf, Names, Own, Whole
from paths import Paths
from expressions import Data
from reading import ANNOTATION_READERS, DOC_READERS, FRAMES, Reader

OPAQUE = {"eval", "exec", "compile", "globals", "builtins.eval", "builtins.exec", "runpy.run_path", "runpy.run_module"}


class Reached:
    def __init__(self, unit, reading, from_):
        self.unit, self.reading, self.from_ = unit, reading, from_
        self.hash = ""


class Slice:
    def __init__(self, disk, roots, file):
        self.files = Files(disk)
        own_root = import_root(file)
        self.roots = [own_root, *(root for root in roots if root != own_root)]
        self.evaluated = []
        self.names = Names(self.files, self.roots, self.evaluate)
        self.paths = Paths(self.names)
        self.reader = Reader(self.names, self.paths)
        self.effects = Effects(self.names, self.paths, lambda unit: self.read(unit).refs)
        self.impure = Impure(self.paths)
        self.reached = []
        self.numbers = {}
        self.whole = {}
        self.module = self.names.module(module_name(file, own_root))

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

    def add_paths(self, module):
        """A folder that is put on `sys.path` by a path that is written is one more to import from."""
        for unit in module.units:
            call = unit.node.value if isinstance(unit.node, ast.Expr) else None
            if not isinstance(call, ast.Call) or not call.args:
                continue
            if self.paths.outside(call.func, module, None) not in ("sys.path.append", "sys.path.insert", "site.addsitedir"):
                continue
            path = self.paths.of(call.args[-1], module)
            if path is not None and path.derived and path.text not in self.roots:
                self.roots.append(path.text)

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
        return [(unit, touched) for unit, touched in every if touched or isinstance(unit.node, ast.ClassDef)]

    # What is reached

    def start(self, unit):
        self.reach(unit, None, is_root=True)
        done = 0
        while True:
            while done < len(self.reached):
                self.visit(self.reached[done])
                done += 1
            if not self.add_effects():
                return

    def reach(self, unit, from_, is_root=False):
        if unit in self.numbers:
            return
        self.numbers[unit] = len(self.reached)
        self.reached.append(Reached(unit, self.read(unit, is_root), from_))

    def read(self, unit, is_root=False):
        return self.once((unit, is_root), lambda: self.reader.read(unit, is_root))

    def visit(self, reached):
        for target, _ in reached.reading.refs:
            for unit in self.units_of(target):
                self.reach(unit, reached)
        for computed in reached.reading.computed:
            for module in self.modules_below(reached.unit.module, computed.prefix):
                self.whole[module.file] = module
        if self.opaque_of(reached) is not None:
            for module in list(self.evaluated):
                self.whole[module.file] = module

    def opaque_of(self, reached):
        for leaf, dotted, line in reached.reading.mentions:
            if dotted in OPAQUE and leaf.kind in ("builtin", "standard"):
                return dotted, line
        return None

    def units_of(self, target):
        if isinstance(target, Own):
            return target.units
        if isinstance(target, Whole):
            return self.units_of_module(target.module)
        return []

    def units_of_module(self, module):
        units = list(module.units)
        for name in module.imports:
            for target, _ in self.names.resolve(module, name, ()):
                if isinstance(target, Own):
                    units += target.units
        return units

    def modules_below(self, module, prefix):
        """Modules that may be meant by a computed name: all below a package, or all that lie beside the code."""
        folder = os.path.join(self.roots[0], *prefix.split(".")) if prefix else self.roots[0]
        for path in self.files.folder(folder) or []:
            if path.endswith(".py"):
                found = self.names.module(module_name(os.path.join(folder, path), self.roots[0]))
                if found is not None:
                    yield found

    def add_effects(self):
        bindings = {(unit.module.file, name) for unit in self.numbers for name in unit.names}
        mentions_subclasses = any("__subclasses__" in one.reading.attributes for one in self.reached)
        count = len(self.reached)
        for module in list(self.evaluated):
            for unit, touched in self.once(module, lambda module=module: self.effects_of(module)):
                if unit in self.numbers:
                    continue
                if touched == EVERYTHING or touched & bindings or (mentions_subclasses and self.extends(unit, bindings)):
                    self.reach(unit, None)
        return len(self.reached) > count

    def extends(self, unit, bindings):
        if not isinstance(unit.node, ast.ClassDef):
            return False
        for base in unit.node.bases:
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

    # What it comes to

    def render(self):
        words, values, flags = set(), set(), {"frames": False, "annotations": False, "docs": False}
        for one in self.reached:
            reading = one.reading
            words |= reading.words
            values |= reading.values
            mentioned = {dotted for _, dotted, _ in reading.mentions} | {dotted.split(".")[0] for _, dotted, _ in reading.mentions}
            flags["frames"] |= bool(mentioned & FRAMES)
            ends = reading.attributes | {dotted.split(".")[-1] for dotted in mentioned}
            flags["annotations"] |= bool(ends & ANNOTATION_READERS)
            flags["docs"] |= bool(ends & DOC_READERS)
            flags["frames"] |= bool(ends & {"f_locals", "f_globals", "f_code"})
        lines = []
        for one in self.reached:
            text, targets = self.text_of(one, words, values, flags)
            one.hash = sha256(text)
            lines.append(f"{one.hash} {targets}")
        for module in sorted(self.whole.values(), key=lambda module: module.file):
            lines.append(f"whole {self.whole_hash(module)}")
        lines += [f"unused {name}" for name in sorted(self.unused_imports())]
        return sha256("\n".join(lines))

    def whole_hash(self, module):
        return sha256(ast.dump(module.tree))

    def text_of(self, reached, words, values, flags):
        reading, module = reached.reading, reached.unit.module
        numbers = {(scope, name): number for kind, scope, name, number in (one for one in reading.tokens if one[0] == "number")}
        parts, targets, docs = [], [], []

        def local(scope, name):
            number = numbers.get((scope, name))
            # A function's parameters are named by who calls it; those of the asset's own are positions.
            is_free = name not in scope.fixed or scope.is_asset
            return name if flags["frames"] or number is None or not is_free or name in words else f"${number}"

        for scope in {one[1] for one in reading.tokens if one[0] in ("local", "argument")}:
            scope.is_asset = False
        if reading.root_scope is not None:
            reading.root_scope.is_asset = True
        for token in reading.tokens:
            kind = token[0]
            if kind == "local" or kind == "argument":
                parts.append(local(token[1], token[2]))
            elif kind == "docs":
                docs.append(token[1] or flags["docs"])
            elif kind == "end doc":
                docs.pop()
            elif kind == "doc":
                if docs and docs[-1]:
                    parts.append(token[1])
            elif kind == "annotation":
                if flags["annotations"]:
                    parts.append(token[1])
            elif kind in ("own name", "root"):
                # Who has a function as a value may ask it for its name.
                if flags["frames"] or token[1] in words or (module.file, token[1]) in values:
                    parts.append(token[1])
            elif kind == "ref":
                target, _ = reading.refs[token[1]]
                parts.append(f"&{token[1]}")
                if isinstance(target, Own) and (target.name in words or flags["frames"]):
                    parts.append(target.name)
                targets.append(self.number_of(target))
            elif kind != "number":
                parts.append(" ".join(str(one) for one in token))
        return "\n".join(parts), json.dumps(targets)

    def number_of(self, target):
        if isinstance(target, Data):
            return self.data_hash(target.path)
        return [self.numbers[unit] for unit in self.units_of(target)]

    def data_hash(self, path):
        if os.path.isdir(path):
            names = self.files.folder(path)
            return sha256("\n".join(f"{name} {self.files.hash(os.path.join(path, name))}" for name in names))
        return self.files.hash(path) or "none"

    def data(self):
        """Data files with the declaration that names them first."""
        found = {}
        for one in self.reached:
            for target, _ in one.reading.refs:
                if isinstance(target, Data):
                    if os.path.isdir(target.path):
                        for name in self.files.folder(target.path):
                            found.setdefault(os.path.join(target.path, name), one)
                    else:
                        found.setdefault(target.path, one)
        return found

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


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


__all__ = ["Leaf", "Slice", "sha256"]
