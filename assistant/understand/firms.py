"""Whom the words of a question are about: every way a firm (or an alternative) is named, and how far a name reaches.

「甲营收2亿租70万,乙营收1.1亿租40万,都自用」 names two firms and both together; 「一家…另一家…」, 「A …  B …」, 「主体一」, 「我哥公司」,
「番禺分公司」, 「8家首次备案」 do so in other words. A name is a `Naming`: where it stands, `who` is meant, what it was called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.understand.files import words_of
from assistant.understand.lexicon import Mention
from assistant.understand.matter import of_a_matter
from corpus.amounts import Quantity

SELF, PARENT, SUBSIDIARY, OTHER, ALL = "self", "parent", "subsidiary", "other", "all"
_KEYS = "abcde"
COUNTED = "+"  # 「8家」: who is `+` and the place in the text
_CUES = {"parent": PARENT, "subsidiary": SUBSIDIARY, "other_firm": OTHER, "self": SELF}
_LETTERS = {char: key for key, chars in zip("abcde", ("a甲一1", "b乙二2", "c丙三3", "d丁四4", "e戊五5"), strict=True) for char in chars}
_NOT_COUNTED = r"(?![年月个次笔共直起般样下些点季家成半旦号楼层台名位万亿千百\d.,]|\s*(?:k|m|million|billion|%|years?|months?)\b)"
_STEM = r"(?P<x>[a-e](?![a-z0-9轮股级类档票罩])|[甲乙丙丁戊](?![醛醇苯骨级肝流]))"
_FIRM_NOUN = r"公司|企业|主体|客户|单位|租户|来电|机构|户主|商家"
_ORDERED = re.compile(
    rf"(?:{_FIRM_NOUN})\s?(?P<n>[a-e](?![a-z0-9])|[甲乙丙丁戊]|[一二三四五1-5]{_NOT_COUNTED})"
    r"|\b(?:company|firm|client|enterprise|tenant|startup)\s(?P<e>[a-e1-5])\b(?!\s(?:year|month|quarter|week|firm|company))"
    rf"|(?<![a-z0-9])(?P<m>[a-e甲乙丙丁戊])(?:{_FIRM_NOUN}|家|厂|司|那家|这家|那边|这边|那个|方案)"
    r"|第(?P<o>[一二三四五1-5])(?:家|间|户|个(?:公司|企业|主体|客户|租户)|位客户|种|个方案|个选择|套)"
    r"|[小老](?P<k>[a-e])(?![a-z0-9])"
    r"|(?:方案|情况|情形|选择|选项|option\s|plan\s|scenario\s)(?P<p>[a-e](?![a-z0-9])|[甲乙丙一二三四五1-5](?![\d.]))"
)
_THING = (
    "项目|供应商|服务商|厂商|厂家|渠道|合同|账单|发票|订单|平台|系统|课题|工程|任务|模块|标段|阶段|部分|子项|批次|机房|集群|节点|数据中心|云|医院|工厂|场景|办公点|网点"
    "|[那这]?(?:一)?[笔批期项处单]"
)
_PLACES = re.compile(
    rf"(?:楼|栋|座|办公楼|大厦|场地|园区|{_THING}|building\s)(?P<n>[a-e](?![a-z0-9])|[甲乙丙丁]|[12](?!\d|[层楼]))|(?<![a-z0-9]){_STEM}(?:栋|座|楼|区|园|处|地块|大厦|{_THING})"
)
_LONE = re.compile(rf"(?<![a-z0-9.\-])(?:{_STEM})(?!\s?(?:round|轮融))")
_ONES = re.compile(
    r"(?<![第每哪某同这那另单国前后头])(?:一家|一[间个](?:公司|企业|客户|租户))(?!(?:公司|企业)?(?:最多|最高|上限|一年|企业年度|大模型|能|可|封顶|顶格|顶多))"
    r"|另(?:外)?一?(?:家|[间个](?:公司|企业|客户|租户))|还有一?(?:家|间公司)"
    r"|\bone(?= (?:firm|company|pays|paid|spent|spends|rents|has|with|of them))|\b(?:the other|another)(?: one| firm| company)?\b"
)
_NAMED = re.compile(
    r"(?:^|[,，、。;；:：\s和跟与而及那帮/]|其中)(?:(?P<x>[\u4e00-\u9fff]{2,4}?)(?:分公司|公司|科技|智能|那家|这家|那边|那间)"
    r"|(?P<s>[\u4e00-\u9fff]{2})的?(?:全资|独资|新设|控股|新)*子公司)"
)
_NO_NAME = re.compile(
    r"[我你您他她它咱本该贵这那哪几多一两三每个家母子总分某同另别小新老大各双租]|公司|企业|全资|独资|控股|兄弟|关联|朋友|姐妹|上市|模型|设计|软件|有限"
    r"|集团|老板|芯片|外资|民营|创业|营收|收入|优化|推广|备案|首次|客户|主体|如果|要是|假如|已经|没有|还有|如何|办公|算法|去年|今年|前面|后面|前头|后头|刚才|对面|上面|下面|另外"
)
_ALL = re.compile(
    r"(?:我|他|她)俩|[两俩二三四五几2-5]\s?(?:边|方|个公司|个企业|主体|个主体|个客户|个租户)"
    r"|双方|各自|各家|二者|两者|(?<!们)俩|\bboth\b|\beach of them\b"
)
MOVED = re.compile(r"换成|换作|改由|换由|由[^,,。]{0,8}来租|来租|同样的?(?:房|租|一层)|同一(?:层|处|套|间|份)")
"""What one firm spends, put to another: 母公司租…,换成子公司来租呢."""
_NO_FIRMS = re.compile(r"\s*(?:供应商|服务商|代理商|门店|分店|店|网点|办公|机构|云|平台|银行|股东|厂商|中介|物业|房东|报价|客户(?:付|给))")
_OF_THESE = re.compile(r"(?:其中|里面|里头|当中)(?:的|有)*$")
_MINE = re.compile(r"我(?:这边|这家|方|自己|自家|那家|名下|的公司|(?=[花付投掏租]))")
_THEIRS = re.compile(r"(?:他|她|人家|对方)(?:们)?(?:那边|那家|公司|家|(?=[花付投掏租]))")
_NOT_A_FIRM = ("给", "给了", "让了", "租给", "让", "借", "向", "付", "付给", "委托", "找", "请", "由", "交给", "从", "归", "to", "from")
_OPPOSED_NOUN = r"(?P<noun>厂|店|公司|企业|主体|家|院|所|社|那家|那边|那个|那间|的那家|的那个|的)"
_OF_SAME = ("它", "他", "她", "其", "该公司", "这家", "那家", "人家", "对方", "it")
_JOIN = re.compile(r"[\s、,，和跟与及同/]*|\s*(?:and|or|还是)\s*")
_LINKS = "的|下面|旗下|名下|新|全资|独资|控股|百分之?百|100%|持股|持有|设立|设|开设|开|成立|投资|办|下属|家|个|一|了|所|又|刚"
_OWNS = re.compile(
    r"(?:的|下面|旗下|名下|新|全资|独资|控股|百分之?百|100%|持股|设立|设|开|成立|家|个|一|在|有|所|又|还|了|下属|旗|下|自己)*"
)
_IS = re.compile(
    r"\s*(?:[::]|是|为|系|作为|就是|也是|算是|属于|is\s|=|,|\()\s*(?:一?[家个])?(?:[a-e甲乙丙一二我们集团总部母公司的]*)"
    r"(?:的|全资|独资|控股|新设|新|百分之?百|100%|设立|持股|下属|a\s|wholly[ -]owned\s)*"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """A stretch that names a firm. `count`: how many it stands for (8家)."""

    start: int
    end: int
    who: str
    label: str
    count: int = 1


def namings(
    text: str,
    original: str,
    mentions: Sequence[Mention],
    quantities: Sequence[Quantity],
    kin: Sequence[str],
    compared: bool,
    counted: frozenset[str] = frozenset(),
) -> tuple[Naming, ...]:
    """Every naming of a folded text, in order. `original`: with its capitals; `kin`: words for other people's firms;
    `counted`: inputs counted in 家."""
    found: list[Naming] = []
    covered: list[tuple[int, int]] = []

    def add(start: int, end: int, who: str, label: str, count: int = 1) -> None:
        if not any(start < b and a < end for a, b in covered):
            covered.append((start, end))
            found.append(Naming(start, end, who, label, count))

    for match in _PLACES.finditer(text):
        key = _LETTERS[next(g for g in (match["n"], match["x"]) if g)]
        if compared:
            add(match.start(), match.end(), key, match[0])
        else:
            covered.append(match.span())  # two places of one firm
    for match in _ORDERED.finditer(text):
        key = _LETTERS[next(group for group in match.groups() if group)]
        add(match.start(), match.end(), key, match[0].strip())
    ones = [m for m in _ONES.finditer(text) if not text[: m.start()].endswith(_NOT_A_FIRM)]
    if len(ones) > 1 and len({m.start() for m in ones}) > 1:
        for place, match in enumerate(ones[:5]):
            add(match.start(), match.end(), _KEYS[place], match[0] if match[0].isascii() else f"第{'一二三四五'[place]}家")
    called = [(m[g], m.start(g), m.end()) for m in _NAMED.finditer(text) if not _NO_NAME.search(m[g := "x" if m["x"] else "s"])]
    if len({name for name, _, _ in called}) > 1:
        for name, start, end in called:
            add(start, end, name, text[start:end])
    for start, end in _opposed(text, mentions, quantities):
        add(start, end, text[start:end], text[start:end])
    for match in _MINE.finditer(text):
        add(match.start(), match.end(), SELF, match[0])
    cued = [(m.start, m.end) for m in mentions if m.kind == "cue" and m.name in _CUES]
    for term in kin:
        for match in re.finditer(re.escape(term), text):
            if any(a <= match.start() and match.end() < b for a, b in cued):
                continue  # 阿妈公司 is the parent
            if not text[: match.start()].endswith(_NOT_A_FIRM):
                add(match.start(), match.end(), term, term)
    for match in _ALL.finditer(text):
        add(match.start(), match.end(), ALL, match[0])
    for q in quantities:
        if _NO_FIRMS.match(text, q.end) or _OF_THESE.search(text[: q.start]) or of_a_matter(q, text, mentions):
            continue  # 三家办公点, 两家供应商, 三家工厂; 其中两家 are some of those counted
        if (
            q.kind == "count"
            and q.measure in ("家", "间", "户")
            and 2 <= q.value <= 99
            and q.value == int(q.value)
            and not q.is_range
            and q.relation in ("exact", "about")
            and not _counts_things(q, text, mentions, counted)
        ):
            add(q.start, q.end, f"{COUNTED}{q.start}", q.text, int(q.value))
    for mention in mentions:
        if mention.kind != "cue" or mention.name not in _CUES:
            continue
        if mention.name == "other_firm" and text[: mention.start].endswith(_NOT_A_FIRM):
            continue  # 转租给别家: no firm that is asked about
        if mention.term in ("自己", "自家", "自身") and text[: mention.start].endswith(_OF_SAME):
            continue  # 它自己主业900万: whoever was spoken of
        end = mention.end + 2 * (mention.term.endswith("子") and text.startswith("公司", mention.end))  # 全资子|公司
        add(mention.start, end, _CUES[mention.name], text[mention.start : end])
    han = re.search(r"[\u4e00-\u9fff]", text) is not None
    items = _lettered(text, quantities)
    for match in _LONE.finditer(text):
        char = match["x"]
        if match.start() >= items:
            continue  # 分三笔:A 30万,B 50万,C 20万
        if char.isascii() and not (han and _alone(text, match)) and not original[match.start() : match.end()].isupper():
            continue
        if char.isascii() and not han and original[: match.end()].strip() == "A":
            continue  # A company …
        add(match.start(), match.end(), _LETTERS[char], original[match.start() : match.end()])
    found.sort(key=lambda n: n.start)
    theirs = next((n for n in reversed(found) if n.who not in (SELF, ALL, SUBSIDIARY, PARENT) and n.count == 1), None)
    for match in _THEIRS.finditer(text) if theirs is not None else ():
        if theirs is not None and match.start() > theirs.end:
            add(match.start(), match.end(), theirs.who, theirs.label)  # 我老婆…,她那边…
    found.sort(key=lambda n: n.start)
    found = [n for n, before in zip(found, [None, *found], strict=False) if before is None or not _same_breath(before, n, text)]
    return tuple(_apposed(_owned(_possessed(found, text), text), text))


_ITEMS = "笔处批期项单栋层块"


def _lettered(text: str, quantities: Sequence[Quantity]) -> int:
    """Where letters begin to stand for items and not for firms: as many of them were announced (分三笔)."""
    for q in quantities:
        if q.kind == "count" and q.value >= 2 and (q.measure or "-") in _ITEMS:
            letters = {match["x"] for match in _LONE.finditer(text, q.end)}
            if len(letters) == q.value:
                return q.end
    return len(text)


def _opposed(text: str, mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> list[tuple[int, int]]:
    """老厂…,新厂…; 大的…,小的…: two firms, where amounts of two kinds are told of each (else they are two places of one)."""
    pairs = [form.split("/") for form in words_of("fillers")["opposed"]]
    for one, other in pairs:
        for match in re.finditer(rf"(?P<adj>{one}|{other}){_OPPOSED_NOUN}", text):
            twin = re.search(rf"{other if match['adj'] == one else one}{re.escape(match['noun'])}", text[match.end() :])
            if twin is None:
                continue
            second = match.end() + twin.start()
            told = [
                {
                    m.name
                    for m in mentions
                    if m.kind == "input" and a <= m.start < b and any(a <= q.start < b and q.kind == "amount" for q in quantities)
                }
                for a, b in ((match.end(), second), (match.end() + twin.end(), len(text)))
            ]
            if all(len(names) > 1 for names in told) or (all(told) and not told[0] & told[1]):
                return [match.span(), (second, match.end() + twin.end())]
    return []


def _same_breath(before: Naming, naming: Naming, text: str) -> bool:
    """三家兄弟公司, 来电2 另一家: a general word for another firm right after a name names nobody else."""
    apart = text[before.end : naming.start].strip(" ,，的")
    if naming.label == "自己" and (before.end == naming.start or text[naming.start - 1] in "它他她其佢"):
        return True  # 甲自己租, 它自己: still 甲
    return naming.who == OTHER and (before.who.startswith(COUNTED) or before.who in "abcde") and not apart


def _counts_things(q: Quantity, text: str, mentions: Sequence[Mention], counted: frozenset[str]) -> bool:
    """境外展商70家, 请了20家境外展商: what an award counts, no firms that ask."""
    for mention in mentions:
        if mention.kind == "input" and mention.name in counted:
            gap = text[mention.end : q.start] if mention.end <= q.start else text[q.end : mention.start]
            if mention.term != q.measure and len(gap) <= 6 and not re.search(r"[,，。;；、\d]", gap):
                return True
    return False


def _alone(text: str, match: re.Match[str]) -> bool:
    """A small letter between Han characters or breaks names something; within Latin words it does not."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not (before == " " and re.match(r"[a-z]", text[match.end() + 1 : match.end() + 2]) and after == " ")


