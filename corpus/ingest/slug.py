"""Ids proposed for clauses: common words of policy prose in English, the rest in pinyin, a handful of parts at most."""

from __future__ import annotations

import re

_TERMS = {
    "补贴": "subsidy", "补助": "subsidy", "奖励": "award", "奖补": "award", "资助": "grant", "扶持": "support",
    "支持": "support", "减免": "relief", "人才": "talent", "团队": "team", "企业": "enterprise",
    "子公司": "subsidiary", "模型": "model", "大模型": "model", "算法": "algorithm", "备案": "filing",
    "优化": "optimization", "办公用房": "office", "办公场地": "office", "租金": "rent", "场地": "site",
    "设备": "equipment", "购置": "purchase", "研发": "research", "创新": "innovation", "平台": "platform",
    "项目": "project", "资金": "funds", "申报": "application", "申请": "application", "推广": "promotion",
    "应用": "use", "营收": "revenue", "收入": "revenue", "增量": "growth", "增长": "growth", "引进": "recruitment",
    "落户": "settlement", "培育": "nurture", "改造": "retrofit", "认证": "certification", "保险": "insurance",
    "贷款": "loan", "贴息": "interest", "运营": "operation", "建设": "construction", "装修": "fit-out",
    "活动": "event", "出口": "export", "培训": "training", "上市": "listing", "专利": "patent", "标准": "standard",
    "首店": "first-store", "软件": "software", "流片": "tape-out", "节能": "energy-saving", "政策": "policy",
    "亮点": "highlight", "床位": "bed", "仓储": "storage", "物流": "logistics",
}  # fmt: skip
_SKIP = set("的了和与及或在对将是为等个每")
_PARTS = 6


def slug(title: str) -> str:
    """Lower-case letters, digits and hyphens; empty where the title has none to offer."""
    from pypinyin import lazy_pinyin  # 0.1 s, needed here only

    parts: list[str] = []
    place = 0
    while place < len(title):
        size = next((size for size in (4, 3, 2) if title[place : place + size] in _TERMS), 0)
        if size:
            parts.append(_TERMS[title[place : place + size]])
            place += size
            continue
        match = re.match(r"[A-Za-z0-9]+", title[place:])
        if match:
            parts.append(match[0].lower())
            place += len(match[0])
            continue
        char = title[place]
        if "\u4e00" <= char <= "\u9fff" and char not in _SKIP:
            parts += lazy_pinyin(char)
        place += 1
    unique = [part for index, part in enumerate(parts) if index == 0 or part != parts[index - 1]]
    return re.sub(r"[^a-z0-9-]", "", "-".join(unique[:_PARTS])).strip("-")
