"""What people call things that many policies are about: rent, revenue, equipment; validity, materials, telephone.

A policy folder says what is its own. Where it is terse, whatever its labels, titles and topics have in common with other
policies brings the words of `data/common.yaml` with it, unless the folder gives such a word a meaning itself. A folder that
lists many words of its own is taken at its word: more would only blur it, but for things that nothing else is called by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from assistant.understand.files import words_of
from assistant.understand.forms import spelled_out
from corpus.model import Award, Input, Policy

TERSE = 20  # words of its own up to which a thing is helped out


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing: `keys` tell it in a label or title unless one of `but` stands there; `words` are what people say.

    `beside`: general words that name it only right beside an amount. `always`: nothing else is called so; every folder has its words.
    """

    keys: tuple[str, ...]
    but: tuple[str, ...]
    words: tuple[str, ...]
    kind: str = ""
    always: bool = False
    beside: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def told_by(self, text: str) -> bool:
        """Whether a label or title speaks of this thing."""
        text = text.lower()
        return any(key in text for key in self.keys) and not any(word in text for word in self.but)


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = words_of("common")
    return found


def _thing(entry: dict[str, Any]) -> Thing:
    lists = {name: tuple(word.lower() for word in spelled_out(entry.get(name, ()))) for name in _LISTS}
    return Thing(**lists, kind=str(entry.get("kind", "")), always=bool(entry.get("always")))


_LISTS = ("keys", "but", "words", "beside", "not_words", "yes", "no")


@cache
def inputs() -> tuple[Thing, ...]:
    """Things that inputs are."""
    return tuple(_thing(entry) for entry in _raw()["inputs"])


@cache
def matters() -> tuple[Thing, ...]:
    """Things that clauses and silences are about."""
    return tuple(_thing(entry) for entry in _raw()["matters"])


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Words in names of inputs and awards, with what else people say for each."""
    return {word: tuple(str(form) for form in forms) for word, forms in _raw()["synonyms"].items()}


@cache
def loose_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may stand between the matter of an award and its word for money, and those words, the longest first."""
    found = _raw()["loose_names"]
    return tuple(found["links"]), tuple(sorted(found["heads"], key=len, reverse=True))


@lru_cache(maxsize=4096)
def told(title: str, own: tuple[str, ...] = ()) -> tuple[Thing, ...]:
    """The matters that a clause or a silence of this title is about, where it has few words of its own."""
    if not terse(own):
        return ()
    named = frozenset(word.lower() for word in own)
    return tuple(thing for thing in matters() if thing.told_by(title) or any(len(key) > 2 and key in named for key in thing.keys))


def lent(policies: Sequence[Policy]) -> dict[str, tuple[str, ...]]:
    """What else people say when they ask for each clause and silence, by id.

    A matter on which a silence says that the source does not speak is that silence's alone (what happens when the money runs
    out is not asked of the clause that says how much there is); a word that somebody declares stays with whoever declares it.
    """
    clauses = [(c.id, c.title, tuple(c.aliases)) for p in policies for c in p.clauses]
    silences = [(s.id, s.topic, tuple(s.words)) for p in policies for s in p.silences]
    declared = {word.lower() for _, title, own in (*clauses, *silences) for word in (title, *own)}
    unstated = {thing.keys for _, title, own in silences for thing in told(title, own)}
    found: dict[str, tuple[str, ...]] = {}
    for number, (name, title, own) in enumerate((*clauses, *silences)):
        things = [t for t in told(title, own) if number >= len(clauses) or t.keys not in unstated]
        found[name] = tuple(dict.fromkeys(word for thing in things for word in thing.words if word not in declared))
    return found


def terse(words: Sequence[str]) -> bool:
    """Whether something has so few words of its own that common ones help."""
    return sum(1 for word in words if not word.isascii()) <= TERSE


def entries(policies: Sequence[Policy], declared: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, str, str]]:
    """(term, kind, name) of the common words of these policies, without those that they declare themselves.

    Of several inputs that are the same thing (revenue of two years) the first that is declared has its words.
    """
    declared = list(declared)
    taken = {term.lower() for term, _, _ in declared}
    firm = {term.lower() for term, kind, _ in declared if kind in ("input", "not", "award")}
    mine: set[tuple[str, str]] = set()
    phrases = lent(policies)
    for policy in policies:
        for entry in policy.inputs:
            for term, kind in _of_input(entry):
                if term not in (firm if kind == "general" else taken) and (term, kind) not in mine:
                    mine.add((term, kind))
                    yield term, kind, entry.id
        for award in policy.awards:
            yield from ((term, "award", award.id) for term in _of_award(award) if term not in taken)
        for clause in policy.clauses:
            yield from ((term, "clause", clause.id) for term in phrases[clause.id] if term not in taken)
        for silence in policy.silences:
            yield from ((term, "silence", silence.id) for term in phrases[silence.id] if term not in taken)


_MONEY = ("补贴", "补助", "奖励", "资助", "扶持", "报销")


def _of_award(award: Award) -> Iterable[str]:
    """房租补贴 is asked for as 租金补助, 场租报销, too."""
    if not terse(award.words):
        return
    for thing in inputs():
        if thing.kind == "amount" and thing.told_by(award.title):
            nouns = [word for word in thing.words if 1 < len(word) < 5 and not word.isascii()]
            yield from (noun + money for noun in nouns for money in _MONEY)


def _of_input(entry: Input) -> Iterable[tuple[str, str]]:
    helped = terse(entry.words)
    for thing in inputs():
        if thing.kind != entry.kind or not (helped or thing.always) or not thing.told_by(f"{entry.label} {entry.label_en}"):
            continue
        own = tuple(word.lower() for word in entry.words if len(word) > 1)
        others = tuple(word for word in thing.not_words if not any(name in word for name in own))  # 租宿舍, where 宿舍 is what is meant
        for kind, words in (
            ("input", thing.words), ("general", thing.beside), ("not", others), ("yes", thing.yes), ("no", thing.no)
        ):  # fmt: skip
            yield from ((word, kind) for word in words)
