"""Amounts said of a rule, not of the asker: 上限三千万, 四百万是增量奖的顶?, ≤500万. They are figures to check, never inputs."""

from __future__ import annotations

import re

from assistant.understand.scan import Scan
from corpus.amounts import Quantity

_NOUN = (
    r"上限|封顶|顶格|顶额|限额|天花板|最高额?|最多|至多|盘子|总盘|总池|资金池|池子|池|预算|总额|总量|总规模|额度|资金|"
    r"cap|ceiling|limit|maximum|max|pool|budget|fund"
)
_LINK = (
    r"(?:的|是|为|系|=|:|就|才|都|也|只|有|设|定|在|到|达|可达|应该|大概|好像|不是|其实|貌似|每年|一年|全年|一共|总共|共|不过|不超过"
    r"|is|was|at|of|a|per|year|about|around|\s){0,6}"
)
_BEFORE = re.compile(rf"(?:{_NOUN}){_LINK}$")
_SIGN = re.compile(r"(?:≤|<=|<|⩽)\s*$")
_BOUND = re.compile(r"(?:不超过|不得超过|小于等于|no more than|up to)\s*$")
_AFTER = re.compile(
    r"(?:元|块)?\s*(?:就|才|都|应该|好像)?(?:是|为|系|=|is|was)[^,,。;?？\d]{0,12}?"
    rf"(?:的)?(?:{_NOUN}|顶)(?:额|数|线)?(?:吧|吗|么|呀|啊|嘛|了)?\s*(?:$|[,,。;?？])"
)

_WHOSE = re.compile(
    r"(?:元|块|%|个点)?\s*(?:说|指|讲|给)?(?:的)?(?:又|都|到底|究竟|其实)?(?:是|系|算|属于|对应)?(?:说|指|讲|给)?(?:的)?(?:谁|边个|哪个|哪项|哪条|哪一|哪种|哪类|什么|啥)"
)


def claimed(q: Quantity, scan: Scan) -> bool:
    """Whether an amount is said to be a rule's own limit, pool or total."""
    if q.kind in ("amount", "bare", "percent") and _WHOSE.match(scan.text, q.end, max(q.end, scan.segment_of(q.start).end)):
        return True  # 那80万说的是谁
    if q.kind == "amount" and _SIGN.search(scan.text[: q.start]):
        return True
    if q.kind != "amount" or scan.segment_of(q.start).has("spend", "actual", "approved_money", "self"):
        return False
    if any(m.kind == "input" and m.end == q.start and m.end - m.start > 2 for m in scan.mentions):
        return False  # 销售总额1.2亿 is what an input comes to
    lead, rest = scan.text[: q.start].rstrip(), scan.text[q.end :]
    if _BOUND.search(lead):
        return True
    return _BEFORE.search(lead) is not None or _AFTER.match(rest) is not None
