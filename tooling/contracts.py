"""A rule that import-linter lacks: into a house only by its door. The one file here that needs an installed package."""

import grimp
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """From outside a package, only one of its modules may be imported.

    Options: `houses`, the package whose children are the houses; `door`, the module of each that may be imported.
    """

    houses = fields.StringField()
    door = fields.StringField()

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        passed_by = [
            f"{importer} imports {imported}"
            for house in sorted(graph.find_children(str(self.houses)))
            for imported in [house, *sorted(graph.find_descendants(house))]
            if not is_within(imported, f"{house}.{self.door}")
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not is_within(importer, house)
        ]
        return ContractCheck(kept=not passed_by, metadata={"passed by": passed_by})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["passed by"]:
            output.print_error(f"{line}: name it in the door, or go by an event.")
        output.new_line()


def is_within(module: str, package: str) -> bool:
    """Whether a module is the package or lies in it."""
    return module == package or module.startswith(f"{package}.")