def _possessed(found: Sequence[Naming], text: str) -> list[Naming]:
    """集团下面的新公司, A的全资子公司: the owner named before what it owns is not who is spoken of."""
    kept = []
    for number, naming in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        owned = (
            following is not None
            and following.who == SUBSIDIARY
            and naming.who not in (SUBSIDIARY, ALL)
            and not naming.who.startswith(COUNTED)
        )
        if owned and following is not None and _OWNS.fullmatch(text[naming.end : following.start].strip()):
            continue
        kept.append(naming)
    return kept


_OWNER = re.compile(
    rf"(?P<np>[^,,。;;:!?\n()]{{1,24}}?(?:企业|公司|集团|机构|厂商|总部))(?:{_LINKS})+$"
    r"|(?P<by>\b(?:an?|the|another|some)\s[^,.;]{0,30}?(?:company|firm|enterprise|group)(?:'s)?\s*(?:wholly[ -]owned\s*|new\s*)*$)"
)


def _owned(found: Sequence[Naming], text: str) -> list[Naming]:
    """一家已备案企业的全资新公司: what stands before what it owns is the parent, though no word for one is there."""
    made = []
    for number, naming in enumerate(found):
        left = found[number - 1].end if number else 0
        match = _OWNER.search(text[left : naming.start]) if naming.who == SUBSIDIARY else None
        if match is not None:
            own = re.sub(r"^(?:\s|是|为|系|属于|属|作为|有|如果|假如|举例|就是|也是)+", "", match["np"] or match["by"])
            start = left + match.start() + len(match["np"] or match["by"]) - len(own)
            if len(own) > 1:
                made.append(Naming(start, start + len(own), PARENT, own))
        made.append(naming)
    return made


