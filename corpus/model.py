"""A policy as data: what `policy.yaml`, `clauses.md`, `awards.yaml`, `terms.yaml` say, once loaded.

These pydantic models are both the file format (strict: unknown keys are errors; their JSON Schema is
published for editors) and the frozen values that the calculator, the index and the assistant read.
Figures are Decimal in 元, ratios Decimal between 0 and 1. Every text field has an optional `_en` twin.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from corpus.base import Count, Model, Ratio, Validity, Yuan
from corpus.shapes import (
    Amount,
    Choice,
    Fixed,
    HigherOf,
    Increment,
    NotStated,
    PerUnit,
    Share,
    Slice,
    Slices,
    SumOf,
    Tier,
    Tiers,
)

# ---------------------------------------------------------------- clauses


class Clause(Model):
    """One clause: the project's own wording of facts, with a stable id that citations use."""

    id: str  # "<policy id>/<key>"
    policy: str
    key: str
    title: str
    title_en: str = ""
    text: str
    text_en: str = ""
    aliases: tuple[str, ...] = ()  # as people say it
    basis: str = ""  # the passage of the source it rests on
    line: int = 0  # where in clauses.md
    valid: Validity = Validity()


# ---------------------------------------------------------------- inputs

InputKind = Literal["amount", "integer", "boolean", "percent", "choice"]


class Option(Model):
    """One value of a `choice` input."""

    id: str
    label: str
    label_en: str = ""
    words: tuple[str, ...] = ()


class Input(Model):
    """Something about the enterprise that decides an award; declared by the policy itself."""

    id: str
    label: str
    label_en: str = ""
    kind: InputKind
    unit: str = ""  # 元 for amounts; 人, 项, 家, 年 … for integers
    ask: str  # the question that asks for it
    ask_en: str = ""
    words: tuple[str, ...] = ()  # nouns and verbs that name it
    beside: tuple[str, ...] = ()  # amount: general words that name it only right beside an amount (本钱, 砸)
    not_words: tuple[str, ...] = ()  # look like it, are not it (总收入 beside 主营收入)
    yes: tuple[str, ...] = ()  # boolean: phrases that settle it as true by themselves
    no: tuple[str, ...] = ()  # boolean: phrases that settle it as false by themselves
    options: tuple[Option, ...] = ()  # choice: the values allowed
    owner: Literal["self", "parent", "both"] = "self"  # whose it is: the asker's, its parent company's, or a relation of the two
    per: tuple[Literal["month", "quarter", "area", "year"], ...] = ()  # conversions to a year that are allowed
    assume: bool | int | None = None  # taken as given unless said otherwise …
    assume_say: str = ""  # … and shown in these words
    assume_say_en: str = ""
    only_with: tuple[str, ...] = ()  # boolean: a mention counts only beside one of these words (首次, 今年) …
    otherwise: str = ""  # … else it sets this input instead
    implies: dict[str, bool] = Field(default_factory=dict)  # true here makes these true too
    minimum: Count | None = None
    maximum: Count | None = None


# ---------------------------------------------------------------- conditions


IfUnknown = Literal["ask", "premise"]
"""What to do while none of a condition's inputs is known: ask for them, or answer at once and name the
condition as a premise (once one alternative is denied, the others are asked for)."""


class Test(Model):
    """One input against one value. `at_least`/`at_most` include the number, `more_than`/`below` do not."""

    __test__: ClassVar[bool] = False  # no test case, whatever its name says to a collector of tests

    input: str
    is_: bool | str | None = Field(default=None, alias="is")
    at_least: Count | None = None
    more_than: Count | None = None
    at_most: Count | None = None
    below: Count | None = None
    say: str = ""  # the condition in words, for a person
    say_en: str = ""
    if_unknown: IfUnknown = "ask"
    clause: str = ""  # where it stands; default: the award's clause


class AnyOf(Model):
    """One of these is enough."""

    any: tuple[Condition, ...]
    say: str = ""
    say_en: str = ""
    if_unknown: IfUnknown = "ask"
    clause: str = ""


