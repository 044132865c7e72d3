"""A terse policy folder is helped by the words that people use for things many policies are about."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from assistant.service import make_asker
from assistant.understand import common

FILES = {
    "policy.yaml": """
        id: tea-2025
        title: 茶溪区扶持茶企办法
        short_title: 茶企办法
        places: [茶溪区]
        issuers: [茶溪区农业局]
        source: {outlet: 茶溪区政府网, kind: 政策原文, trust: primary}
        notice: 以上为最高可得金额,以审核结果为准。
        silences:
          - {id: papers, topic: 申报材料, words: [申报材料], near: [start], hint: 以通知为准。}
        """,
    "clauses.md": """
        ## 施行 {#start}

        本办法自2025年5月1日起施行。

        - aliases: 施行日期
        - basis: 第一条

        ## 租金补贴 {#rent-support}

        年度营业收入在300万元以上的茶企,按全年租金的40%补贴,每年最高8万元。

        - aliases: 租金补贴
        - basis: 第二条
        """,
    "awards.yaml": """
        inputs:
          - {id: shop_rent, label: 全年租金, kind: amount, unit: 元, ask: 全年租金是多少?, words: [租金], per: [month]}
          - {id: income, label: 年度营业收入, kind: amount, unit: 元, ask: 年度营业收入是多少?, words: [营业收入]}
        awards:
          - id: rent-support
            title: 租金补贴
            clause: rent-support
            words: [租金补贴]
            conditions: [{input: income, at_least: 300万, say: 年度营业收入达到300万元}]
            amount: {shape: ratio, of: shop_rent, ratio: 40%, cap: 8万}
        """,
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("policies") / "tea-2025"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUICE_POLICIES", str(folder))
        patch.setenv("HUICE_HOME", str(tmp_path_factory.mktemp("home")))
        yield make_asker()


@pytest.mark.parametrize(
    ("question", "yuan"),
    [
        ("场租一年12万,流水五百万,能补几多", "48000"),  # 12 × 40% = 4.8
        ("铺租每月5000,营收400万", "24000"),  # 5000 × 12 × 40%
        ("房租30万,营业额1000万", "80000"),  # 12 cut to 8
    ],
)
def test_words_that_the_folder_does_not_list(asker, question: str, yuan: str):
    calculation = asker.ask(question).calculation
    assert calculation is not None and calculation["total_yuan"] == yuan


def test_a_deposit_is_no_rent_though_the_folder_does_not_say_so(asker):
    """Rent 10万 → 4万; the deposit of 2万 is left out."""
    assert asker.ask("房租10万,押金2万,营收500万,补多少").calculation["total_yuan"] == "40000"


def test_a_silence_is_found_by_the_common_words_for_it(asker):
    assert asker.ask("要交什么资料,盖不盖章").status == "not_stated"


def test_a_folder_with_many_words_of_its_own_is_taken_at_its_word():
    assert common.told("申报材料", ("申报材料",)) and not common.told("申报材料", tuple(f"词{n}" for n in range(30)))
