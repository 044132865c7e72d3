"""`huice eval …`: parse, call one function, print. Exit 0 done, 1 a gate or a check failed, 2 bad usage or bad input."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import HuiceError
from eval import asker as asking
from eval.errors import RunError

app = typer.Typer(
    help="评测:运行题集、评分、对比、检查题集 / judge the assistant on question sets", no_args_is_help=True, add_completion=False
)

Questions = Annotated[list[Path], typer.Option("--questions", "-q", help="题集文件或文件夹 / question sets (.jsonl) or folders of them")]
More = Annotated[list[Path] | None, typer.Argument(help="更多题集 / more question sets", show_default=False)]
Policies = Annotated[
    list[Path] | None, typer.Option("--policies", help="政策文件夹 / policy folders; default HUICE_POLICIES, else those that ship")
]


def plain_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """One clear line on stderr and exit 2 for whatever the user can put right."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except HuiceError as error:
            typer.echo(f"huice eval: {error}", err=True)
            raise typer.Exit(2) from error
        except BrokenPipeError:  # the reader has seen enough (| head): the entry module ends quietly
            raise
        except OSError as error:
            typer.echo(f"huice eval: {error.filename or ''}: {error.strerror}: check the path and its permissions", err=True)
            raise typer.Exit(2) from error

    return wrapped


def set_files(paths: Iterable[Path]) -> list[Path]:
    """The .jsonl files meant: each path itself, or those inside a folder, by name."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        if not inside:
            raise RunError(f"{path} holds no .jsonl file: pass question sets")
        found += inside
    return found


def load_policies(folders: Sequence[Path] | None) -> Any:
    """The policies judged: those named, else those the assistant's settings name. The system under test gets the same."""
    from assistant import settings
    from corpus.load import load_policies as load

    if folders:
        os.environ["HUICE_POLICIES"] = os.pathsep.join(str(f) for f in folders)
    return load(list(folders or settings.load().policies)).policies


def load_catalogue(folders: Sequence[Path] | None) -> Any:
    """The clauses of the policies judged."""
    from eval import sources

    return sources.of(load_policies(folders))


def load_intents(asker: str) -> dict[str, Any]:
    """What the assistant's training said about its intent model: kept with the run for the report. Empty for other systems."""
    import json
    from importlib.resources import files

    path = files("assistant") / "understand" / "data" / "intent_report.json"
    return {"intents": json.loads(path.read_text(encoding="utf-8"))} if asker == asking.DEFAULT and path.is_file() else {}


@app.command()
@plain_errors
def run(
    questions: Questions,
    out: Annotated[Path, typer.Option("--out", "-o", help="结果文件夹 / folder for results.jsonl, summary.json, report.html")],
    more: More = None,
    workers: Annotated[int, typer.Option(min=1, help="进程数 / processes")] = 1,
    backend: Annotated[
        str,
        typer.Option(envvar="HUICE_EVAL_BACKEND", help="joblib 后端 / backend: loky, threading, multiprocessing, sequential, ray, dask"),
    ] = "loky",
    asker: Annotated[str, typer.Option(help="被评系统 / package.module:function, or the address of a server")] = asking.DEFAULT,
    policies: Policies = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="只跑含此标签的对话 / only conversations with this tag")] = None,
    stability: Annotated[bool, typer.Option("--stability", help="打乱顺序再问一遍,逐字节比对 / ask all again in another order")] = False,
    gate: Annotated[Path | None, typer.Option(help="gate.toml:不达标则退出码 1 / floors; exit 1 below them")] = None,
    fresh: Annotated[bool, typer.Option(help="不续跑,全部重问 / ask everything again, an interrupted run included")] = False,
    show_failures: Annotated[int, typer.Option(min=0, help="打印多少个失败轮次 / print so many failing turns")] = 10,
    scores_only: Annotated[
        bool, typer.Option("--scores-only", help="不打印任何题目文字 / print no question texts (for held sets)")
    ] = False,
) -> None:
    """问完题集并评分 / ask every question of the sets, then score."""
    from eval import gate as gates
    from eval import questions as sets
    from eval import run as running
    from eval import stability as again
    from eval.progress import Live

    limits = gates.load(gate) if gate else None
    files = set_files([*questions, *(more or [])])
    conversations = sets.load(files)
    if tag:
        conversations = tuple(c for c in conversations if set(tag) & set(c.tags))
        if not conversations:
            raise RunError(f"no conversation carries the tag {' or '.join(tag)}: leave --tag out or name another")
    catalogue = load_catalogue(policies)
    with Live(conversations, catalogue, quiet=False) as live:
        done = running.execute(
            conversations, out, asker=asker, workers=workers, backend=backend, catalogue=catalogue, fresh=fresh,
            meta={"files": [str(f) for f in files]} | load_intents(asker), on_done=live.update,
        )  # fmt: skip
    again.forget(out)
    if stability:
        typer.echo("asking again in another order …", err=True)
        again.ask_again(done, asker=asker, workers=workers, backend=backend)
    _pass(_judge(done, show_failures, scores_only), limits)