class AllOf(Model):
    """All of these together (inside an `any`: an award's own conditions all hold anyway)."""

    all: tuple[Condition, ...]
    say: str = ""
    say_en: str = ""
    if_unknown: IfUnknown = "ask"
    clause: str = ""


def _which_condition(value: Any) -> str:
    if isinstance(value, dict):
        return next((key for key in ("any", "all") if key in value), "test")
    return {"AnyOf": "any", "AllOf": "all"}.get(type(value).__name__, "test")


Condition = Annotated[
    Annotated[Test, Tag("test")] | Annotated[AnyOf, Tag("any")] | Annotated[AllOf, Tag("all")],
    Discriminator(_which_condition),
]
AnyOf.model_rebuild()
AllOf.model_rebuild()


# ---------------------------------------------------------------- awards


class Window(Model):
    """An award that runs for some years: `year` names the input that counts them from 1."""

    year: str
    years: int
    say: str = ""
    say_en: str = ""


class Assumption(Model):
    """Something the source leaves open that the calculator takes one way, and shows.

    Without `when`, it is always shown. With `when`, only if that input was given (or, for a boolean, true).
    With `only_noted` too, only if the value given says how it came about (`Given.note`: months × rent, a share
    taken off): for what the source leaves open about such sums.
    """

    say: str
    say_en: str = ""
    when: str = ""
    only_noted: bool = False


class HandOver(Model):
    """Judge the case under another award when this condition holds."""

    to: str
    when: Condition


class Award(Model):
    """One award (奖励/补贴/补助): who gets it, how much, under which clause."""

    id: str
    title: str
    title_en: str = ""
    clause: str  # key of the clause it rests on
    also: tuple[str, ...] = ()  # further clauses that state a part of it
    group: str = ""  # the group whose cap it falls under
    period: Literal["once", "year", "unstated"] = "year"  # 一次性 / 每年 / not stated
    words: tuple[str, ...] = ()  # as people call it
    about: tuple[
        str, ...
    ] = ()  # words of its matter that name nothing by themselves (医院, 质检, 落地): money spent beside them is its base
    variant_of: str = ""  # same benefit for another kind of applicant …
    when: Condition | None = None  # … chosen instead of `variant_of` when this holds
    hand_over: HandOver | None = None
    conditions: tuple[Condition, ...] = ()  # all must hold
    window: Window | None = None
    amount: Amount
    assumptions: tuple[Assumption, ...] = ()
    in_maximum: bool = True  # counts in "everything at its maximum" (false: a variant of one that does)
    valid: Validity = Validity()


class Group(Model):
    """Awards whose yearly sum is capped together."""

    id: str
    label: str
    label_en: str = ""
    cap: Yuan | None = None
    clause: str = ""


class Total(Model):
    cap: Yuan
    clause: str


class Pool(Model):
    """Money that all applicants share in a year (资金池)."""

    id: str
    label: str
    label_en: str = ""
    amount: Yuan
    clause: str
    award: str = ""  # the award it pays, if one


class Exclusive(Model):
    """Awards that may not be claimed together: the highest one counts."""

    awards: tuple[str, ...]
    clause: str
    say: str = ""
    say_en: str = ""


class Payer(Model):
    """Who bears a part of what is awarded: `parts` of the sum of all parts."""

    id: str
    label: str
    label_en: str = ""
    parts: int = Field(ge=1)
    words: tuple[str, ...] = ()  # how people call it (区里, 区财政)


class Sharing(Model):
    """How the money of the awards is shared among those who pay it (1:1)."""

    clause: str
    payers: tuple[Payer, ...] = Field(min_length=2)
    words: tuple[str, ...] = ()  # all of them together (市区两级)

    @property
    def ratio(self) -> str:
        """1:1, as the clause writes it."""
        return ":".join(str(payer.parts) for payer in self.payers)


class Fact(Model):
    """A figure of a clause that decides no award, listed so that it is proven too (年度资金总额, 企业家数, 日期)."""

    figure: str  # as written: 3.1亿元, 21.3%, 2024年7月2日, 50个
    label: str
    label_en: str = ""
    clause: str


class Dated(Model):
    """A figure that changed: the values in force from each day on. `path` leads to it in the policy."""

    path: tuple[str | int, ...]
    values: tuple[tuple[date | None, str | int], ...]  # oldest first; None: from the beginning


