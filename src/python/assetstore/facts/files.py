"""Finds modules and reads files, and notes every question that was asked of the disk."""

import ast
import hashlib
import os
import sys

from apart import set_labels_apart
from cut import cut

SKIPPED = {"__pycache__", "node_modules", ".DS_Store"}
# A data file of this size need not fit in memory.
LARGE = 2**20


class Module:
    def __init__(self, name, file, is_package, text, tree):
        self.name = name
        self.file = file
        self.is_package = is_package
        self.text = text
        self.lines = text.splitlines()
        self.tree = tree
        self.units = []
        self.bindings = {}
        self.imports = {}
        self.import_nodes = []
        # Import statement -> the modules that it evaluates.
        self.named = {}
        self.stars = []
        # The line of each.
        self.star_lines = []
        self.exported = None
        self.used = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        cut(self, tree)
        set_labels_apart(self)


class Unparsable(Exception):
    def __init__(self, file, line, message):
        super().__init__(message)
        self.file, self.line, self.message = file, line, message


class Files:
    """The questions of one function: what it was found out from."""

    def __init__(self, disk):
        self.disk = disk
        self.hashes = {}
        self.folders = set()

    def read(self, path):
        content = self.disk.read(path)
        self.hashes[path] = "" if content is None else content[1]
        return content

    def hash(self, path):
        content = self.read(path)
        return None if content is None else content[1]

    def folder(self, path):
        self.folders.add(path)
        return self.disk.folder(path)

    def find(self, roots, name):
        """The module of that name among the project's own; None where it is not there."""
        path = name.replace(".", os.sep)
        for root in roots:
            for candidate, is_package in ((os.path.join(path, "__init__.py"), True), (path + ".py", False)):
                file = os.path.join(root, candidate)
                if self.read(file) is not None:
                    return self.disk.module(name, file, is_package)
        return None

    def is_namespace(self, roots, name):
        return any(os.path.isdir(os.path.join(root, name.replace(".", os.sep))) for root in roots)


class Disk:
    """Each file is read and parsed once, whoever asks."""

    def __init__(self):
        self.contents = {}
        self.modules = {}
        self.folders = {}
        # What was found of a unit, for every slice that imports from the same folders.
        self.findings = {}

    def read(self, path):
        """The bytes and their hash; None in place of the bytes of a large file that is no code; None where there is no file."""
        if path not in self.contents:
            try:
                with open(path, "rb") as file:
                    self.contents[path] = read_whole(file) if is_held(path, file) else (None, hash_in_pieces(file))
            except OSError:
                self.contents[path] = None
        return self.contents[path]

    def module(self, name, file, is_package):
        if file not in self.modules:
            bytes_, _ = self.read(file)
            try:
                tree = ast.parse(bytes_, file)
            except SyntaxError as error:
                raise Unparsable(file, error.lineno or 1, error.msg) from None
            except ValueError as error:
                raise Unparsable(file, 1, str(error)) from None
            text = decoded(bytes_)
            self.modules[file] = Module(name, file, is_package, text, tree)
        return self.modules[file]

    def folder(self, path):
        if path not in self.folders:
            self.folders[path] = None if not os.path.isdir(path) else sorted(below(path, ""))
        return self.folders[path]


def is_held(path, file):
    return path.endswith((".py", ".pth")) or os.fstat(file.fileno()).st_size < LARGE


def read_whole(file):
    bytes_ = file.read()
    return bytes_, hashlib.sha256(bytes_).hexdigest()


def hash_in_pieces(file):
    digest = hashlib.sha256()
    while piece := file.read(LARGE):
        digest.update(piece)
    return digest.hexdigest()


def decoded(bytes_):
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(bytes_).readline)
    return bytes_.decode(encoding, "replace").replace("\r\n", "\n")


def below(folder, prefix):
    """Data files at any depth; hidden folders, environments and what Python compiles are left out."""
    for name in os.listdir(os.path.join(folder, prefix)):
        if name in SKIPPED or name.endswith((".pyc", ".pyo")):
            continue
        path = os.path.join(folder, prefix, name)
        if os.path.isdir(path):
            if not name.startswith(".") and not os.path.exists(os.path.join(path, "pyvenv.cfg")):
                yield from below(folder, f"{prefix}{name}/")
        elif os.path.isfile(path):
            yield prefix + name


def import_roots(file, top, is_file):
    """The folders that the imports of a file start from, and the name that it has from the last of them.

    The first is the parent of the package that it is in, else its own folder. Where a folder further up, below `top`, is a
    package, those between need not say that they are: its parent is the second.
    """
    inner = folder = os.path.dirname(file)
    is_within = True
    outer = None
    while os.path.dirname(folder) != folder and "." not in os.path.basename(folder) and (is_within or folder.startswith(top + os.sep)):
        is_package = is_file(os.path.join(folder, "__init__.py"))
        is_within = is_within and is_package
        if is_package:
            outer = os.path.dirname(folder)
            inner = outer if is_within else inner
        folder = os.path.dirname(folder)
    roots = [inner] if outer in (None, inner) else [inner, outer]
    return roots, module_name(file, roots[-1])


def module_name(file, root):
    path = os.path.relpath(file, root)[: -len(".py")]
    parts = path.split(os.sep)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


STANDARD = sys.stdlib_module_names | set(sys.builtin_module_names)


def is_standard(top):
    return top in STANDARD
