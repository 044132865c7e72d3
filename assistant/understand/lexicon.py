"""The vocabulary of a conversation: what the policies declare, and the cues that every policy shares.

One longest-match scan finds all mentions of a question. Nothing here knows a policy: inputs, awards, clauses and
silences bring their own words; negation, plans, sums, comparisons and the like come from `data/cues.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understand import common
from assistant.understand.files import words_of
from assistant.understand.forms import spelled_out
from corpus.model import Group, Policy

_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the question that names something.

    `kind`: input · general (an input, right beside an amount alone) · yes · no · group · not (looks like an input, is none) · option
    · only (a word that `only_with` asks for) · award · about (of its matter) · clause · silence · place · policy · cue.
    `name`: the id named, `input=option` for an option.
    """

    start: int
    end: int
    kind: str
    name: str
    term: str


class Lexicon:
    """Terms to what they name; several meanings a term. Lookup is by longest match per kind."""

    def __init__(self, entries: Iterable[tuple[str, str, str]], counted: frozenset[str] = frozenset(), pieces: bool = False) -> None:
        self.counted = counted  # inputs counted in 家, as firms are
        self.pieces = pieces  # whether some input counts people or things, which 个 may be said of
        self._terms: dict[str, list[tuple[str, str]]] = {}
        for term, kind, name in entries:
            term = fold(term)
            if not term:
                continue
            meanings = self._terms.setdefault(term, [])
            if (kind, name) not in meanings:
                meanings.append((kind, name))
        self._heads: dict[str, list[str]] = {}
        for term in self._terms:
            self._heads.setdefault(term[:2], []).append(term)
        for terms in self._heads.values():
            terms.sort(key=len, reverse=True)
        self.kin = self.cue_forms("firm_kin")

    @property
    def terms(self) -> tuple[str, ...]:
        """Everything that is named; words that only belong to a matter (园区) are ordinary words, which nothing is mended towards."""
        return tuple(term for term, meanings in self._terms.items() if any(kind != "about" for kind, _ in meanings))

    def cue_forms(self, name: str) -> tuple[str, ...]:
        """The forms of a cue, folded: what `data/cues.yaml` lists, without reading it again."""
        return tuple(term for term, meanings in self._terms.items() if ("cue", name) in meanings)

    def meanings(self, term: str) -> tuple[tuple[str, str], ...]:
        return tuple(self._terms.get(term, ()))

    def scan(self, text: str, ends: frozenset[int] = frozenset(), lasting: frozenset[int] = frozenset()) -> list[Mention]:
        """All mentions in folded text; of two mentions of one kind and name family, the longer one wins.

        `ends`: where amounts end; no cue begins with their last letter (64万|一共 does not say 万一). `lasting`: where so many
        years end; nothing begins with their last letter (半年|收 does not say 年收).
        """
        found: list[Mention] = []
        for start in range(len(text)):
            for head in (text[start : start + 2], text[start]):
                for term in self._heads.get(head, ()):
                    if text.startswith(term, start) and _whole(text, start, term):
                        if start + 1 in lasting and len(term) > 1:
                            continue
                        cut = start + 1 in ends and len(term) > 1
                        kinds = [(kind, name) for kind, name in self._terms[term] if not (cut and kind == "cue")]
                        found += [Mention(start, start + len(term), kind, name, term) for kind, name in kinds]
        return _longest(found)


def fold(text: str) -> str:
    """Lower case; the text itself is expected normalised (NFKC, Simplified)."""
    return text.strip().lower()


def _whole(text: str, start: int, term: str) -> bool:
    """Latin terms match whole words only: `ai` is not in `main`; a plural s is allowed."""
    end = start + len(term)
    if _LATIN.match(term[0]) and start and _LATIN.match(text[start - 1]):
        return False
    if _LATIN.match(term[-1]) and end < len(text) and _LATIN.match(text[end]):
        return text[end] == "s" and (end + 1 == len(text) or not _LATIN.match(text[end + 1]))
    return True


_FAMILY = {
    "input": "noun",
    "not": "noun",
    "general": "noun",
    "award": "award",
    "clause": "clause",
    "silence": "silence",
    "yes": "noun",
    "no": "noun",
    "cue": "cue",
}
_SWALLOWS = frozenset(
    [
        "negation",
        "but",
        "denied_end",
        "refused",
        "again",
        "first",
        "other_money",
        "take_back",
        "unpaid",
        "unrelated",
        "pool_count",
        "in_yuan",
        "new_case",
        "half_yearly",
        "agree",
    ]
)
"""Cues whose inner words mean something else than alone: 没通过 is no 通过, 不是首次 no 首次."""


