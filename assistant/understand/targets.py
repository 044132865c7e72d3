"""Whether an amount is award money: a goal to reach (拿满150万) or a figure to check (最高200万对吧), never a base.

One decision: what speaks for it and against it is weighed, and the sum decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from assistant.understand.asked import input_asked
from assistant.understand.limits import claimed
from assistant.understand.rules import Rules
from assistant.understand.scan import Scan
from assistant.understand.standing import words
from corpus.amounts import Quantity

SHORT = ("不满", "未满")
_TIER = re.compile("(?:元)?(?:以上)?(?:的)?(?:那|这)?(?:一|个)?(?:档|级|挡|门槛|顶格?|封顶|上限|天花板|帽子|盖子|额度)(?!奖)")
_REACHED = re.compile(r"[^\W\d_a-z](?:够|满|到|足|下|齐|成|至|达)(?:个|它|他|了|大概|大约|约|这|那|每年|一年|\s)*$")
"""薅够120万, 做到420万, 冲到500万: whatever the verb, an end is set to it."""
_GAP = re.compile(r"(?:离|距离?|到|至)(?:那|这|个)?\s*$")
_ENOUGH = 3.0


def is_target(q: Quantity, scan: Scan, rules: Rules, known: Mapping[str, Decimal]) -> bool:
    """Whether the words around an amount make it award money. `known`: amounts the thread holds."""
    if q.kind not in ("amount", "percent", "bare") or scan.text[: q.start].endswith(SHORT):
        return False
    if q.kind == "percent":
        told = {*(m.name for m in scan.mentions if m.kind == "input"), *known}
        return not (rules.shares & told or is_share(q, scan, known))
    if _own_budget(q, scan, rules, known):
        return False
    if claimed(q, scan) and not scan.has("reverse", "needed"):
        return True
    return _spoken_of(q, scan, rules) or _weight(q, scan, rules, known) >= _ENOUGH


def is_share(q: Quantity, scan: Scan, known: Mapping[str, Decimal]) -> bool:
    """Whether a percentage is a share of space: let out (三成转租), or kept (六成自己坐, 剩下的分租)."""
    here = scan.segment_of(q.start)
    return q.kind == "percent" and (here.has("sublet") or "%share_out" in known or kept_share(q, scan, known))


def kept_share(q: Quantity, scan: Scan, known: Mapping[str, Decimal]) -> bool:
    """60%自己坐班,剩下的分租: the share used by the firm itself."""
    here = scan.segment_of(q.start)
    return here.has("own_use") and not here.has("sublet") and (scan.has("sublet") or "%share_out" in known)


def _own_budget(q: Quantity, scan: Scan, rules: Rules, known: Mapping[str, Decimal]) -> bool:
    """训练预算今年100万, 预算砍到650万 where the thread holds one: what one means to spend, and no pool of the policy's."""
    here = scan.segment_of(q.start)
    nouns = {m.end for m in here.mentions if m.kind == "input" and m.name in rules.computed}
    budgets = [m for m in here.mentions if m.kind == "cue" and m.name == "pool_word" and m.end <= q.start]
    changed = any(m.kind == "cue" and m.name == "replace" and len(m.term) > 1 and m.end == q.start for m in here.mentions)
    return any(m.start - end in (0, 1) for m in budgets for end in nouns) or bool(budgets and changed and set(known) & rules.computed)


def _spoken_of(q: Quantity, scan: Scan, rules: Rules) -> bool:
    """A figure of the policy itself, or one to check: 5000万那档, 三千万封顶是吧, 资金池是1亿吧."""
    here = scan.segment_of(q.start)
    if q.kind != "amount":
        return False
    if _TIER.match(scan.text, q.end):
        return True
    if q.value in rules.figures and here.has("cap_word", "pool_word") and not here.has("spend", "actual", "self"):
        return True
    asked = here.question or scan.text[q.end : q.end + 1] in ("?", "?")
    held = any(
        m.kind == "input" and m.name in rules.inputs and m.name not in rules.approved and 0 <= q.start - m.end <= 2 for m in here.mentions
    )
    checked = scan.has("cap_word", "pool_word") and not scan.has("spend", "actual", "self", "reverse", "needed")
    return asked and checked and not held and not here.has("approved_money")


_AT_ONCE = re.compile(r"(?:是|为|有|约|大概|做到|到|达|达到|:)?\s*")


