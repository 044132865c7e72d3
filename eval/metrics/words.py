"""What the text says and asks, and which way the turn was routed."""

from __future__ import annotations

from eval.metrics.metric import Metric, passed
from eval.score import Scored


def route(turn: Scored) -> float | None:
    """Share of turns routed as expected (calculate, lookup, chat), of those that expect a route."""
    return passed(turn, "route")


def mentions(turn: Scored) -> float | None:
    """Share of turns whose text says at least one phrase of every list in `mentions`, of those that have some."""
    return passed(turn, "mentions")


def ask_for(turn: Scored) -> float | None:
    """Share of turns that ask for every input they must ask for, of those that name some."""
    return passed(turn, "ask_for")


FAMILY = (
    Metric("route", "路由正确率", "routing", "走对路径(测算、查询、闲聊)的轮次占比。", of=route, headline=True),
    Metric("mentions", "应提内容正确率", "mentions", "应提到的内容都提到的轮次占比。", of=mentions),
    Metric("ask_for", "追问正确率", "asked for", "该追问的信息都追问到的轮次占比。", of=ask_for),
)
