"""Whether a question is a matter for these policies at all.

Three things place it outside for certain: another place named where none of the policy's own is, another matter of public life
named (`data/matters.yaml`), and a request to falsify or to promise. What merely shares no words with the policies is weighed in
`assistant.decide`; the evaluation reports both errors, false refusals and false answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

from assistant.understand import common
from assistant.understand.files import words_of
from assistant.understand.lexicon import Mention, cues
from assistant.understand.reader import Reading
from assistant.understand.topics import Ranked
from corpus.model import Policy

Outside = Literal["", "foreign", "falsify", "inject"]
_COMES_FROM = (
    "注册在|总部在|公司在|企业在|人在|办公在|设在|开在|落在|交在|税在|统计在|搬到|搬去|搬回|迁到|迁往|迁去|迁回|转到|从|来自|付给|汇给|打给|支付给|采购|"
    "拿了|拿过|领了|领过|享受了|享受过|registered in|based in|located in|headquartered in|moved? to|relocate to|from"
)
_GOES_FROM = (
    "注册|搬|迁|交税|纳税|经营|办公(?!用房|室|楼|场)|的公司|的企业|企业来|企业搬|企业迁|公司搬|公司迁|"
    "总部|团队|云商|云厂|供应商|厂商|服务商|客户|机房|company|firm|vendor|client"
)
_LIKELY, _SURELY, _TOLD = (
    0.6,
    0.85,
    0.95,
)  # how sure the intent to falsify must be, where the words can be read otherwise, beside amounts told
_HELD = ("是", "属于", "作为", "有", "拿过", "拿了", "享受")  # what the asker is or has, not what is asked about
_MEETS = re.compile("叠|再拿|再领|再报|冲突|同时|一起|一块|还能|还可以|影响|兼得|重复|互斥|combine|alongside|together|as well|on top")
_MAY = re.compile(
    "(?:的)?(?:中小)?(?:企业|公司|单位)?(?:能不能|可不可以|能否|可以|可否|有没有份|有份|算不算|能|也)"
)  # 专精特新企业能报吗: who the asker is
_SUFFIXED = re.compile(r"(?<![一-鿿])?([一-鿿]{2,3}(?:区|市|县|镇))(?!域|别|间|块|场|面|政)")

_UNKNOWN = re.compile(  # 翠屏区的首店奖励, 那翠屏县呢: a district that nobody has listed, where a phrase begins
    r"(?:^|[,，。;；:：\s]|隔壁的?|如果|要是|换成|换到|在|去|那|问下?|查一?下|说说|讲讲|关于)"
    r"((?![本我你该各全每哪那这两几同外老新大小某贵几]|园|社|地|城|辖|片|街|厂|校|景|库|展|山|郊|特|商|灾|市|都|超|股|门|夜|集|上|下|跨|县|区|示范|开发|保税"
    r"|高新|自贸|试验|工业|商业|办公|生产|核心|试点|经济|合作|科技|实验|仓储|居民|先行|功能|物流|综合|旅游|度假|农业|产业|行政|自治|直辖|地级|县级|中心|一线|二线|省会"
    r"|首次|申报|是否|什么|怎么|不同)[一-鿿]{2}(?:区|县|市))(?=的|有|政策|呢|招|企业|公司|那边|补|奖|给|能|开|办|买|租|，|,|\s|$)"
)


@cache
def places() -> tuple[str, ...]:
    """Names of places in the country and beyond, longest first."""
    groups = words_of("places")
    names = [name.replace("_", " ").lower() for group in groups for name in group.split()]
    return tuple(sorted(set(names), key=lambda n: (-len(n), n)))


@cache
def matters() -> tuple[str, ...]:
    """Names of matters that are no policy of this kind, longest first."""
    groups = words_of("matters")
    names = {name.lower() for group in groups for name in (group.split("|") if "|" in group else group.split())}
    return tuple(sorted(names, key=lambda n: (-len(n), n)))


class Scope:
    """Judges questions against one family of policies."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._known = frozenset(
            name for p in policies for c in p.clauses for name in _SUFFIXED.findall(f"{c.title} {c.text} {' '.join(c.aliases)}")
        )
        self._own = {name.lower() for p in policies for place in p.places for name in (place, place.rstrip("市区县省"))}
        self._texts = {c.id: f"{c.title} {c.text} {c.text_en} {' '.join(c.aliases)}".lower() for p in policies for c in p.clauses}
        named = (word for p in policies for a in p.awards for word in (a.title, *a.words))
        spoken = " ".join((*self._texts.values(), *named, *(n for p in policies for n in (p.title, *p.aliases)))).lower()
        self._amounts = frozenset(i.id for p in policies for i in p.inputs if i.kind == "amount")
        titles = [(c.id, c.title) for p in policies for c in p.clauses] + [(s.id, s.topic) for p in policies for s in p.silences]
        self._general = frozenset(name for name, title in titles if any(thing.told_by(title) for thing in common.matters()))
        self._matters = tuple(name for name in matters() if name not in spoken)

    def outside(self, reading: Reading, best: Ranked | None) -> Outside:
        """Why the words themselves place a question outside; '' where they don't."""
        intents = reading.intents
        told = any(isinstance(f.value, Decimal) for f in reading.facts)
        needed = _TOLD if told else _SURELY if reading.facts or self._settled(best) else _LIKELY
        if (reading.has("cheat") or intents["falsify"] > needed) and not _penalty(reading.text):
            return "falsify"
        if intents["inject"] > _SURELY and not reading.facts:
            return "inject"
        if reading.has("vouch") and not reading.facts:
            return "inject"
        if reading.has("demand_change") and not self._asks(reading, best):
            return "inject"
        return "foreign" if self.elsewhere(reading, best) or self.otherwise(reading) else ""

    @staticmethod
    def _settled(best: Ranked | None) -> bool:
        """Whether a matter of the policies is asked about beyond doubt: 工资能不能放进优化支出 is a question, no trick."""
        return best is not None and best.exact > 2.0 and best.prob > 0.9

    @staticmethod
    def _asks(reading: Reading, best: Ranked | None) -> bool:
        """Whether a real question stands beside a demand to change the rules."""
        return bool(reading.awards or (best is not None and best.exact >= 1.5) or (best is not None and best.prob > 0.5))

    def elsewhere(self, reading: Reading, best: Ranked | None) -> bool:
        """Another place is named, none of the policy's own, and no clause in question speaks of it."""
        text = reading.text.lower()
        if any(name in text for name in self._own if len(name) > 1):
            return False
        named = [name for name in places() if name in text and name not in self._own and _stands(name, text)]
        named += [m for m in _SUFFIXED.findall(text) if m not in self._own and m[:-1] in places()]
        named += [m for m in _UNKNOWN.findall(text) if m not in self._known]
        if not named or reading.currencies or any(not isinstance(f.value, bool) for f in reading.facts):
            return False
        if any(_whence(name, text) for name in named):
            return False
        clause = self._texts.get(best.id, "") if best is not None else ""
        return not all(name in clause or name.rstrip("市区") in clause for name in named)

    def strangers(self, text: str) -> list[str]:
        """Names of other matters that stand in a text."""
        return [name for name in self._matters if name in text and _stands(name, text)]

    def otherwise(self, reading: Reading) -> bool:
        """Another matter of public life is asked about: none of the policy's own stands beside it."""
        text = reading.text.lower()
        named = next((name for name in self._matters if name in text and _stands(name, text)), "")
        if not named or any(not isinstance(f.value, bool) for f in reading.facts):
            return False
        start = text.find(named)
        end = start + len(named)
        if _MEETS.search(text) or text[:start].endswith(_HELD) or _MAY.match(text[end:]):
            return False
        beside = [m for m in reading.scan.mentions if m.end <= start or end <= m.start]
        return not any(m.kind in ("award", "policy") or self._own_word(m) for m in beside)

    def _own_word(self, mention: Mention) -> bool:
        """Whether a word is of a matter of these policies and of nothing else (人才目录), not of their trade at large (大模型)."""
        if mention.kind == "input":
            return mention.name in self._amounts
        if mention.kind not in ("clause", "silence") or mention.name in self._general:
            return False
        return len(mention.term) >= (3 if mention.term[0] >= "\u3400" else 8)


def _penalty(text: str) -> bool:
    """Whether a text asks what becomes of those who cheat (被查出来怎么罚), whatever else its words name."""
    said = {name for name in ("penalty", "unpunished") for word in cues()[name] if _stands(word, text.lower())}
    return said == {"penalty"}


def _whence(name: str, text: str) -> bool:
    """Whether a place says where somebody is, comes from or goes to, not whose policy is asked about."""
    return re.search(rf"(?:{_COMES_FROM})\s*(?:了)?{re.escape(name)}|{re.escape(name)}(?:区|市|县)?\s*(?:{_GOES_FROM})", text) is not None


def _stands(name: str, text: str) -> bool:
    if name.isascii():
        return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text) is not None
    return name in text
