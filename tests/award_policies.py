"""Policies built by hand for the calculator's tests: none of them exists, together they use every shape.

`zone()` is a small district policy with variants, a window, a premise and caps; `shapes()` has one award per
shape, each with its own inputs, so that a law can be tried on all of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from corpus.model import Given, Policy

ZONE: dict[str, Any] = {
    "id": "zone",
    "title": "示范区办法",
    "title_en": "Zone measures",
    "source": {"outlet": "测试"},
    "inputs": [
        {"id": "revenue", "label": "营业收入", "label_en": "revenue", "kind": "amount", "unit": "元", "ask": "营业收入是多少?"},
        {"id": "cost", "label": "训练支出", "label_en": "training cost", "kind": "amount", "unit": "元", "ask": "支出多少?"},
        {"id": "rent", "label": "租金", "label_en": "rent", "kind": "amount", "unit": "元", "ask": "一年租金多少?"},
        {
            "id": "rent_year", "label": "第几年", "label_en": "year", "kind": "integer", "unit": "年", "ask": "第几年?",
            "assume": 1, "assume_say": "按第1年计", "assume_say_en": "taken as year 1", "minimum": 1,
        },
        {"id": "own_use", "label": "自用", "label_en": "own use", "kind": "boolean", "ask": "自用吗?", "assume": True},
        {"id": "is_branch", "label": "子公司", "label_en": "subsidiary", "kind": "boolean", "ask": "是子公司吗?"},
        {
            "id": "parent_filed", "label": "母公司已备案", "label_en": "parent filed", "kind": "boolean", "ask": "母公司备案了吗?",
            "owner": "parent",
        },
        {"id": "filed", "label": "已备案", "label_en": "filed", "kind": "boolean", "ask": "备案了吗?"},
        {
            "id": "first_filing", "label": "首次备案", "label_en": "first filing", "kind": "boolean", "ask": "是首次备案吗?",
            "assume": True, "implies": {"filed": True},
        },
        {"id": "granted", "label": "已核定人才奖", "label_en": "granted", "kind": "amount", "unit": "元", "ask": "核定了多少?"},
    ],
    "awards": [
        {
            "id": "filing", "title": "备案奖励", "clause": "filing", "group": "works", "period": "once",
            "conditions": [{"input": "first_filing", "is": True}],
            "amount": {"shape": "fixed", "amount": "100万"},
        },
        {
            "id": "training", "title": "训练补贴", "clause": "training", "group": "works",
            "conditions": [
                {
                    "any": [{"input": "filed", "is": True, "say": "完成备案"}, {"input": "revenue", "at_least": "2000万"}],
                    "if_unknown": "premise", "say": "完成备案,或营业收入达到2000万元",
                }
            ],
            "amount": {"shape": "ratio", "of": "cost", "ratio": "50%", "cap": "150万"},
        },
        {
            "id": "rent", "title": "租金补贴", "clause": "rent", "group": "works",
            "window": {"year": "rent_year", "years": 3},
            "conditions": [{"input": "own_use", "is": True}, {"input": "revenue", "at_least": "2000万"}],
            "amount": {
                "shape": "tiers", "by": "revenue", "of": "rent", "cap": "100万",
                "tiers": [
                    {"at_least": "2000万", "bound_ratio": "90%", "say": "该档比例未载明"},
                    {"at_least": "1亿", "ratio": "90%"},
                ],
            },
        },
        {
            "id": "rent-branch", "title": "子公司租金补贴", "clause": "rent-branch", "group": "works",
            "variant_of": "rent", "when": {"input": "is_branch", "is": True}, "in_maximum": False,
            "hand_over": {"to": "rent", "when": {"input": "revenue", "at_least": "2000万"}},
            "window": {"year": "rent_year", "years": 3},
            "conditions": [
                {"input": "parent_filed", "is": True}, {"input": "revenue", "below": "2000万"}, {"input": "own_use", "is": True},
            ],
            "amount": {"shape": "ratio", "of": "rent", "ratio": "60%", "cap": "80万"},
        },
        {
            "id": "talent", "title": "人才奖", "clause": "talent", "group": "people", "period": "unstated",
            "amount": {"shape": "not_stated", "at_most": "500万", "approved": "granted"},
        },
    ],
    "groups": [
        {"id": "works", "label": "产业", "cap": "300万", "clause": "caps"},
        {"id": "people", "label": "人才", "cap": "500万", "clause": "caps"},
    ],
    "total": {"cap": "700万", "clause": "caps"},
    "clauses": [
        {"id": "zone/filing", "policy": "zone", "key": "filing", "title": "备案奖励", "text": "首次备案,一次性最高100万元。"},
        {"id": "zone/training", "policy": "zone", "key": "training", "title": "训练补贴", "text": "按实付的最高50%。每年最高150万元。"},
        {"id": "zone/rent", "policy": "zone", "key": "rent", "title": "租金", "text": "营收达2000万元、1亿元的,最高补90%,上限100万元。"},
        {"id": "zone/rent-branch", "policy": "zone", "key": "rent-branch", "title": "子公司", "text": "最高60%,上限80万元。"},
        {"id": "zone/talent", "policy": "zone", "key": "talent", "title": "人才", "text": "每年最高500万元。"},
        {"id": "zone/caps", "policy": "zone", "key": "caps", "title": "上限", "text": "产业300万元,人才500万元,合计700万元。"},
    ],
    "hash": "0" * 64,
}  # fmt: skip


@lru_cache(maxsize=1)
def zone() -> Policy:
    """A district policy with variants, window, premise, an unstated part and caps."""
    return Policy.model_validate(ZONE)


def given(**values: Any) -> dict[str, Given]:
    """Inputs from plain values; amounts as text (`"260万"`); a Given stays as it is."""
    return {name: value if isinstance(value, Given) else Given(value=value) for name, value in values.items()}


def _amount(name: str) -> dict[str, Any]:
    return {"id": name, "label": name, "kind": "amount", "unit": "元", "ask": f"{name}?"}


def _award(name: str, amount: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "clause": "all", "amount": amount, **more}


SHAPES: dict[str, Any] = {
    "id": "shapes",
    "title": "各种算法",
    "source": {"outlet": "测试"},
    "inputs": [
        *(_amount(name) for name in ("a", "b", "c", "d", "before", "done")),
        {"id": "n", "label": "n", "kind": "integer", "unit": "人", "ask": "n?"},
        {"id": "share", "label": "share", "kind": "percent", "ask": "share?"},
        {"id": "level", "label": "level", "kind": "choice", "ask": "level?", "options": [
            {"id": "national", "label": "国家级"}, {"id": "provincial", "label": "省级"}, {"id": "other", "label": "其他"}]},
        {"id": "here", "label": "在本区", "kind": "boolean", "ask": "在本区吗?"},
    ],
    "awards": [
        _award("fixed", {"shape": "fixed", "amount": "30万"}),
        _award("ratio", {"shape": "ratio", "of": "a", "ratio": "30%"}),
        _award("capped", {"shape": "ratio", "of": "a", "ratio": "30%", "cap": "50万"}),
        _award("tiers", {"shape": "tiers", "by": "a", "of": "b", "cap": "40万", "tiers": [
            {"at_least": "100万", "ratio": "10%"}, {"at_least": "500万", "ratio": "20%"}]}),
        _award("steps", {"shape": "tiers", "by": "a", "tiers": [
            {"at_least": "1000万", "amount": "10万"}, {"at_least": "5000万", "amount": "50万"}]}),
        _award("open-tier", {"shape": "tiers", "by": "a", "of": "b", "cap": "60万", "tiers": [
            {"at_least": "100万", "say": "未载明"}, {"at_least": "500万", "ratio": "20%"}]}),
        _award("slices", {"shape": "slices", "of": "a", "cap": "100万", "slices": [
            {"up_to": "100万", "ratio": "10%"}, {"up_to": "500万", "ratio": "20%"}, {"ratio": "5%"}]}),
        _award("per-unit", {"shape": "per_unit", "count": "n", "amount": "5000", "max_count": 10}),
        _award("per-unit-cap", {"shape": "per_unit", "count": "n", "amount": "5000", "cap": "3.2万"}),
        _award("increment", {"shape": "increment", "of": "a", "over": "before", "ratio": "10%", "min_growth": "20%", "cap": "80万"}),
        _award("choice", {"shape": "choice", "by": "level", "amounts": {"national": "100万", "provincial": "50万"}}),
        _award("higher", {"shape": "higher_of", "options": [
            {"shape": "ratio", "of": "a", "ratio": "10%", "cap": "20万"}, {"shape": "ratio", "of": "b", "ratio": "5%", "cap": "50万"}]}),
        _award("sum", {"shape": "sum_of", "cap": "60万", "parts": [
            {"shape": "ratio", "of": "a", "ratio": "10%"}, {"shape": "per_unit", "count": "n", "amount": "1万", "max_count": 20}]}),
        _award("unknown", {"shape": "not_stated", "at_most": "70万", "approved": "done"}),
        _award("rising", {"shape": "increment", "of": "c", "over": "before", "ratio": "10%"}),
        _award("shared", {"shape": "ratio", "of": "d", "ratio": "50%", "cap": "10万"}, conditions=[{"input": "share", "at_least": "30%"}]),
        _award("small", {"shape": "ratio", "of": "d", "ratio": "50%"}, conditions=[{"input": "d", "below": "100万"}]),
        _award("above", {"shape": "ratio", "of": "d", "ratio": "50%"}, conditions=[{"input": "d", "more_than": "100万"}]),
        _award("until", {"shape": "ratio", "of": "d", "ratio": "50%"}, conditions=[{"input": "d", "at_most": "100万"}]),
    ],
    "exclusives": [{"awards": ["fixed", "choice", "per-unit"], "clause": "all", "say": "不重复", "say_en": "not twice"}],
    "clauses": [{"id": "shapes/all", "policy": "shapes", "key": "all", "title": "全部", "text": "见各项。"}],
}  # fmt: skip


@lru_cache(maxsize=1)
def shapes() -> Policy:
    """One award for each shape and each way a threshold can be meant, every amount small enough to do by hand."""
    return Policy.model_validate(SHAPES)
