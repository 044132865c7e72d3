"""`huice`: the entry module on top of everything, and the one place that may import `eval`.

Exit status: 0 done; 1 a check or an evaluation gate failed; 2 bad usage or bad input, with one line on standard error.
A plain `huice ask` or `huice search` is dispatched before the command-line library is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.commands import console
from corpus.errors import HuiceError

if TYPE_CHECKING:
    import typer

INTERRUPTED = 130
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed distribution
for _library in ("OMP", "OPENBLAS", "MKL"):  # small products on few cores: threads of a linear algebra library only get in each other's way
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status and never lets a traceback out."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    console.prepare()
    try:
        status = run(given)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        console.silence()
        return 0
    except KeyboardInterrupt:
        console.tell("huice: interrupted")
        return INTERRUPTED
    except HuiceError as error:
        console.tell(f"huice: {error}")
    except OSError as error:
        place = error.filename or "input or output"
        console.tell(f"huice: {place}: {error.strerror or error}: check the path, its permissions and the space left")
        if error.filename is None:  # writing the output failed, and would fail again at exit
            console.silence()
    except (Exception, SystemExit) as error:  # whatever it is, the person gets one line; HUICE_DEBUG shows the rest
        if os.environ.get("HUICE_DEBUG"):
            raise
        return _refused(error)
    return 2


def run(arguments: Sequence[str]) -> int:
    """Dispatch: a plain question straight away, everything else through Typer."""
    direct = plain_question(arguments)
    if direct is not None:
        from assistant.commands import answers

        return answers.ask(**direct)
    status = application()(args=list(arguments) or ["--help"], standalone_mode=False, prog_name="huice")
    return status if isinstance(status, int) else 0


def plain_question(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The arguments of `ask`, when they are no more than a question, `--json` and `--thread ID`; None otherwise."""
    if not arguments or arguments[0] != "ask":
        return None
    found: dict[str, Any] = {"question": None}
    rest = iter(arguments[1:])
    for one in rest:
        if one == "--json":
            found["as_json"] = True
        elif one == "--thread" and (thread := next(rest, None)) is not None:
            found["thread"] = thread
        elif found["question"] is None and (one == "-" or not one.startswith("-")):
            found["question"] = one
        else:
            return None
    return found


def application() -> typer.Typer:
    """The Typer application with every command."""
    from assistant.commands.application import make
    from eval.cli import app as evaluation

    return make(evaluation)


def _refused(error: BaseException) -> int:
    """One line for a misused command line (Typer's own errors) or for a fault of Huice."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 2
    said = getattr(error, "format_message", None)
    if callable(said):
        context = getattr(error, "ctx", None)
        path = getattr(context, "command_path", "huice")
        if type(error).__name__ == "NoArgsIsHelpError":
            console.tell(f"{path}: name a command ({path} --help lists them)")
            return 2
        console.tell(f"{path}: {said()} ({path} --help shows what it takes)")
    elif type(error).__name__ == "Abort":
        console.tell("huice: interrupted")
        return INTERRUPTED
    else:
        console.tell(f"huice: internal error: {type(error).__name__}: {error} (HUICE_DEBUG=1 shows where; please report it)")
    return 2


if __name__ == "__main__":
    sys.exit(main())
