"""`python -m eval.bench.peers --questions FILE…`: one table, all systems in one run. Needs `pip install 'huice[peers]'` for the peers."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

from corpus.errors import HuiceError
from corpus.load import load_policies, shipped_folder
from eval import questions as sets
from eval import sources
from eval.bench.peers import systems
from eval.bench.peers.task import Result, document, judge, passages, questions
from eval.cli import set_files


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; exit 2 where the sets hold no lookup question with figures."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.peers", description=__doc__)
    parser.add_argument("--questions", nargs="+", type=Path, required=True, help="question sets or folders of them")
    parser.add_argument("--policies", nargs="*", type=Path, default=[shipped_folder()])
    options = parser.parse_args(arguments)
    warnings.filterwarnings("ignore")
    catalogue = sources.of(load_policies(options.policies).policies)
    asked = questions(sets.load(set_files(options.questions)), catalogue)
    if not asked:
        print("no lookup question with figures and clauses in these sets", file=sys.stderr)
        return 2
    text, texts = document(catalogue), passages(catalogue)
    print(f"{len(asked)} lookup questions on a text of {len(text)} characters, {len(texts)} clauses; answered: the passages hold every")
    print("expected figure and one of them is from an expected clause. LangChain's ensemble uses the shipped model as its dense half.")
    print(f"{'system':<40} {'at 1':>22} {'at 3':>22} {'ms':>8} {'build s':>8} {'characters':>11}")
    built = {"Huice search": lambda: systems.huice_search(options.policies)} | systems.peers(text)
    for name, build in built.items():
        try:
            print(row(judge(name, build, asked, texts)), flush=True)
        except HuiceError as error:
            print(f"{name:<40} skipped: {error}")
        except ImportError as error:
            print(f"{name:<40} skipped: {error.name or error} is not installed (pip install 'huice[peers]')")
    return 0


def row(result: Result) -> str:
    """One line of the table."""
    shares = [f"{e.value:6.1%} [{e.low:5.1%}, {e.high:5.1%}]" for e in result.hits.values()]
    return f"{result.name:<40} {shares[0]:>22} {shares[1]:>22} {result.ms:8.2f} {result.build_s:8.2f} {result.characters:11.0f}"


if __name__ == "__main__":
    sys.exit(main())
