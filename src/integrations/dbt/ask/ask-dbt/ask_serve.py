"""One node after the other, over the tables of a run: rendered, or made by dbt."""

import copy
import json
import os
import queue
import shutil
import sys
import threading

from ask_database import place_tables, start_over, take_table
from ask_external import leave_out_registration
from ask_make import made, node_of, prepare, prints_to
from ask_nodes import is_ephemeral, only
from ask_sources import loading


class Serving:
    """`dbt` has `invoke`, which starts it, `answer`, `told`, the errors that it told of meanwhile, and `Mistake`."""

    def __init__(self, dbt, folder):
        self.dbt = dbt
        self.folder = folder
        self.lines = queue.SimpleQueue()
        self.manifest = None

    def serve(self, answer_or_mistake):
        threading.Thread(target=self.listen, daemon=True).start()
        while True:
            asked = json.loads(self.lines.get())
            self.dbt.answer(answer_or_mistake(lambda asked=asked: self.served(asked)))

    def listen(self):
        for line in sys.stdin:
            self.lines.put(line)
        # Nobody is there any more who could be answered, whatever dbt is doing.
        shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(0)

    def served(self, asked):
        """dbt writes into the nodes that it compiles: the next request finds them as they were."""
        if self.manifest is None:
            self.manifest = self.dbt.invoke(["parse"]).result
            leave_out_registration(self.manifest)
        manifest = self.manifest
        before = {
            name: copy.deepcopy(node) for name, node in manifest.nodes.items() if name == asked.get("node") or is_ephemeral(node)
        }
        if asked["ask"] == "make":
            prepare(manifest, asked)
        try:
            with place_tables(asked):
                return {"render": self.render, "make": self.make, "load": self.load}[asked["ask"]](asked)
        finally:
            manifest.nodes.update(before)
            if asked.get("startsOver"):
                start_over()

    def render(self, asked):
        """Its statement, where its text asks for its tables."""
        node = self.manifest.nodes[asked["node"]]
        compiled = self.dbt.invoke(["compile", *only(node)], self.manifest)
        for one in compiled.result.results:
            if one.node.unique_id == node.unique_id:
                return {"compiled": one.node.compiled_code}
        raise self.dbt.Mistake("project", f"dbt did not compile {node.name}", node.original_file_path)

    def load(self, asked):
        """A source that a plugin of dbt-duckdb's loads."""
        source = self.manifest.sources[asked["source"]]
        text = f"select * from {{{{ source('{source.source_name}', '{source.name}') }}}}"
        try:
            with loading(source), prints_to(lambda line: self.dbt.answer({"line": line})):
                self.dbt.invoke(["compile", "--inline", text], self.manifest)
            take_table(source.relation_name, asked["out"])
        except Exception as error:
            raise self.dbt.Mistake("run", str(error).strip(), source.original_file_path, 1) from error
        return {"compiled": None}

    def make(self, asked):
        """One that dbt itself makes."""
        node = node_of(self.manifest, asked["node"])
        try:
            with prints_to(lambda line: self.dbt.answer({"line": line})):
                return made(lambda words: self.dbt.invoke(words, self.manifest).result.results, asked, self.manifest, self.dbt.told)
        except self.dbt.Mistake:
            raise
        except Exception as error:
            raise self.dbt.Mistake("run", str(error).strip(), node.original_file_path, 1) from error