_FIRM = frozenset(["reverse", "maximum"])
"""Cues that hold though another runs into them: 想拿满 says 拿满."""


def _longest(found: list[Mention]) -> list[Mention]:
    """Drop a mention that lies inside a longer one that gives it another meaning (收入 inside 总收入); equals stay.

    A phrase that settles one input may hold one that settles another (是全资子公司 says 全资 too). An ordinary cue may
    hold another (能补多少 asks how much of what is paid out).
    """
    at: dict[int, list[Mention]] = {}  # whatever runs over a position, so that only neighbours are compared
    for mention in found:
        for place in range(mention.start, mention.end):
            at.setdefault(place, []).append(mention)
    ours = [(m.start, m.end) for m in found if m.kind == "cue" and m.name == "self"]
    kept: list[Mention] = []
    cues_over: dict[int, list[Mention]] = {}  # cues kept, by position: 今年|头一次 leaves no 年头 that could run into 头一次
    for mention in found:
        if _ours(mention, ours) or any(_covers(other, mention) for other in at[mention.start] if not _ours(other, ours)):
            continue
        over = cues_over.get(mention.start, ()) if mention.kind == "cue" else ()
        if mention.name not in _FIRM and any(other.start < mention.start < other.end < mention.end for other in over):
            continue  # 顶多多少: 顶多 was said, 多多少 was not
        kept.append(mention)
        for place in range(mention.start, mention.end) if mention.kind == "cue" else ():
            cues_over.setdefault(place, []).append(mention)
    return sorted(kept, key=lambda m: (m.start, -m.end, m.kind, m.name))


def _ours(mention: Mention, ours: Sequence[tuple[int, int]]) -> bool:
    """我们[集团营收]: what looks like another's, run into by a name of one's own."""
    return mention.kind == "not" and any(start < mention.start < end for start, end in ours)


def _covers(outer: Mention, inner: Mention) -> bool:
    if not (outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start):
        return False
    if _FAMILY.get(outer.kind, outer.kind) != _FAMILY.get(inner.kind, inner.kind):
        return False
    if outer.kind == "cue":
        noun = outer.name == "cap_word" and inner.name == "spend"  # 天花板 spends nothing
        return outer.name == inner.name or outer.name in _SWALLOWS or noun
    return not (inner.kind == "yes" and outer.kind in ("yes", "input") and inner.name != outer.name)


@cache
def cues() -> dict[str, tuple[str, ...]]:
    """Cue name to its forms, from `data/cues.yaml`."""
    raw = words_of("cues")
    return {name: spelled_out(forms) for name, forms in raw.items()}


def group_names(group: Group) -> tuple[str, ...]:
    """产业奖励 is also said 产业奖, 产业."""
    short = re.sub(r"(?:类)?(?:奖励|补贴|奖补|扶持|资助)$", "", group.label)
    english = group.label_en.lower()
    return tuple(dict.fromkeys(n for n in (group.label, short, english, english.removesuffix(" awards")) if len(n) > 1))


def _parted(word: str) -> tuple[str, ...]:
    """备案 → 备了案, 备过案, 备完案: a verb of two characters takes its particle in the middle."""
    if len(word) != 2 or not all("\u4e00" <= char <= "\u9fff" for char in word):
        return ()
    return tuple(f"{word[0]}{particle}{word[1]}" for particle in ("了", "过", "完", "好", "上", "成"))


