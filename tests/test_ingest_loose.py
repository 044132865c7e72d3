"""Fragments in no order: judged by their own signs, then in company; what stays doubtful is only listed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from corpus.ingest.clean import clean
from corpus.ingest.found import choose, rival
from corpus.ingest.judge import Judge, judge
from corpus.ingest.loose import apart, see, stretches
from corpus.ingest.page import Page
from corpus.ingest.pairs import pairs
from eval.bench.ingest import STYLES, common, spoil

HEADLINE = "最高扶持松河新区冷链物流扶持办法看点多"
CLEAN = """4月2日,松河新区正式发布冷链仓储发展措施,自发布之日起施行,有效期三年。
新建冷库补贴,按照设备投资的25%给予补贴,单个项目不超过80万元。企业购买冷藏车辆的,每辆补贴3万元。
申请材料由企业提交到区商务局,审核通过以后,资金在三十日内拨付到企业账户。"""
# put in by hand, in no order, between marks, before them and inside words
SPOILED = """4月2日,松河新区正链物流式发布冷链仓储发展措施,自发河新布之日起施行,有效期流扶三年。
新建持办冷库补贴,按照设备投法看资的25%给予补贴,单个项链物流目不超过80万元。企业购流扶买冷藏车辆的,每辆补贴3万元。
申请材法看料由企业提交到区商持办务局,审核通过以后,资金在三十日内拨河新付到企业账户。"""


def test_places_that_overlap_share_their_chance() -> None:
    """Odds of one to one each. Apart: in or out, 1/2. Overlapping: neither, the first or the second, 1/3."""
    assert apart([(0, 2), (5, 7)], np.zeros(2)) == pytest.approx({(0, 2): 1 / 2, (5, 7): 1 / 2})
    assert apart([(0, 2), (1, 3)], np.zeros(2)) == pytest.approx({(0, 2): 1 / 3, (1, 3): 1 / 3})


def test_touching_places_do_not_overlap() -> None:
    """Two fragments side by side can both have been put in."""
    assert apart([(0, 2), (2, 4)], np.zeros(2)) == pytest.approx({(0, 2): 1 / 2, (2, 4): 1 / 2})


def test_a_hopeless_place_has_no_chance() -> None:
    """Below the threshold a place is not even listed."""
    assert apart([(0, 2)], np.array([-9.0])) == {(0, 2): 0.0}


def test_trees_add_up() -> None:
    """Base 0.5; the first tree asks sign 1 and gives -1 up to 2 and +1 above; the second is a lone leaf of 0.25."""
    trees = Judge(
        0.5,
        sign=np.array([[1, -1, -1], [-1, -1, -1]]),
        threshold=np.array([[2.0, 0, 0], [0.0, 0, 0]]),
        less=np.array([[1, 0, 0], [0, 0, 0]]),
        more=np.array([[2, 0, 0], [0, 0, 0]]),
        value=np.array([[0.0, -1.0, 1.0], [0.25, 0, 0]]),
    )
    assert trees.log_odds(np.array([[9.0, 2.0], [9.0, 2.1]])).tolist() == [-0.25, 1.75]  # 0.5 ∓ 1 + 0.25


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_trees_that_ship_ask_for_signs_that_exist(which: str) -> None:
    """A sign added without fitting anew would shift all others."""
    page = Page(HEADLINE, CLEAN)
    signs = see(page, stretches(page)).signs.shape[1]
    asked = judge(which).sign.max()
    assert asked < signs if which == "first" else signs <= asked < signs + 12


def test_pairs_of_public_law() -> None:
    """给予 goes with 处分, not with 第; a word that the law lacks is no error."""
    law = pairs()
    assert law.lift("给予", "处分") > 3 > 0 > law.lift("给予", "第")
    assert law.count("大模型", "企业") == 0
    assert law.lift("大模型", "企业") == 0  # 0.5 over 0.5


def test_every_stretch_of_the_headline_is_tried_once() -> None:
    """Four letters have 4 + 3 + 2 + 1 stretches; a figure ends a run."""
    assert sorted(stretches(Page("最高奖补5", "最高"))) == sorted(
        ["最", "高", "奖", "补", "最高", "高奖", "奖补", "最高奖", "高奖补", "最高奖补"]
    )


def test_the_smaller_of_two_cuts_is_as_sure_as_both() -> None:
    """0.4 + 0.5: the larger one would take the same letters, so these are no policy text either way."""
    assert choose({(0, 4): 0.5, (1, 3): 0.4}) == pytest.approx({(1, 3): 0.9})


def test_the_same_letters_close_by_are_rivals() -> None:
    """One of two 奖励 was put in; which one is a matter of taste."""
    text = "奖励企业奖励"
    assert rival(text, (0, 2), {(0, 2): 0.6, (4, 6): 0.4}) == 0.4
    assert rival(text, (0, 2), {(0, 2): 0.6}) == 0.0


def test_fragments_in_no_order_go_and_policy_text_stays() -> None:
    """Ten fragments in no order, most of them inside words: not a character of the policy is lost, and most of them go."""
    kept = clean(f"{HEADLINE}\n{SPOILED}\n").text.removeprefix(HEADLINE + "\n").rstrip("\n")
    assert common(CLEAN, kept) == len(CLEAN)
    assert len(kept) - len(CLEAN) <= (len(SPOILED) - len(CLEAN)) / 2


def test_loose_noise_is_seeded_and_takes_back_to_the_page() -> None:
    """Each style without order puts in 1 to 6 letters; without them the page is as before."""
    page = f"{HEADLINE}\n{CLEAN}"
    for style in (one for one in STYLES if one.loose):
        spoiled = spoil(page, style, 3)
        assert spoiled == spoil(page, style, 3)
        assert spoiled.spans
        assert all(1 <= end - start <= 6 for start, end in spoiled.spans)
        ends = [0, *(end for _, end in spoiled.spans)]
        starts = [*(start for start, _ in spoiled.spans), len(spoiled.text)]
        assert "".join(spoiled.text[end:start] for end, start in zip(ends, starts, strict=True)) == page
        assert all(first[1] <= second[0] for first, second in pairwise(spoiled.spans))