@app.command()
@plain_errors
def score(
    folder: Annotated[Path, typer.Argument(help="结果文件夹 / a run's folder")],
    questions: Annotated[
        list[Path] | None, typer.Option("--questions", "-q", help="改过期望的题集 / sets with corrected expectations")
    ] = None,
    gate: Annotated[Path | None, typer.Option(help="gate.toml")] = None,
    show_failures: Annotated[int, typer.Option(min=0)] = 10,
    scores_only: Annotated[bool, typer.Option("--scores-only")] = False,
) -> None:
    """重新评分,不再提问 / score the raw answers again; asks nothing."""
    from eval import gate as gates
    from eval import run as running
    from eval.rescore import with_questions

    limits = gates.load(gate) if gate else None
    done = running.read(folder)
    if questions:
        done = with_questions(done, set_files(questions))
    _pass(_judge(done, show_failures, scores_only), limits)


@app.command()
@plain_errors
def compare(
    before: Annotated[Path, typer.Argument(help="上次运行 / the earlier run's folder")],
    after: Annotated[Path, typer.Argument(help="本次运行 / the newer run's folder")],
    gate: Annotated[Path | None, typer.Option(help="gate.toml:下限与允许的退步 / floors and losses allowed")] = None,
    same_expectations: Annotated[
        bool, typer.Option("--same-expectations", help="两次都按本次题集的期望判 / judge both by the newer set")
    ] = False,
    perturbed: Annotated[
        bool, typer.Option("--perturbed", help="后者是改写题集的运行 / the newer run asked a perturbed copy of the set")
    ] = False,
    page: Annotated[Path | None, typer.Option("--page", help="对比页 / where to write the page; default: the newer run's folder")] = None,
    show: Annotated[int, typer.Option(min=0, help="打印多少个变化 / print so many changed turns")] = 20,
) -> None:
    """对比两次运行 / what got better, what got worse, and whether it could be chance."""
    from eval import compare as comparing
    from eval import gate as gates
    from eval import run as running

    limits = gates.load(gate) if gate else None
    a, b = running.read(before), running.read(after)
    found = comparing.compare(a, b, same_expectations=same_expectations, perturbed=perturbed)
    typer.echo("\n".join(comparing.lines(found, show)))
    typer.echo(f"page: {comparing.write(found, a, b, page)}")
    if limits:
        _refuse([*gates.failures(limits, found.summary_after), *gates.lost(limits, found.summary_before, found.summary_after)])


