"""Approximate words beside a quantity: 近 and 不到 put it below the number, 多 and 以上 at least at it, 约 and 左右 about it.

How each is treated against a threshold is decided by who uses the quantity; here the words are only recognised.
"""

from __future__ import annotations

import re

from corpus.numbers.atom import Atom

_LOOK = 16  # characters looked at before a quantity
_BELOW_BEFORE = (
    "不到|不足|未满|没满|不满|没到|未到|不够|没够|不及|未达到|没达到|达不到|未达|没达|未过|没过|没超过|未超过|不超过|没破|未破|没超|未超|不超|不高于|不大于|不多于"
    "|低于|少于|小于|将近|接近|逼近|(?<![最附])近|差点(?:就|儿)?|差一点(?:就|儿|到)?|差不多快|快(?:到|有|要)?|眼看(?:就|要)?|(?<![大最中较减缩弱])小"
    "|(?<!有)没有|没|<|below|under|less than|nearly|almost|just under|close to|fewer than|short of|no more than|not more than"
)
_LEAST_BEFORE = (
    "超过|突破|多于|高于|大于|不少于|不低于|不小于|不止|不下|至少|起码|最少|少说(?:也)?(?:有)?|保底|逾|(?<![没不未])超(?:了)?|(?<![没不未])破(?:了)?"
    "|(?<![以之])上|(?:收|已|早|刚|才|都|就)过(?:了)?|过了"
    "|over|above|more than|at least|exceed(?:s|ing)?|upwards of|no less than|not less than|>=?|≥"
)
_ABOUT_BEFORE = (
    "大约摸?|大概其?|大致|大体|约莫?|约摸|差不多|估摸着?|估计|估算|差不离|左右|也就(?!是)|毛估估?|目测|~|≈"
    "|about|around|roughly|approximately|approx\\.?|circa|some|ca\\."
)
_FILL = "(?:[ 是有在为花了也就到的:]|人民币|RMB|¥){0,3}"
_BEFORE = re.compile(rf"(?:(?P<about>{_ABOUT_BEFORE})|(?P<below>{_BELOW_BEFORE})|(?P<at_least>{_LEAST_BEFORE})){_FILL}$", re.IGNORECASE)
# One of these must stand in the last characters before a quantity for `_BEFORE` to be tried at all.
_MAY = frozenset("到码止成足满够及达过于近儿点快有要就小没下少说底逾超破上约摸莫概其致体多着计算离右估测也<>=≥~≈emnrtfoghdwys.a了")
_AFTER = re.compile(
    "[ ]?(?:块钱|元|钱)?[ ]?(?:"
    "(?P<below>[都还也]?(?:不到|没到)(?!底)|不足|以下|以内|之内|之下|未满|不满|差一点|差点|打不住)"
    "|(?P<at_least>几(?=$|[ ,。;!?、呢元块吧嘅的])|多万?(?!少|大|久|次|长|高|[拿补领得报奖返给攞]到?(?:多少|几多|几万|几个|几钱|[吗不]))"
    "|余(?!下|额|款)|有余|以上|之上|出头|冒头|开外|打底|朝上|往上"
    "|起步|\\+(?![ ]?\\d)"
    "|挂零|有多|还多|or more|or above|and above|plus\\b)"
    "|(?P<about>左右|上下|来(?=[块元钱平家人年月天])|附近|这样|的样子|光景|或左右|or so|or thereabouts|前后))",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile("(?:日活|月活|用户数?|粉丝|下载量?|访问量|调用量|装机量|参数量|[Tt]okens?)[是有约近超达到: ]{0,3}$")
# The same characters as the end of another word: 尽快, 早上, 有没有.
_OTHER_WORD = {"快": "尽赶最加很够凉", "没": "有", "不": "够到足超满", "上": "早晚线网海马"}


def relate(text: str, atoms: list[Atom]) -> None:
    """Set `relation` from the words right before and after each quantity; `end` moves over the words after."""
    for index, atom in enumerate(atoms):
        if atom.kind in ("date", "ordinal"):
            continue
        floor = max(atoms[index - 1].end if index else 0, atom.start - _LOOK)
        before = text[floor : atom.start]
        if before:
            _before(atom, before, text[floor - 1 : floor] if floor else "")
        if (match := _AFTER.match(text, atom.end)) and not (atom.kind == "bare" and text.startswith(("多少", "来"), atom.end)):
            found = match.lastgroup or "about"
            if found == "below" and match[found] in ("不到", "不足") and atom.relation == "at_least":
                continue
            _set(atom, found)
            atom.end = match.end()


def _before(atom: Atom, before: str, edge: str) -> None:
    if atom.kind == "amount" and not atom.unit_said and _COUNTED_BEFORE.search(before):
        atom.kind, atom.unit, atom.currency = "count", "", ""
    if _MAY.isdisjoint(before[-5:]):
        return
    if match := _BEFORE.search(before):
        char = before[match.start() - 1] if match.start() else edge
        small = match[0] == "上" and not (atom.number is not None and atom.number.implied)  # 上一条, not 上千万
        if not small and not (char and char in _OTHER_WORD.get(match[0][0], "")):
            _set(atom, match.lastgroup or "about")
    elif atom.number is not None and atom.number.implied and before[-1] in "过成":
        _set(atom, "at_least" if before[-1] == "过" else "about")


def _set(atom: Atom, relation: str) -> None:
    """A direction is stronger than 约."""
    if relation != "about" or atom.relation == "exact":
        atom.relation = relation