def _apposed(found: Sequence[Naming], text: str) -> list[Naming]:
    """主体二:全资子公司…, B是A的全资子公司: what a firm is said to be is no other firm."""
    same: dict[str, str] = {}
    for one, two, three in zip(found, found[1:], found[2:], strict=False):
        own = one.who == SELF and two.who == PARENT and three.who == SUBSIDIARY
        if own and re.fullmatch(r"\s*(?:公司)?(?:是|为|系|属于|作为|就是)\s*", text[one.end : two.start]):
            same[SUBSIDIARY] = SELF  # 我司是某企业的全资子公司
    for before, after in pairwise(found):
        if (
            after.who in (SUBSIDIARY, PARENT)
            and before.who not in (SUBSIDIARY, PARENT, ALL, OTHER)
            and not before.who.startswith(COUNTED)
            and _IS.fullmatch(text[before.end : after.start])
        ):
            same.setdefault(after.who, before.who)
    return [Naming(n.start, n.end, same.get(n.who, n.who), n.label, n.count) for n in found]


def about(spans: Sequence[tuple[int, int, int]], found: Sequence[Naming]) -> list[str]:
    """Whom each segment (start, end, depth of brackets) is about.

    A firm named stays the subject until another is; the parent only while the text goes on to name somebody else, for
    母公司有备案,租金100万 returns to the asker.
    """
    named: list[str | None] = []
    sticky = any(n.who == PARENT and n.label.endswith(("自己", "本身")) for n in found)  # 总部自己也租了: it is the parent's case
    for start, end, _ in spans:
        inside = [n.who for n in found if start <= n.start < end]
        specific = [who for who in inside if who != SELF]
        named.append(specific[0] if specific else inside[0] if inside else None)
    # 自己用 says that one uses it oneself, and names nobody new
    new = [any(start <= n.start < end and n.label != "自己" for n in found) for start, end, _ in spans]
    result: list[str] = []
    current, asker = SELF, SELF
    outside: list[str] = []  # whom the words before each open bracket are about
    for index, subject in enumerate(named):
        depth = spans[index][2]
        while len(outside) > depth:
            current = outside.pop()
        while len(outside) < depth:
            outside.append(current)
        if subject is not None:
            current = subject
            if subject in (SELF, SUBSIDIARY):
                asker = subject
        elif (
            current == PARENT
            and not sticky
            and not any(who not in (None, PARENT) and fresh for who, fresh in zip(named[index + 1 :], new[index + 1 :], strict=True))
        ):
            current = asker
        result.append(current)
    return result