@app.command()
@plain_errors
def lint(
    questions: Annotated[list[Path], typer.Argument(help="题集文件或文件夹 / question sets or folders of them")],
    policies: Policies = None,
    near: Annotated[float, typer.Option(min=0.3, max=1.0, help="近似重复的阈值 / share of character pairs in common")] = 0.8,
    ids_only: Annotated[bool, typer.Option("--ids-only", help="只打印编号 / print ids without reasons (for held sets)")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="有提醒也算不通过 / warnings fail too")] = False,
) -> None:
    """检查题集:重复、近似、同骨架、与测算规则矛盾 / duplicates, repeated skeletons, expectations that cannot be right."""
    from eval import questions as sets
    from eval.lint import lint as look_over

    conversations = sets.load(set_files(questions))
    found = look_over(conversations, load_policies(policies), near=near)
    for finding in found:
        typer.echo(f"{finding.level}: {finding.kind}: {', '.join(finding.ids)}" if ids_only else finding.line())
    errors = sum(f.level == "error" for f in found)
    typer.echo(f"{len(conversations)} conversations: {errors} errors, {len(found) - errors} warnings")
    if errors or (strict and found):
        raise typer.Exit(1)


@app.command()
@plain_errors
def perturb(
    questions: Annotated[list[Path], typer.Argument(help="题集文件或文件夹 / question sets or folders of them")],
    out: Annotated[Path, typer.Option("--out", "-o", help="输出文件夹,每种写法一个文件 / folder, one file a kind")],
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="traditional, full-width, homophones, typos, no-punctuation; default all")
    ] = None,
) -> None:
    """改写题集(繁体、全角、同音字、错字、无标点),测稳健性 / write the set worse, to measure robustness."""
    from eval import perturb as writing
    from eval import questions as sets

    chosen = kind or list(writing.KINDS)
    if unknown := [k for k in chosen if k not in writing.KINDS]:
        raise RunError(f"no perturbation {unknown[0]!r}: use {', '.join(writing.KINDS)}")
    conversations = sets.load(set_files(questions))
    out.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        changed = writing.perturb(conversations, name)
        (out / f"{name}.jsonl").write_text("".join(sets.dump(c) + "\n" for c in changed), encoding="utf-8")
        typer.echo(f"{out / (name + '.jsonl')}: {len(changed)} of {len(conversations)} conversations changed")


@app.command("import")
@plain_errors
def import_(
    source: Annotated[Path, typer.Argument(help="CSV、Excel 或坐席台导出 / .csv, .xlsx, or the desk's .jsonl")],
    out: Annotated[Path, typer.Option("--out", "-o", help="题集文件 / the question set to write")],
    prefix: Annotated[str, typer.Option(help="编号前缀 / goes before ids that are made up")] = "",
) -> None:
    """从表格或坐席台导出生成题集 / make a question set from a spreadsheet or the desk's export."""
    from eval import importing
    from eval import questions as sets

    done = importing.read(source, prefix)
    if done.conversations:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text("".join(sets.dump(c) + "\n" for c in done.conversations), encoding="utf-8")
    for problem in done.problems:
        typer.echo(problem, err=True)
    turns = sum(len(c.turns) for c in done.conversations)
    typer.echo(f"{out}: {len(done.conversations)} conversations, {turns} turns; {len(done.problems)} problems")
    if done.problems:
        raise typer.Exit(1)


def _pass(summary: Any, limits: Any) -> None:
    from eval import gate as gates

    if limits:
        _refuse(gates.failures(limits, summary))


def _refuse(problems: Sequence[str]) -> None:
    """Exit 1 with one line a problem; a word when the gate is passed."""
    for problem in problems:
        typer.echo(f"gate: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("gate passed")


def _judge(done: Any, show_failures: int, scores_only: bool) -> Any:
    """Scores, writes and prints what there is to see of a run; returns the summary."""
    from eval import exports, report, show, stability, summary
    from eval import score as scoring

    scored = scoring.score_run(done)
    found = summary.summarise(scored, done.meta) | {"stability": stability.stability(done)}
    summary.write(found, done.folder)
    exports.write(found, scored, done.folder)
    page = report.write(found, scored, done.folder)
    lines = [*show.scores(found), *show.confusion(found), *show.tables(found)]
    if not scores_only:
        lines += [*show.failures(scored, show_failures), ""]
    typer.echo("\n".join(lines))
    typer.echo(f"report: {page}")
    return found


if __name__ == "__main__":
    app()
