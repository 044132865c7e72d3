"""The command line as Typer sees it: options and help of every command, nothing else.

Each command imports what it calls when it is called, so that `huice --help` loads no policy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

INDEX = "索引:建立、列出、切换 / build, list and choose index versions"
USERS = "热线工作台的用户 / users of the hotline desk"
HELP = "惠策:惠企政策问答与测算 / questions and sums about award policies, every figure proven by code"
Json = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
Policies = Annotated[
    list[Path] | None, typer.Option("--policies", help="政策文件夹 / policy folders; default HUICE_POLICIES, else those that ship")
]


Command = Callable[..., int]


def make(evaluation: typer.Typer) -> typer.Typer:
    """The application; `evaluation` holds the commands of `huice eval`."""
    app = typer.Typer(help=HELP, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(_root)
    plain: dict[str, Command] = {"ask": ask, "chat": chat, "search": search, "check": check, "ingest": ingest, "serve": serve}
    for name, command in plain.items():
        app.command(name)(command)
    app.command("calc", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})(calc)
    _group(app, "index", INDEX, {"build": index_build, "list": index_list, "use": index_use, "rollback": index_rollback})
    _group(app, "user", USERS, {"add": user_add, "list": user_list, "remove": user_remove})
    evaluation.rich_markup_mode = None
    app.add_typer(evaluation, name="eval")
    return app


def _group(app: typer.Typer, name: str, text: str, commands: dict[str, Command]) -> None:
    group = typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None)
    for inner, command in commands.items():
        group.command(inner)(command)
    app.add_typer(group, name=name)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"huice {version('huice')}")
        raise typer.Exit(0)


def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / show the version")] = False,
) -> None:
    """惠策:惠企政策问答与测算 / questions and sums about award policies, every figure proven by code"""


def ask(
    question: Annotated[
        str | None, typer.Argument(help="问题;省略或 - 则从标准输入读取 / the question; none or - reads standard input")
    ] = None,
    json: Json = False,
    thread: Annotated[
        str | None, typer.Option("--thread", help="对话编号,保留上下文 / thread id: keeps the context between questions")
    ] = None,
) -> int:
    """问一个问题 / one question, one Answer."""
    from assistant.commands import answers

    return answers.ask(question, thread, json)


def chat(
    json: Json = False,
    thread: Annotated[str | None, typer.Option("--thread", help="接着这个对话 / go on with this thread, kept on disk")] = None,
) -> int:
    """在终端里对话 / a conversation in the terminal."""
    from assistant.commands import answers

    return answers.chat(thread, json)


def search(
    query: Annotated[str, typer.Argument(help="要找的内容 / what to look for")],
    k: Annotated[int, typer.Option("-k", help="条数 / how many clauses")] = 5,
    json: Json = False,
) -> int:
    """只查条款 / clauses only, with scores and highlights."""
    from assistant.commands import answers

    return answers.search(query, k, json)


def calc(
    context: typer.Context,
    award: Annotated[str | None, typer.Argument(help="奖励编号,多个用逗号分隔,或 all / award id, several with commas, or all")] = None,
    policy: Annotated[str, typer.Option("--policy", help="政策编号 / policy id, needed when several are loaded")] = "",
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="按某日有效的标准 / by the figures of that day")] = None,
    target: Annotated[str, typer.Option("--target", help="反算:要拿到多少,或 max / reverse: the amount to reach, or max")] = "",
    json: Json = False,
    lang: Annotated[str, typer.Option("--lang", help="zh | en")] = "zh",
    receipt: Annotated[Path | None, typer.Option("--receipt", help="另存测算凭据 / also write a receipt that can be replayed")] = None,
    replay: Annotated[Path | None, typer.Option("--replay", help="按凭据重算并比对 / compute a receipt again and compare")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="逐行测算一个 CSV / every row of a CSV file")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="--batch 的结果文件 / results of --batch")] = None,
) -> int:
    """测算奖励,如 huice calc all --revenue 6000万 --has-filing / compute awards; every input of the policy is an option."""
    from assistant.commands import sums

    if replay is not None:
        return sums.replay(replay)
    if batch is not None:
        return sums.batch(batch, award, policy, out)
    asked = sums.Asked(award, policy, on.date() if on else None, target, context.args)
    return sums.calc(asked, json, lang, receipt)


def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="政策文件夹;省略则检查已载入的 / policy folders; default: those loaded", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不列警告 / leave warnings out")] = False,
) -> int:
    """检查政策文件夹 / prove policy folders: ids, figures in clauses, worked examples. Exit 1 when one fails."""
    from assistant.commands import policies

    return policies.check(folders, json, quiet)


def ingest(
    files: Annotated[list[Path], typer.Argument(help="原始文件:txt、html / raw documents")],
    policy: Annotated[str, typer.Option("--policy", help="新政策的编号 / id of the new policy")],
    out: Annotated[
        Path | None, typer.Option("--out", help="草稿写到哪里 / where the draft goes; default: a folder of that id here")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的草稿 / replace a draft that is there")] = False,
) -> int:
    """原始文件 → 清洗、分条的政策文件夹草稿 / raw documents to a cleaned, segmented draft of a policy folder."""
    from assistant.commands import policies

    return policies.ingest(files, policy, out, force)


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口,0 为任选 / port, 0 for any free one")] = 8000,
) -> int:
    """启动网页、热线工作台和 REST / the web page, the hotline desk and REST."""
    from assistant.commands import serving

    return serving.serve(host, port)


def index_build(
    policies: Policies = None,
    force: Annotated[bool, typer.Option("--force", help="没有变化也重建 / build even if nothing changed")] = False,
    json: Json = False,
) -> int:
    """建立或更新索引 / build or update the index."""
    from assistant.commands import indexes

    return indexes.build(policies, force, json)


def index_list(json: Json = False) -> int:
    """列出索引版本 / list the versions; * is the one served."""
    from assistant.commands import indexes

    return indexes.show(json)


def index_use(version: Annotated[str, typer.Argument(help="版本号或其开头 / a version's name, or its beginning")]) -> int:
    """改用某个版本 / serve this version until another is built or chosen."""
    from assistant.commands import indexes

    return indexes.use(version)


def index_rollback() -> int:
    """退回上一个版本 / serve the version before the one served now."""
    from assistant.commands import indexes

    return indexes.rollback()


def user_add(name: Annotated[str, typer.Argument(help="用户名 / the user's name")]) -> int:
    """添加用户或更改密码;密码从终端或标准输入读取 / add a user or change a password, read from the terminal or standard input."""
    from assistant.commands import people

    return people.add(name)


def user_list() -> int:
    """列出用户 / list the users."""
    from assistant.commands import people

    return people.show()


def user_remove(name: Annotated[str, typer.Argument(help="用户名 / the user's name")]) -> int:
    """删除用户 / remove a user."""
    from assistant.commands import people

    return people.remove(name)
