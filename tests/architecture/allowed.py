"""An import-linter contract: these modules import what is listed and the standard library, nothing else."""

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


class AllowedContract(Contract):
    """The opposite of a forbidden list: a package that is new to the project is refused without being named."""

    type_name = "allowed"

    source_modules = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_modules = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        expressions: Any = self.source_modules
        sources = {module.name for module in module_expressions_to_modules(graph, expressions, as_packages=True)}
        illegal = [
            f"{source} imports {imported}"
            for source in sorted(sources)
            for imported in sorted(graph.find_modules_directly_imported_by(source) - sources)
            if not self._allows(imported)
        ]
        return ContractCheck(kept=not illegal, metadata={"illegal": illegal})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["illegal"]:
            output.print_error(f"- {line}")

    def _allows(self, imported: str) -> bool:
        allowed: Any = self.allowed_modules
        if imported.split(".")[0] in sys.stdlib_module_names:
            return True
        return any(imported == name or imported.startswith(f"{name}.") for name in allowed)