def _wished(q: Quantity, scan: Scan) -> bool:
    """老板想把调优那150万全吃下来: what a stretch wishes for, unless it is spent or told as an amount of the asker's."""
    here = scan.segment_of(q.start)
    wishes = [m.end for m in here.mentions if m.kind == "cue" and m.name == "wish" and m.end <= q.start]
    if not wishes:
        return False
    after = [m for m in here.mentions if wishes[-1] <= m.start and m.end <= q.start]
    spent = any(m.kind == "cue" and m.name in ("spend", "actual") for m in after)
    told = any(
        m.kind == "input" and _AT_ONCE.fullmatch(scan.text[m.end : q.start]) and "那" not in scan.text[m.end : q.start] for m in after
    )
    return not spent and not (told and not any(m.term in words("verbs") for m in after))


def _weight(q: Quantity, scan: Scan, rules: Rules, known: Mapping[str, Decimal]) -> float:
    """What the words at an amount say for a goal: those that lead to it, those that follow, what the turn asks."""
    here = scan.segment_of(q.start)
    named = [m.end for m in here.mentions if m.kind in ("input", "not") and m.end <= q.start]
    lead = {m.name for m in here.mentions if m.kind == "cue" and 0 <= q.start - m.end <= 4 and not any(m.end < end for end in named)}
    trail = {m.name for m in here.mentions if m.kind == "cue" and 0 <= m.start - q.end <= 1}
    awarded = [m.start - q.end for m in here.mentions if m.kind == "award"]
    for_money = "award_money" in lead and not lead & {"approved_money", "spend"}
    weight = 3.0 * ("reverse" in lead) + 3.0 * ("cap_word" in lead and not here.has("spend"))
    weight += 3.0 * any(m.kind == "cue" and m.name == "goal" and 0 <= q.start - m.end <= 3 for m in scan.mentions)
    paid = any(m.kind == "cue" and m.name in ("spend", "actual") and 0 <= q.start - m.end <= 1 for m in here.mentions)
    weight -= 3.0 * (paid and not scan.has("needed"))  # 跟投1300万奖励差多少: spent, whatever follows
    asked = input_asked(scan, rules)
    sought = scan.has("needed", "reverse", "rest_asked") or asked != ""
    changed = any(m.kind == "cue" and m.name == "replace" and len(m.term) > 1 and m.end == q.start for m in here.mentions)
    weight -= 3.0 * (changed and bool(known) and not sought and not lead & {"cap_word", "reverse"})  # 给他砍到8万: what is known changes
    weight += 3.0 * any(m.kind == "cue" and m.name == "cap_word" and 0 <= q.start - m.end <= 1 for m in here.mentions)  # 拿满150万
    weight += 3.0 * ("cap_word" in trail and _GAP.search(scan.text[: q.start]) is not None)  # 离500万封顶
    taken = any(m.kind == "cue" and m.name == "for_award" and 0 <= m.start - q.end <= 4 for m in here.mentions)
    weight += 1.5 * bool(asked and taken)  # 那150万我想全吃下
    weight += 1.5 * bool(asked and _set_as_end(q, scan, asked, rules))
    weight += 1.5 * bool(lead & {"for_award", "award_money"}) * sought
    weight += 1.5 * (_wished(q, scan) and sought)
    weight += 1.5 * bool("cap_word" in lead and scan.has("reverse"))
    weight += 1.5 * for_money * (scan.has("premise", "demand_change") or here.question)
    weight += 1.5 * bool(for_money)
    weight += 1.5 * ("reverse_weak" in lead)
    weight += 1.5 * bool("award_money" in trail or any(0 <= gap <= 1 for gap in awarded))
    weight += 1.5 * sought
    weight += 1.5 * bool(awarded and not here.has("needed", "spend") and scan.has("needed"))
    return weight


def _set_as_end(q: Quantity, scan: Scan, asked: str, rules: Rules) -> bool:
    """把推广那笔做到420万,项目得投多少: where to something is to get, and neither spent nor what another input comes to."""
    here = scan.segment_of(q.start)
    found = _REACHED.search(scan.text, here.start, q.start)
    if found is None:
        return False
    spent = ("spend", "actual", "paid_out", "paid_month")
    if any(m.kind == "cue" and m.name in spent and m.end in (found.start() + 1, found.start() + 2) for m in here.mentions):
        return False
    nouns = {m.name for m in here.mentions if m.kind == "input" and m.end <= found.start() + 1 and m.name in rules.amounts}
    if not nouns and not any(m.kind == "award" or m.name == "award_money" for m in here.mentions):
        return not here.has("replace")
    return not nouns - {asked} or (asked == "?" and nouns <= rules.computed)