def shared_out(text: str, found: Sequence[Naming], quantities: Sequence[Quantity]) -> Mapping[int, str]:
    """甲乙丙各花 50万 150万 450万, A和B租金分别60万、80万: of several firms named in a row and as many amounts, each has its own.

    Start of an amount → whose it is.
    """
    result: dict[int, str] = {}
    rows: list[list[Naming]] = []
    for naming in [n for n in found if n.who != ALL and not n.who.startswith(COUNTED)]:
        if rows and naming.who not in (rows[-1][-1].who, ALL) and _JOIN.fullmatch(text[rows[-1][-1].end : naming.start]):
            rows[-1].append(naming)
        else:
            rows.append([naming])
    for number, row in enumerate(rows):
        if len(row) < 2:
            continue
        stop = next((r[0].start for r in rows[number + 1 :] if r[0].who != ALL), len(text))
        inside = [q for q in quantities if row[-1].end <= q.start < stop and q.kind in ("amount", "bare")]
        for run in _runs(inside, text):
            if len(run) == len(row):
                result.update({q.start: naming.who for q, naming in zip(run, row, strict=True)})
            elif len(run) == 1:
                result[run[0].start] = ALL
    if not result and len({n.who for n in found} - {ALL, SELF, PARENT, SUBSIDIARY} - {n.who for n in found if n.count > 1}) == 0:
        result = _of_many(text, found, quantities)
    return result


