"""Small policies and a small embedding for the index tests, made here so that nothing depends on what ships."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from corpus.load import Library
from corpus.model import Clause, Policy, Source, Validity
from index.embed import StaticModel
from index.learn.folder import write_light
from index.learn.vocabulary import Vocabulary
from index.tokens import is_han, normal, units

CLAUSES = {
    "tea": {
        "machine": ("采茶机购置补贴", "茶农购买采茶机,按实付价款的40%补贴,单户每年最高3万元。", ("买采茶机",)),
        "garden": ("茶园改造奖励", "完成老茶园改造并通过验收的,每亩奖励500元,单户最高20万元。", ("老茶园翻新",)),
        "brand": ("区域品牌奖励", "首次取得地理标志使用授权的茶企,一次性奖励15万元。", ()),
        "store": ("茶叶冷库租金补贴", "茶企租用冷库的,按当年租金的30%补贴,最高80万元。", ("冷藏库房租",)),
    },
    "boat": {
        "engine": ("渔船换发动机补助", "渔民更换节能发动机的,每船补助8000元。", ()),
        "cold": ("船载冷库补助", "渔船加装冷库的,按设备款的25%补助,最高12万元。", ()),
    },
}


def small_library(salt: str = "", policies: tuple[str, ...] = ("tea", "boat"), **changed: str) -> Library:
    """Two invented policies; tea is in force in 2024 and 2025, boat from 2025-03-01 on. `changed` replaces the text of tea clauses."""
    valid = {"tea": Validity(since=date(2024, 1, 1), until=date(2025, 12, 31)), "boat": Validity(since=date(2025, 3, 1))}
    made = []
    for name in policies:
        clauses = tuple(
            Clause(id=f"{name}/{key}", policy=name, key=key, title=title, text=changed.get(key, text), aliases=aliases)
            for key, (title, text, aliases) in CLAUSES[name].items()
        )
        digest = f"{name}{salt}{sorted(changed.items())}"
        made.append(Policy(id=name, title=name, source=Source(outlet="示例"), valid=valid[name], clauses=clauses, hash=digest))
    return Library(tuple(made), f"{salt}{policies}{sorted(changed.items())}")


def small_model(folder: Path, dim: int = 32) -> StaticModel:
    """A random table over the units of the invented policies: texts that share units are near each other."""
    texts = [normal(part) for policy in CLAUSES.values() for title, text, names in policy.values() for part in (title, text, *names)]
    known = sorted({unit for text in texts for unit in units(text) if is_han(unit)})
    table = np.random.default_rng(3).standard_normal((len(known), dim)).astype(np.float32)
    return write_light(folder, Vocabulary(dict.fromkeys(known, 5), frozenset(), 1000), table)
