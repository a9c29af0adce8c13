"""What a slice comes to: a text of each declaration without what changes nothing, and their hashes."""

import ast
import hashlib
import json
import os

from expressions import Data
from names import Own, Whole
from reading import ANNOTATION_READERS, DOC_READERS, FRAMES, SOURCE_READERS


class Rendering:
    """The part of `Slice` that hashes."""

    def render(self):
        words, values, flags = set(), set(), {"frames": False, "annotations": False, "docs": False, "source": False}
        for one in self.reached:
            reading = one.reading
            # What counts as a whole says its names by itself.
            words |= set() if one.is_within else reading.words
            values |= set() if one.is_within else reading.values
            mentioned = {dotted for _, dotted, _ in reading.mentions} | {dotted.split(".")[0] for _, dotted, _ in reading.mentions}
            flags["frames"] |= bool(mentioned & FRAMES)
            ends = reading.attributes | {dotted.split(".")[-1] for dotted in mentioned}
            ends |= {word for word in reading.words if word.startswith("__")}
            flags["source"] |= "use_attribute_docstrings" in one.unit.text
            flags["annotations"] |= bool(ends & ANNOTATION_READERS)
            flags["docs"] |= bool(ends & DOC_READERS)
            flags["source"] |= bool(ends & SOURCE_READERS)
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
                if isinstance(target, Whole) and flags["docs"]:
                    parts.append(target.module.text if flags["source"] else ast.get_docstring(target.module.tree) or "")
                targets.append(self.number_of(target))
            elif kind != "number":
                parts.append(" ".join(str(one) for one in token))
        if flags["source"]:
            parts.append(reached.unit.text)
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


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