def in_a_row(text: str, found: Sequence[Naming]) -> bool:
    """Whether these names are two or more firms named in one breath: 甲和乙, A、B."""
    whos = {n.who for n in found}
    return len(whos) > 1 and all(_JOIN.fullmatch(text[a.end : b.start]) for a, b in pairwise(found))


def _of_many(text: str, found: Sequence[Naming], quantities: Sequence[Quantity]) -> dict[int, str]:
    """三家子公司,租金分别50万、100万、150万: as many amounts as firms were announced, one for each."""
    result: dict[int, str] = {}
    for naming in found:
        if naming.count < 2 or naming.count > len(_KEYS) or not re.search(r"分别|依次|各|respectively", text[naming.end :]):
            continue
        inside = [q for q in quantities if q.start >= naming.end and q.kind in ("amount", "bare")]
        for run in _runs(inside, text):
            if len(run) == naming.count:
                result.update({q.start: who for q, who in zip(run, _KEYS, strict=False)})
    return result


def _runs(quantities: Sequence[Quantity], text: str) -> list[list[Quantity]]:
    runs: list[list[Quantity]] = []
    for q in quantities:
        if runs and re.fullmatch(r"[\s、,，和跟与及/元块]*|\s*and\s*", text[runs[-1][-1].end : q.start]):
            runs[-1].append(q)
        else:
            runs.append([q])
    return runs