# ---------------------------------------------------------------- the policy


class Source(Model):
    """Where the facts come from and how far they can be trusted."""

    outlet: str  # 南方网(粤学习)
    outlet_en: str = ""
    kind: str = ""  # 新闻报道 / 公开通知 / 政策原文
    kind_en: str = ""
    author: str = ""
    date: str = ""
    trust: Literal["primary", "supplementary"] = "primary"
    note: str = ""  # shown wherever it matters
    note_en: str = ""


class Silence(Model):
    """A matter people ask about on which the sources are silent."""

    id: str
    topic: str
    topic_en: str = ""
    words: tuple[str, ...] = ()  # how people ask about it
    near: tuple[str, ...] = ()  # keys of clauses that say what IS known nearby
    hint: str = ""  # where to ask; default: the issuing bodies
    hint_en: str = ""


class Policy(Model):
    """A policy folder, loaded. `hash` is the sha256 of its files: the policy version on receipts."""

    id: str
    supplements: str = ""
    title: str
    title_en: str = ""
    short_title: str = ""
    short_title_en: str = ""
    aliases: tuple[str, ...] = ()  # names by which a question means this policy
    places: tuple[str, ...] = ()  # 广州市, 海珠区, 琶洲 …: the area it applies to
    number: str = ""  # document number
    issuers: tuple[str, ...] = ()
    issuers_en: tuple[str, ...] = ()
    source: Source
    valid: Validity = Validity()
    silences: tuple[Silence, ...] = ()
    clauses: tuple[Clause, ...] = ()
    inputs: tuple[Input, ...] = ()
    awards: tuple[Award, ...] = ()
    groups: tuple[Group, ...] = ()
    total: Total | None = None
    pools: tuple[Pool, ...] = ()
    exclusives: tuple[Exclusive, ...] = ()
    sharing: Sharing | None = None
    facts: tuple[Fact, ...] = ()
    dated: tuple[Dated, ...] = ()  # the values above are the newest; see corpus.dated.as_of
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # terms.yaml
    asked: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # questions.txt: by key of a clause, id of a silence
    notice: str = ""  # the standing caution (subject to review, to the year's pool, to the full text)
    notice_en: str = ""
    hash: str = ""

    def clause(self, key: str) -> Clause | None:
        """The clause of this key or full id, or None."""
        return next((c for c in self.clauses if c.key == key or c.id == key), None)

    def input(self, name: str) -> Input | None:
        return next((i for i in self.inputs if i.id == name), None)

    def award(self, name: str) -> Award | None:
        return next((a for a in self.awards if a.id == name), None)


# ---------------------------------------------------------------- values given

Relation = Literal["exact", "about", "below", "at_least"]


class Given(Model):
    """A value of one input as the person gave it.

    `relation`: 约/左右 → about (counts as the number); 近/不到 → below (fails a threshold at the number);
    多/以上/超 → at_least (meets a threshold at it). `planned`: put as a plan or supposition: counts as met,
    with the condition named first. `note`: how the value came about (12 months × 10万元 …), an assumption.
    """

    value: Decimal | int | bool | str
    relation: Relation = "exact"
    planned: bool = False
    note: str = ""
    note_en: str = ""


Inputs = dict[str, Given]
JSON = dict[str, Any]

__all__ = [
    "JSON",
    "AllOf",
    "Amount",
    "AnyOf",
    "Assumption",
    "Award",
    "Choice",
    "Clause",
    "Condition",
    "Count",
    "Dated",
    "Exclusive",
    "Fact",
    "Fixed",
    "Given",
    "Group",
    "HandOver",
    "HigherOf",
    "IfUnknown",
    "Increment",
    "Input",
    "InputKind",
    "Inputs",
    "Model",
    "NotStated",
    "Option",
    "PerUnit",
    "Policy",
    "Pool",
    "Ratio",
    "Relation",
    "Share",
    "Silence",
    "Slice",
    "Slices",
    "Source",
    "SumOf",
    "Test",
    "Tier",
    "Tiers",
    "Total",
    "Validity",
    "Window",
    "Yuan",
]
