"""Questions over all awards: which has the highest ratio, the lowest ceiling, a pool of its own, is paid once.

What each award is stands in the policy's own data; the question says which property it asks for, and whether the most, the
least, or every award that has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.compose.rules import cap_of, top_ratio
from assistant.ranks import rank, ranked
from assistant.state import State
from assistant.understand.reader import Reading
from corpus.model import Award, Policy

_WHICH = re.compile(
    r"哪(?:一|几|两|三)?(?:个|项|些|条|样|种|类|笔|块|档)?(?:的)?(?:奖|补贴|补助|政策|扶持|是|有|最|没|能|可以|设|拿|给|占|属|算|$)|(?:个|项|条|样|种|笔)(?:奖|补贴)?(?:是|呢|叫)?(?:哪|边)"
    r"|什么奖|啥奖|什么补贴|边(?:个|项|样)|谁的|的那(?:个|项|条|样)|which"
)
_MOST = re.compile("最高|最大|最多|最狠|最肥|最猛|最足|最划算|最好|顶高|highest|largest|biggest|most|top")
_LEAST = re.compile("最低|最小|最少|最不|最弱|垫底|lowest|smallest|least")
_RATIO = re.compile("比例|比率|百分比|百分之|几成|成数|几个点|点数|折|ratio|percent|rate|share")
_CAP = re.compile(
    "上限|封顶|顶格|天花板|金额|数额|额度|最多|奖最|补贴最|补助最|给得|奖得|补得|钱|拿得|最肥|最大|最小|cap|ceiling|amount|maximum|award|pays"
)
_POOL = re.compile("池|盘子|总额|总量|总盘|总规模|全区一共|共用|pool|budget")
_ONCE = re.compile("一次性|只给一次|只有一次|只发一次|只奖一次|只拿一次|给一次|一锤子|one-off|once|one time|one-time")
_YEARS = re.compile("(?:连续|连着|一连|连|管|给|补|享受)(?:给|补|拿|着)?[几两三四五2-5](?:个)?年|多年|several years|three years|for years")
_YEARLY = re.compile("每年都|年年|按年|every year|yearly|annual")


def surveyed(reading: Reading, state: State, policy: Policy) -> tuple[str, ...]:
    """The awards that answer a question over all of them; none where the turn asks no such thing."""
    text = reading.scan.text
    if (asked := rank(reading)) is not None and not reading.facts and not reading.money and len(set(reading.awards)) != 1:
        among = _among(reading, state, policy)
        measure = _ratio if _RATIO.search(text) else _ceiling
        return ranked({a.id: found for a in among if (found := measure(a)) is not None}, asked)
    if reading.facts or len(set(reading.awards)) == 1 or not _WHICH.search(text):
        return ()
    among = _among(reading, state, policy)
    most, least = _MOST.search(text), _LEAST.search(text)
    if _POOL.search(text) and not (most or least):
        pooled = {pool.award for pool in policy.pools}
        return tuple(a.id for a in among if a.id in pooled)
    if _ONCE.search(text):
        return tuple(a.id for a in among if a.period == "once")
    if _YEARS.search(text):
        return tuple(a.id for a in among if a.window is not None)
    if _YEARLY.search(text) and not (most or least):
        return tuple(a.id for a in among if a.period == "year")
    if not (most or least):
        return ()
    if _RATIO.search(text):
        return _extreme(among, _ratio, bool(most))
    return _extreme(among, _ceiling, bool(most)) if _CAP.search(text) else ()


def of_period(reading: Reading, state: State, policy: Policy) -> tuple[str, ...]:
    """The awards meant by 那80万是一年还是三年: those named, else those whose ceiling is said, else those spoken of.

    None where the source leaves the period of one of them open: that is told as not stated.
    """
    said = _ceilings_said(reading, policy)
    if not reading.has("period_asked") or reading.has("spend", "actual") or (reading.facts and not said):
        return ()
    named = [a for a in policy.awards if a.id in reading.awards or (a.id in reading.implied and (a in said or not said))]
    spoken = [a for a in policy.awards if a.id in state.last.awards]
    both = [a for a in named if a in said] or [a for a in spoken if a in said]
    meant = both or named or said or spoken
    return tuple(a.id for a in meant) if meant and all(a.period != "unstated" for a in meant) else ()


def _ceilings_said(reading: Reading, policy: Policy) -> list[Award]:
    amounts = {q.value for q in reading.quantities if q.kind == "amount"}
    if len(amounts) != 1:
        return []
    return [a for a in policy.awards if cap_of(a.amount) in amounts]


def _among(reading: Reading, state: State, policy: Policy) -> Sequence[Award]:
    """The awards to choose from: those named, those spoken of (这四个里头), else all."""
    named = set(reading.awards)
    if len(named) > 1:
        return [a for a in policy.awards if a.id in named]
    spoken = [a for a in policy.awards if f"{policy.id}/{a.clause}" in state.recent]
    return spoken if reading.has("these") and len(spoken) > 1 else policy.awards


def _ratio(award: Award) -> Decimal | None:
    found = top_ratio(award.amount)
    return found[0] if found is not None else None


def _ceiling(award: Award) -> Decimal | None:
    return cap_of(award.amount)


def _extreme(among: Sequence[Award], value: Callable[[Award], Decimal | None], highest: bool) -> tuple[str, ...]:
    """The awards with the highest or the lowest value, all of them where several share it."""
    values = {a.id: found for a in among if (found := value(a)) is not None}
    if not values:
        return ()
    best = max(values.values()) if highest else min(values.values())
    return tuple(name for name, found in values.items() if found == best)