def policy_entries(policies: Sequence[Policy]) -> Iterable[tuple[str, str, str]]:
    """(term, kind, name) of everything the policies declare."""
    for policy in policies:
        for entry in policy.inputs:
            yield from ((word, "input", entry.id) for word in (entry.label, entry.label_en, *entry.words))
            yield from ((word, "general", entry.id) for word in entry.beside)
            yield from ((word, "not", entry.id) for word in entry.not_words)
            if entry.kind == "boolean":
                yield from ((parted, "yes", entry.id) for word in entry.words for parted in _parted(word))
            yield from ((word, "yes", entry.id) for word in entry.yes)
            yield from ((word, "no", entry.id) for word in entry.no)
            yield from ((word, "only", entry.id) for word in entry.only_with)
            for option in entry.options:
                yield from ((word, "option", f"{entry.id}={option.id}") for word in (option.label, option.label_en, *option.words))
        for award in policy.awards:
            yield from ((word, "award", award.id) for word in (award.title, award.title_en, *award.words))
            yield from ((word, "about", award.id) for word in award.about)
        for clause in policy.clauses:
            titles = (clause.title, clause.title_en) if len(clause.title_en.split()) > 1 else (clause.title,)
            yield from ((word, "clause", clause.id) for word in (*titles, *clause.aliases))
        for silence in policy.silences:
            yield from ((word, "silence", silence.id) for word in silence.words)
        declared = {word for entry in policy.inputs for word in (entry.label, *entry.words)}
        for group in policy.groups:
            yield from ((word, "group", group.id) for word in group_names(group) if word not in declared)
        yield from ((word, "place", policy.id) for word in policy.places)
        yield from ((word, "policy", policy.id) for word in (policy.title, policy.title_en, policy.short_title, *policy.aliases))


def spoken(policies: Sequence[Policy], entries: Sequence[tuple[str, str, str]]) -> Iterable[tuple[str, str, str]]:
    """Names of inputs and awards with a word replaced by what `terms.yaml` says means the same: 技术改造补贴 → 机器换人补贴."""
    taken = {term for term, _, _ in entries}
    settled = {i.id for p in policies for i in p.inputs if i.kind == "boolean"}  # what is met is said in words of its own
    many = {i.id for p in policies for i in p.inputs if not common.terse(i.words)}
    many |= {a.id for p in policies for a in p.awards if not common.terse(a.words)}
    shared = [(word, forms, True) for word, forms in common.synonyms().items()]
    own = [(word, forms, False) for policy in policies for word, forms in policy.synonyms.items()]
    for word, forms, common_word in (*own, *shared):
        for term, kind, name in entries:
            if kind not in _RENAMED or word not in term or name in settled or (common_word and name in many):
                continue
            yield from ((new, kind, name) for form in forms if (new := term.replace(word, form)) not in taken and len(new) > 1)


def firsts(policies: Sequence[Policy]) -> Iterable[tuple[str, str, str]]:
    """首次在本区办展 is also said 头一回在本区办展: whatever says 首次 in the name of a condition, in all its forms."""
    for entry in (i for p in policies for i in p.inputs if i.kind == "boolean"):
        for kind, words in (("input", (entry.label, *entry.words)), ("yes", entry.yes)):
            for word in words:
                found = next((form for form in _FIRST if form in word and form != word), "")
                yield from ((word.replace(found, form), kind, entry.id) for form in _FIRST if found and form != found)


def loosely(policies: Sequence[Policy], taken: Collection[str]) -> Iterable[tuple[str, str, str]]:
    """备案奖 is also called 备案的奖, 备案那笔奖, 备案那个奖励: a word between the matter and the money."""
    links, heads = common.loose_names()
    for award in (a for p in policies for a in p.awards):
        for word in (award.title, *award.words):
            head = next((h for h in heads if word.endswith(h) and _STEM <= len(word) - len(h) <= _STEM + 2), "")
            stem = word.removesuffix(head)
            yield from ((new, "award", award.id) for link in links for h in heads if head and (new := stem + link + h) not in taken)


_STEM = 2  # characters of what an award is for, at least
_NO_PIECES = frozenset(("年", "个月", "月", "天", "日", "平方米", "㎡", "平米"))
_FIRST = ("首次", "第一次", "头一次", "头一回", "第一回", "首度", "首回", "初次")
_RENAMED = frozenset(["input", "option", "award"])


def build(policies: Sequence[Policy]) -> Lexicon:
    """The lexicon of these policies together with the shared cues."""
    declared = list(policy_entries(policies))
    declared += list(common.entries(policies, declared))
    asked = {term for term, kind, _ in declared if kind == "input"}  # 宿舍 is other money, unless a policy asks for it
    shared = ((form, "cue", name) for name, forms in cues().items() for form in forms if name != "other_money" or form not in asked)
    declared += list(loosely(policies, {term for term, _, _ in declared}))
    counted = frozenset(i.id for p in policies for i in p.inputs if i.kind == "integer" and i.unit in ("家", "间", "户"))
    pieces = any(i.kind == "integer" and i.unit not in _NO_PIECES for p in policies for i in p.inputs)
    return Lexicon([*declared, *firsts(policies), *spoken(policies, declared), *shared], counted, pieces)
