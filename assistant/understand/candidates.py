"""What an amount can be: every reading of it that the words around it allow, with how well each fits.

Each quantity is scored against every mention around it (a word that names an input, an award whose base it could
be, a word for money that is something else, a word for award money); what is being talked about adds weaker readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.items import heading
from assistant.understand.lexicon import Mention
from assistant.understand.quantities import SQUARE_METRES, scaled
from assistant.understand.rules import Rules
from assistant.understand.scan import Scan, Segment, said_year
from assistant.understand.standing import bought, own_noun, paid_by_others, words
from assistant.understand.targets import is_share, is_target
from corpus.amounts import Quantity

_BARELY = re.compile(r"(?:公司|自己|本身|那边|这边|今年|去年|才|只|仅|就|有|不过|也|刚|大概|约|到|做了?|\s)+")
_FAR = Decimal(12)  # times that a new value may be more or less than what it replaces
_ONCE_MORE = frozenset(("replace", "this_year", "last_year", "year_before_last"))
"""Right before an amount these say that it is one more value of what was spoken of: 主营1.3亿,今年7600万."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of an amount: as an `input`, as `other` money, as a `target`. Weak: no word of its own speaks for it."""

    score: float
    role: str
    name: str
    mention: Mention | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What is being talked about: awards in play (this turn's or the thread's), inputs asked for, amounts the thread holds."""

    awards: Sequence[str]
    pending: Sequence[str]
    known: Mapping[str, Decimal]


def candidates(q: Quantity, scan: Scan, around: Around, rules: Rules) -> list[Candidate]:
    """Every reading of a quantity that anything speaks for."""
    here = scan.segment_of(q.start)
    found = [c for mention in scan.mentions if (c := _beside(mention, q, scan, here, rules)) is not None]
    if is_target(q, scan, rules, around.known):
        found.append(Candidate(4.6, "target", next(iter(around.awards), ""), None))
    if q.kind == "amount" and paid_by_others(scan, q):
        found.append(Candidate(5.0, "other", "", None))
    for reading in (_answering, _once_more, _nearest, _bases, _evoked, _counts, _loose, _paced, _of_years):
        found += reading(q, scan, here, around, rules)
    if q.kind == "area" and _measured(scan, rules):  # 租了900平的实验室: an input of its own, as long as no price is told
        found = [c for c in found if c.role != "input" or rules.inputs[c.name].kind != "amount"]
    return [c for c in found if c.score > 0 and (c.role != "input" or rules.fits(rules.inputs[c.name], q))]


# ------------------------------------------------------------ words beside it


def _beside(mention: Mention, q: Quantity, scan: Scan, here: Segment, rules: Rules) -> Candidate | None:
    """What a mention makes of an amount: its weight, less for distance, other amounts between, and breaks crossed."""
    role, name, weight = _meaning(mention, q, scan, rules)
    if not role:
        return None
    there = scan.segment_of(mention.start)
    before = mention.end <= q.start
    gap = q.start - mention.end if before else mention.start - q.end
    if q.start < mention.start and mention.end < q.end:
        gap, before = 0, True  # 离5000万营收差20万: named inside
    if gap < 0 or (mention.end - mention.start == 1 and (gap > 1 or not before)):
        return None
    if mention.kind == "general" and not _right_beside(mention, q, scan, here):
        return None
    if before and there.index == here.index and _named_behind(mention, scan, here, rules):
        return None
    low, high = (mention.end, max(q.start, mention.end)) if before else (q.end, mention.start)
    gap -= scan.aside(low, high)
    between = sum(1 for other in scan.quantities if low <= other.start < high and other.kind in ("amount", "bare"))
    floor = max(here.depth, there.depth)
    between -= sum(1 for s in scan.segments if s.depth > floor for o in s.quantities if low <= o.start < high)
    hops = scan.hops(here, there)
    if there.depth > here.depth and hops and not (mention.start - q.end == 1 and not there.quantities):
        return None  # what is said in brackets is said of what stands before them; 1.5亿(主营) is called there
    if hops > 2 or (hops and not before and (gap > 6 or role == "other")):
        return None
    order = 0.0 if before else (-0.5 if q.kind == "count" else 0.25) if gap == 0 else 0.6  # 招了10个博士: doctors are counted
    score = weight - 0.07 * gap - 2.2 * between - 1.1 * hops - order
    if hops and any(o.kind in ("amount", "bare") for o in there.quantities):
        score -= 1.0
    return Candidate(score, role, name, mention)


def _right_beside(mention: Mention, q: Quantity, scan: Scan, segment: Segment) -> bool:
    """主业刚好5000万, 卖了5000万, 5000万的主业: a general word speaks for an amount it touches where no word of its own does."""
    own = [m for m in segment.mentions if m.kind in _OWN or (m.kind == "cue" and m.name == "other_money")]
    sums = [o for o in segment.quantities if o.kind in ("amount", "bare") and o.start != q.start]
    left = max((o.end for o in sums if o.end <= q.start), default=segment.start)
    own += [m for m in segment.mentions if m.kind == "general" and m.end <= mention.start]  # 房东一年收了80万 is the landlord's
    if any(left <= m.start and m.end <= q.start and m.end - m.start > 1 and m.name != mention.name for m in own):
        return False
    if mention.end <= q.start:
        awarded = any(m.kind == "cue" and m.name in _OF_AWARDS and mention.end <= m.start < q.start for m in segment.mentions)
        return (
            segment.start <= mention.start and left <= mention.start and _steps(scan.text[mention.end : q.start]) <= _REACH and not awarded
        )
    leads = any(0 <= o.start - mention.end <= _REACH for o in sums)
    return mention.end <= segment.end and not leads and scan.text[q.end : mention.start].strip(" 元块") in ("", "的", *words("purposes"))


def _steps(text: str) -> int:
    """How far apart, an English word counted as one letter."""
    return len(_LATIN_WORD.sub("w", text))


_LATIN_WORD = re.compile("[a-z]+")
_OWN = ("input", "not", "award")
_REACH = 5
_OF_AWARDS = frozenset(("award_money", "for_award", "cap_word", "goal", "approved_money", "reverse"))


def _named_behind(mention: Mention, scan: Scan, segment: Segment, rules: Rules) -> bool:
    """5亿营收90万租金: where each amount of a stretch is followed at once by its name, a name is none of the next amount."""
    amounts = [q for q in segment.quantities if q.kind == "amount"]
    if len(amounts) < 2 or not any(0 <= mention.start - q.end <= 1 for q in amounts):
        return False
    names = [m for m in segment.mentions if m.kind == "input" and m.end - m.start > 1 and m.name in rules.amounts]
    followed = all(any(0 <= m.start - q.end <= 1 and scan.text[q.end : m.start] in ("", "的", " ") for m in names) for q in amounts)
    return followed and not any(m.end <= amounts[0].start for m in names)


def _meaning(mention: Mention, q: Quantity, scan: Scan, rules: Rules) -> tuple[str, str, float]:
    """(role, name, weight) of an amount beside a mention; an empty role where the mention says nothing of amounts."""
    size = mention.end - mention.start
    segment = scan.segment_of(mention.start)
    money = q.kind in ("amount", "bare")
    if mention.kind in ("input", "yes"):
        entry = rules.inputs.get(mention.name)
        if entry is None or entry.kind in ("boolean", "choice") or not rules.fits(entry, q) or _not_yet(mention.name, q, scan, rules):
            return "", "", 0.0
        if _carried(mention, segment, rules):
            return "", "", 0.0
        return "input", mention.name, 3.0 + 0.1 * size
    if mention.kind == "general":
        return ("input", mention.name, 2.0 + 0.1 * size) if money and q.per in ("", "year") else ("", "", 0.0)
    if mention.kind in ("not", "cue") and money and (_paid_here(mention, q, segment) or _proves(mention, segment)):
        return "", "", 0.0
    if mention.kind == "not":
        if segment.has("approved_money") and mention.name in rules.computed and money:
            return "input", mention.name, 3.0
        entry = rules.inputs.get(mention.name)
        same = [m for m in segment.mentions if (m.start, m.end) == (mention.start, mention.end) and m.name != mention.name]
        if _modifies(mention, segment) or any(
            m.kind == "input" or (m.name in rules.approved and segment.has("approved_money")) for m in same
        ):
            return "", "", 0.0  # what one input is not may be another's own word: 算力租赁 is no rent
        if _of_another(mention, segment, rules):
            return "", "", 0.0
        return ("other", "", 3.3 + 0.1 * size) if entry is not None and entry.kind == "amount" and money else ("", "", 0.0)
    if mention.kind == "award":
        sources = rules.sources.get(mention.name, ())
        fitting = [n for n in sources if n in rules.inputs and rules.fits(rules.inputs[n], q)]
        base = next((n for n in fitting if q.kind != "area" or rules.inputs[n].kind == "integer"), fitting[0] if fitting else "")
        return ("input", base, 1.7) if base and not _not_yet(base, q, scan, rules) else ("", "", 0.0)
    if not money:
        return "", "", 0.0
    if mention.kind == "group":
        return "other", "", 3.4  # what a whole group comes to
    if mention.kind == "cue" and mention.name == "other_money":
        own = any(m.kind in ("input", "award") and m.start <= mention.start and mention.end <= m.end for m in scan.mentions)
        own = (
            own
            or _modifies(mention, segment, heading(scan, segment) is not None or _told_for(scan, segment, rules))
            or bool(q.per and mention.term.startswith(("合同", "签")))
        )  # 合同写的是4万5一个月
        return ("", "", 0.0) if own else ("other", "", 3.3)
    if mention.kind == "cue" and mention.name == "remove" and 0 <= q.start - mention.end <= 8 and not _net(mention, segment):
        return ("other", "", 3.6) if scan.segment_of(q.start).index == segment.index else ("", "", 0.0)
    return "", "", 0.0


def _paid_here(mention: Mention, q: Quantity, segment: Segment) -> bool:
    """按合同实付272万: what was paid is told, whatever it was paid by."""
    paid = [m for m in segment.mentions if m.kind == "cue" and m.name == "actual" and 0 <= q.start - m.end <= 1]
    return mention.name != "actual" and any(mention.end <= m.start for m in paid)


def _of_another(mention: Mention, segment: Segment, rules: Rules) -> bool:
    """训练大模型的电费: what is no part of one amount (rent) is said as a part of another (training)."""
    nouns = [m for m in segment.mentions if m.kind == "input" and m.name in rules.computed and m.end <= mention.start]
    if not nouns or nouns[-1].name == mention.name:
        return False
    between = segment.text[nouns[-1].end - segment.start : mention.start - segment.start]
    return between.endswith("的") and len(between) <= 6


def _proves(mention: Mention, segment: Segment) -> bool:
    """训练付款流水410万: papers of paying, behind what was paid for."""
    paper = any(m.kind == "cue" and m.name == "actual" and (m.start, m.end) == (mention.start, mention.end) for m in segment.mentions)
    return mention.kind == "not" and paper and any(m.kind == "input" and m.end <= mention.start for m in segment.mentions)


def _net(mention: Mention, segment: Segment) -> bool:
    """优化费不含税100万: without what the amount named before is told."""
    named = [m for m in segment.mentions if m.kind == "input" and m.end <= mention.start and m.end - m.start > 1]
    beside = any(m.kind == "cue" and m.name == "beside" and (m.start, m.end) == (mention.start, mention.end) for m in segment.mentions)
    return beside and bool(named) and not any(named[-1].end <= o.start < mention.start for o in segment.quantities)


def _carried(mention: Mention, segment: Segment, rules: Rules) -> bool:
    """Whether a general word goes with the noun before it: 推理优化项目付了56万 is optimising, 开销做到290万 is spending."""
    before = [m for m in segment.mentions if m.kind == "input" and m.end == mention.start and m.end - m.start > 1]
    if before and mention.term.startswith(words("heads")):
        return True
    if before and mention.kind == "input" and (mention.term.endswith("了") or len(mention.term) == 1):
        return all(m.name != mention.name for m in before)  # 算力租了120万
    named = (*rules.amounts, *rules.awards)
    others = [m for m in segment.mentions if m.name in named and m.kind != "about" and m.end <= mention.start and m.name != mention.name]
    if mention.term in words("verbs") and others and not any(others[-1].end <= q.start < mention.start for q in segment.quantities):
        return True  # 行业推广那笔做到420万: said of what is named before
    verb = any(m.kind == "cue" and m.name == "replace" and (m.start, m.end) == (mention.start, mention.end) for m in segment.mentions)
    return verb and any(m.kind == "cue" and m.name == "spend" and m.end == mention.start for m in segment.mentions)


def _modifies(mention: Mention, segment: Segment, headed: bool = False) -> bool:
    """Whether other money is no head of its own: 租金含物业80万 is rent, 模型优化服务费52万 is paid for that."""
    nouns = [m for m in segment.mentions if m.kind in ("input", "award") and m.end <= mention.start]
    plain = any(m.kind == "cue" and m.name == "plain_fee" and m.start <= mention.start and mention.end <= m.end for m in segment.mentions)
    if not nouns:
        return plain and headed  # 应用推广:设备310万
    if plain:
        return nouns[-1].end == mention.start
    within = any(m.kind == "cue" and m.name == "part_of" and m.end == mention.start for m in segment.mentions)
    within = within or (mention.start - nouns[-1].end == 1 and segment.text[nouns[-1].end - segment.start] in _TOGETHER)  # 房租连物业
    return within and not any(nouns[-1].end <= o.start < mention.start and o.kind in ("amount", "bare") for o in segment.quantities)


def _told_for(scan: Scan, segment: Segment, rules: Rules) -> bool:
    """请高校做推理加速,付了55万技术服务费: whether the stretch before says what is paid for, and nothing of its price."""
    if not segment.index or not segment.has("spend", "actual"):
        return False
    before = scan.segments[segment.index - 1]
    named = any(m.kind == "input" and m.name in rules.computed for m in before.mentions)
    return named and not any(q.kind in ("amount", "bare") for q in before.quantities)


_TOGETHER = "连带加和跟及与并+包"


def _measured(scan: Scan, rules: Rules) -> bool:
    """Whether square metres are an input themselves and no price of one is told."""
    areas = any(entry.kind == "integer" and entry.unit in SQUARE_METRES for entry in rules.inputs.values())
    return areas and not any(q.per.startswith("area") for q in scan.quantities)


def _not_yet(name: str, q: Quantity, scan: Scan, rules: Rules) -> bool:
    """Whether an input of an approved award is meant by nothing that says it was approved."""
    settled = scan.segment_of(q.start).has("approved_money", "add", "more", "done", "each") or scan.has("approved_money")
    return name in rules.approved and not settled


# ------------------------------------------------------------ what is being talked about


def _answering(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """An amount answers what was asked for."""
    sure = 2.2 if len(scan.text) <= 14 and not here.has("replace", "correction") else 1.4
    for place, name in enumerate(around.pending):
        if name in rules.inputs and rules.fits(rules.inputs[name], q):
            yield Candidate(sure - 0.1 * place, "input", name, None, weak=True)


def _once_more(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """去年主营1.3亿,今年掉到7600万: the same thing again."""
    again = any(m.kind == "cue" and m.name in _ONCE_MORE and 0 <= q.start - m.end <= 1 for m in here.mentions)
    other = any(here.start <= n.start < q.start and _BARELY.fullmatch(scan.text[n.end : q.start]) for n in scan.namings)
    if q.kind != "amount" or q.per or not (again or other):
        return
    nouns = [m for m in scan.mentions if m.kind in ("input", "not") and m.end <= q.start and m.name in rules.amounts]
    said = [m for m in nouns if not _carried(m, scan.segment_of(m.start), rules)]
    if said and said[-1].kind == "not" and not other:
        if not here.has("spend", "actual"):  # 合同额1300万,现在900万; but not 合同额1300万,实际投的是970万
            yield Candidate(1.8, "other", "", None)
    elif said:
        yield Candidate(1.8, "input", said[-1].name, None, weak=True)


def _nearest(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """The known amount that a new value most likely replaces: the nearest in size (冲到2000多万 beside 1900万)."""
    values = {scaled(q), q.value}
    if q.kind not in ("amount", "bare") or q.per or here.has("spend") or min(values) <= 0:
        return
    known = [(key.partition("%")[0], old) for key, old in around.known.items() if old > 0]  # a rate is known as rent%monthly
    near = [(max(value / old, old / value), name) for name, old in known for value in values if name in rules.amounts]
    apart, best = min(near, default=(_FAR, ""))
    if apart < _FAR:
        yield Candidate(1.5, "input", best, None, weak=True)


def _bases(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """What the awards in play are computed from."""
    if q.kind == "duration":
        return  # months paid are a part of what is paid by the month
    spend = 0.5 if here.has("spend", "actual") else 0.0
    short = len(here.text) - (q.end - q.start) <= 6
    names = _in_play(q, around, rules)
    if q.kind == "duration":  # 优化204万、租金7万一个月、付了9个月: of what was named last
        said = [m.name for m in scan.mentions if m.kind == "input" and m.end <= q.start]
        names.sort(key=lambda name: -1 if name not in said else said[::-1].index(name) - len(said) - 1)
    for place, name in enumerate(names):
        jotted = q.kind == "bare" and ((name in around.known and short) or here.has("spend", "replace"))
        if q.kind in ("amount", "area") or q.per or jotted or spend:
            yield Candidate(0.9 + spend - 0.2 * place, "input", name, None, weak=True)


def _evoked(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """医院导诊的模型落地,前后投了860万: money spent on a matter that one award is for, in words that name no amount."""
    spent = here.has("spend", "actual")
    if q.per or not (q.kind == "amount" or (q.kind == "bare" and spent)):
        return
    over = heading(scan, here)
    if over is None and (len(own_noun(scan, q)) > 1 or len(bought(scan, q)) > 1):
        return  # 另外花了60万做品牌宣传: a thing of its own
    near = [m for m in scan.mentions if (there := scan.segment_of(m.start)) is over or scan.hops(here, there) <= _NEAR_MATTER]
    for award, count in rules.evoked(near).items():
        base = rules.bases.get(award, "")
        alone = not around.awards or award in around.awards
        if base in rules.approved:
            if here.has("approved_money") and not _not_yet(base, q, scan, rules):  # 创新团队又批了410万
                yield Candidate(1.7, "input", base, None)
            continue
        if base in rules.inputs and rules.inputs[base].kind == "amount" and (count > 1 or (spent and alone)):
            yield Candidate(1.0 + 0.3 * min(count, 3) + 0.4 * spent, "input", base, None, weak=not (spent and count > 1))


_NEAR_MATTER = 2  # stretches between an amount and what it is about


def _in_play(q: Quantity, around: Around, rules: Rules) -> list[str]:
    names = dict.fromkeys(rules.bases.get(award, "") for award in around.awards)
    return [name for name in names if name in rules.inputs and rules.fits(rules.inputs[name], q)]


def _counts(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """A count is of what the awards in play count, of what is measured in its own unit, or of what the thread counts."""
    if q.kind not in ("count", "area"):
        return
    counted = {name: entry for name, entry in rules.inputs.items() if entry.kind == "integer"}
    fitting = {name for name, entry in counted.items() if rules.fits(entry, q)}
    for name in dict.fromkeys(n for award in around.awards for n in rules.sources.get(award, ())):
        if name in fitting:
            yield Candidate(0.8, "input", name, None, weak=True)
    for name, entry in counted.items():
        if entry.unit == q.measure and q.measure in rules.measures:
            yield Candidate(0.9, "input", name, None, weak=True)
    if q.kind == "area" and len(fitting) == 1 and _measured(scan, rules):
        yield Candidate(0.9, "input", next(iter(fitting)), None, weak=True)  # 52,000 square metres: of the one thing measured so
    for name in around.known:
        if name in fitting:
            yield Candidate(1.2 if here.has("replace", "correction", "add") else 0.7, "input", name, None, weak=True)


def _loose(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """Years counted, months paid, a share let out: of an input named, known or in play."""
    share = is_share(q, scan, around.known)
    loose = (q.kind == "duration" and q.unit != "年") or share
    if q.kind != "ordinal" and not loose:
        return
    bases = _in_play(q, around, rules)
    for name, entry in rules.inputs.items():
        said = any(m.kind == "input" and m.name == name for m in scan.mentions)
        if rules.fits(entry, q) and (entry.kind == "integer" or said or (loose and (name in around.known or name in bases))):
            own = any(m.kind == "input" and m.name == name and (m.start < q.start or q.end < m.end) for m in here.mentions)
            own = own or (q.kind == "duration" and _paced_before(q, name, scan))
            windows = [rules.awards[a].window for a in around.awards if a in rules.awards]
            windowed = any(window is not None and window.year == name for window in windows)
            yield Candidate(0.5 + 0.1 * said + 0.2 * own + 0.3 * windowed, "input", name, None, weak=True)


def _paced_before(q: Quantity, name: str, scan: Scan) -> bool:
    """租金7万/月、付了9个月: whether the last amount before is so much a period, and of this input."""
    before = [o for o in scan.quantities if o.end <= q.start and o.kind in ("amount", "bare")]
    if not before or not before[-1].per:
        return False
    return any(m.kind == "input" and m.name == name for m in scan.segment_of(before[-1].start).mentions)


def _paced(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """So much a month, a square metre: of an input that is told that way."""
    pace = "month" if q.per == "month" else "quarter" if q.per or here.has("payment", "quarterly", "half_yearly") else ""
    rated = [name for name in rules.amounts if pace in rules.inputs[name].per]
    if pace and q.kind == "amount" and len(rated) == 1:
        yield Candidate(0.7, "input", rated[0], None, weak=True)
    if q.kind == "area" or q.per.startswith("area"):
        for name in rules.amounts:
            if "area" in rules.inputs[name].per:
                yield Candidate(0.8, "input", name, None, weak=True)


def _of_years(q: Quantity, scan: Scan, here: Segment, around: Around, rules: Rules) -> Iterator[Candidate]:
    """去年1亿 beside 今年产值2亿: an amount of the one year where this year is set against the last."""
    year = said_year(scan, q)
    if q.kind not in ("amount", "bare") or q.per or year not in (-1, 0):
        return
    said = {m.name for m in scan.mentions if m.kind == "input"} | set(around.pending) | set(around.known)
    said |= {name for award in around.awards for name in rules.sources.get(award, ())}
    for of, over in rules.increments:
        if {of, over} & said:
            yield Candidate(2.0, "input", over if year else of, None)
