import type { Files } from '../../rig/project.ts'

/** A project in Python that has one of everything; `documents` is the asset. Its own function, `sibling`, is not reached by it. */
export const project: Files = {
  'documents.py': `"""Documents in chunks."""
import logging
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import settings
from cleaning import tidy as clean, LIMITS
from lake import tables
from lake.words import *
from shapes import Box

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
STOPWORDS = ["the"]
STOPWORDS.append("of")
UNUSED = ["x"]
SCALE = 2


@dataclass
class Chunk:
    text: str
    size: int = 0
    tags: list = field(default_factory=list)

    def words(self):
        """Splits it."""
        return [word for word in self.text.split() if word not in STOPWORDS]


def chunk(text, size=LIMITS["size"]):
    # Words and no letters.
    parts = text.split(" ")
    for start in range(0, len(parts), size):
        yield Chunk(" ".join(parts[start : start + size]))


def total(values):
    return float(np.sum(values)) * SCALE


def documents(raw: "list[dict]"):
    """Makes chunks."""
    names = (HERE / "data" / "names.txt").read_text().split()
    rows = []
    for row in raw:
        for one in chunk(clean(row["text"])):
            rows.append({"words": one.words(), "names": names, "kind": kind_of(one.text), "depth": tables.depth(row)})
    rows.append({"total": total([len(row) for row in rows]), "box": Box(2).area(), "flag": settings.FLAGS["deep"]})
    return rows


def sibling(raw):
    return [len(raw), UNUSED]
`,
  'cleaning.py': `import re

LIMITS = {"size": 2}
PATTERN = re.compile(r"[!.]")


def tidy(text):
    return PATTERN.sub("", strip(text))


def strip(text):
    return text.strip()


def other(text):
    return text.upper()
`,
  'settings.py': `FLAGS = {}
FLAGS["deep"] = True
OTHER = 1
`,
  'shapes.py': `class Shape:
    sides = 4

    def area(self):
        return self.side * self.side


class Box(Shape):
    def __init__(self, side):
        self.side = side


class Round(Shape):
    pass
`,
  'lake/__init__.py': 'NAME = "lake"\nfrom .meta import LEVEL\n',
  'lake/meta.py': 'LEVEL = 1\nUNREAD = 2\n',
  'lake/tables.py': `from . import meta
from .deep.steps import step


def depth(row):
    return meta.LEVEL + step(row)


def unread(row):
    return 0
`,
  'lake/deep/__init__.py': '',
  'lake/deep/steps.py': `from ..meta import LEVEL


def step(row):
    return LEVEL + len(row)
`,
  'lake/words.py': `__all__ = ["kind_of"]
KINDS = {"a": "letter"}


def kind_of(text):
    return KINDS.get(text[:1], "other")


def hidden(text):
    return None
`,
  'data/names.txt': 'ada grace',
  'data/more.txt': 'nobody reads it',
  'uv.lock': lock({ numpy: ['2.0.0', ['blas']], blas: ['1.0.0', []], pandas: ['3.0.0', ['numpy']] }),
}

/** A lock file of uv, of packages with their versions and what they depend on. */
export function lock(packages: Readonly<Record<string, readonly [version: string, needs: readonly string[]]>>): string {
  const sections = Object.entries(packages).map(([name, [version, needs]]) =>
    [
      '[[package]]',
      `name = "${name}"`,
      `version = "${version}"`,
      'source = { registry = "https://packages.example/simple" }',
      `dependencies = [${needs.map((one) => `{ name = "${one}" }`).join(', ')}]`,
    ].join('\n'),
  )
  return ['version = 1', ...sections, ''].join('\n\n')
}
