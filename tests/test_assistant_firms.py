"""Several firms in one thread: each has its facts, awards and caps, and a later turn means one of them or all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker() -> Any:
    return make_asker()


def told(asker: Any, *questions: str) -> dict[str, Any]:
    """The calculation after the last of these turns."""
    thread = asker.new_thread()
    for question in questions:
        answer = asker.ask(question, thread)
    return answer.model_dump(mode="json")["calculation"] or {}


def amounts(calculation: dict[str, Any]) -> list[str | None]:
    return [case["total_yuan"] for case in calculation["cases"]]


class TestSeveralAtOnce:
    """However the firms are called, each has what is said of it, and all have what is said of all."""

    @pytest.mark.parametrize(
        "question",
        [
            "甲今年调模型付了120万,乙付了90万,都有备案,两家合计补多少",
            "A公司训练优化花了120万、B公司花了90万,都备案了,一共能补多少",
            "有两家公司,一家优化支出120万,另一家90万,都备过案,加起来上限",
            "主体一:优化120万/有备案;主体二:优化90万/有备案。合计",
            "甲乙优化各花了120万和90万,都已备案,两家总共",
            "我们优化花了120万,隔壁那家花了90万,两家都备案了,合起来最高多少",
            "我哥公司优化付了120万,我弟公司付了90万,都有备案,加一起多少",
        ],
    )
    def test_the_sum_of_two(self, asker: Any, question: str) -> None:
        """120万 × 50% + 90万 × 50% = 60万 + 45万 = 105万."""
        calculation = told(asker, question)
        assert amounts(calculation) == ["600000", "450000"]
        assert calculation["total_yuan"] == "1050000"

    def test_what_is_said_first_is_said_of_both(self, asker: Any) -> None:
        """min(70万 × 90%, 100万) = 63万; min(150万 × 90%, 100万) = 100万; 37万 apart."""
        calculation = told(asker, "主营1.6亿,都是自用第一年。楼A年租70万,楼B年租150万,补贴差多少")
        assert amounts(calculation) == ["630000", "1000000"]
        assert Decimal(calculation["difference_yuan"]) == 370000

    def test_places_of_one_firm_are_no_firms(self, asker: Any) -> None:
        """转租给别家 names nobody whose award is asked for: 80万 × 90% = 72万."""
        calculation = told(asker, "年租80万,营收1.4亿,没有转租给别家,补多少")
        assert not calculation.get("cases")
        assert calculation["total_yuan"] == "720000"


class TestLaterTurns:
    """A turn changes one firm, turns to one, or asks for all."""

    def test_one_firm_is_corrected(self, asker: Any) -> None:
        """A: 100万 × 50% = 50万; B: 240万 × 50% = 120万, then 140万 × 50% = 70万."""
        calculation = told(asker, "A花了100万训练,B花了240万,都有备案,谁补得多", "B写错了,是140万")
        assert amounts(calculation) == ["500000", "700000"]
        assert calculation["difference_yuan"] == "200000"

    def test_from_a_comparison_to_the_sum(self, asker: Any) -> None:
        """50万 + 120万 = 170万."""
        calculation = told(asker, "A花了100万训练,B花了240万,都有备案,谁补得多", "那两家加一起呢")
        assert calculation["total_yuan"] == "1700000"

    def test_a_subsidiary_after_its_parent(self, asker: Any) -> None:
        """90万 × 90% = 81万 of the parent; 50万 × 60% = 30万 of the subsidiary; 111万 together."""
        turns = ["我司主营3亿,大模型备案有,写字楼年租90万,能补多少", "我们新设的全资子公司租50万,营收200万呢", "两家合计多少"]
        assert told(asker, *turns[:2])["total_yuan"] == "300000"
        assert told(asker, *turns)["total_yuan"] == "1110000"

    def test_back_to_the_parent(self, asker: Any) -> None:
        """81万 again."""
        turns = ["我司主营3亿,大模型备案有,写字楼年租90万,能补多少", "我们新设的全资子公司租50万,营收200万呢", "那母公司呢"]
        assert told(asker, *turns)["total_yuan"] == "810000"

    def test_the_parent_of_a_known_pair_is_changed(self, asker: Any) -> None:
        """min(130万 × 90%, 100万) = 100万 and 30万: 130万."""
        turns = ["我司主营3亿,大模型备案有,写字楼年租90万,能补多少", "我们新设的全资子公司租50万,营收200万呢", "母公司租金改130万,合计多少"]
        assert told(asker, *turns)["total_yuan"] == "1300000"


class TestManyAlike:
    """A number of firms said to be alike multiplies what one of them gets."""

    def test_groups_of_firms(self, asker: Any) -> None:
        """3 × 100万 + 4 × 20万 = 380万."""
        calculation = told(asker, "要是有3家首次完成大模型备案,4家首次完成算法备案,奖励合计最多多少")
        assert calculation["total_yuan"] == "3800000"
        assert [case["count"] for case in calculation["cases"]] == [3, 4]

    @pytest.mark.parametrize(
        ("turns", "total"),
        [
            (["四家公司各付优化费100万,都备过案,一共能补多少"], "2000000"),  # 4 × 50万
            (["两家关联公司分别首次过大模型备案,合计多少"], "2000000"),  # 2 × 100万
            (["优化付了160万,有备案,补多少", "这样的公司三家呢"], "2400000"),  # 3 × 80万
            (["三家公司分别首次过算法备案,一共多少", "其中一家是第二次备案"], "400000"),  # 2 × 20万 + 0
        ],
    )
    def test_one_group(self, asker: Any, turns: list[str], total: str) -> None:
        """Each case is worked out once and counted as often as said."""
        assert told(asker, *turns)["total_yuan"] == total


class TestParallel:
    """What the first firm's words set, the next one's bare amounts follow."""

    def test_amounts_without_words(self, asker: Any) -> None:
        """60万 × 90% = 54万; 80万 × 90% = 72万; 126万 together."""
        assert told(asker, "甲营收1.3亿租金60万,乙2.2亿、80万,两家合计补多少")["total_yuan"] == "1260000"

    def test_in_english(self, asker: Any) -> None:
        """54万 + 72万 = 126万."""
        question = (
            "Company A rents at 600k yuan with revenue of 130 million yuan, company B pays 800k rent with 220 million. Both together?"
        )
        assert told(asker, question)["total_yuan"] == "1260000"


class TestTheParentsFiling:
    """Of the parent only the model filing counts, and only full ownership."""

    @pytest.mark.parametrize(
        ("said", "amount"),
        [
            ("母公司大模型备案了", "300000"),
            ("母大模型备案√", "300000"),
            ("总部持有国家大模型备案", "300000"),
            ("集团只拿过深度合成算法备案", "0"),
            ("总公司仅有算法备案,没大模型那个", "0"),
        ],
    )
    def test_what_the_parent_holds(self, asker: Any, said: str, amount: str) -> None:
        """50万 × 60% = 30万, or nothing."""
        calculation = told(asker, f"全资新设子公司,营收300万,年租50万,{said},能补多少")
        assert calculation["total_yuan"] == amount

    @pytest.mark.parametrize(("share", "amount"), [("持股65%", "0"), ("占股七成", "0"), ("持有100%股权", "300000")])
    def test_a_share_of_less_than_all(self, asker: Any, share: str, amount: str) -> None:
        """50万 × 60% = 30万 where the parent owns all of it."""
        calculation = told(asker, f"子公司是新设的,母公司{share},营收300万,年租50万,母公司有大模型备案,补多少")
        assert calculation["total_yuan"] == amount


class TestTwoPaces:
    """One spending in one year or spread over several, each side with its years."""

    @pytest.mark.parametrize(
        "question",
        [
            "训练要花400万,一年花完还是两年各200万,补贴差多少?我们有备案",
            "有备案。推理优化分两年做、每年付200万,还是一年付完400万?补贴相差多少",
            "优化开支400万,今年一次付清和分两年付,哪个划算,备案有了",
            "已备案,调模型400万今年全付,还是今年明年各付200万,哪种补得多",
            "We have the filing. Spend 4 million on training in one year or 2 million in each of two years, what is the difference?",
        ],
    )
    def test_spread_out(self, asker: Any, question: str) -> None:
        """min(400万 × 50%, 150万) = 150万 at once; 2 × 200万 × 50% = 200万 spread: 50万 apart."""
        calculation = told(asker, question)
        assert sorted(amounts(calculation), key=str) == ["1500000", "2000000"]
        assert Decimal(calculation["difference_yuan"]) == 500000

    def test_months_compared(self, asker: Any) -> None:
        """8万 × 4 × 90% = 28.8万; 8万 × 12 × 90% = 86.4万."""
        calculation = told(asker, "月租8万,主营1.3亿,今年只付4个月和付满12个月,补贴差多少")
        assert amounts(calculation) == ["288000", "864000"]


class TestNamesAndRelations:
    """Other people's firms, what is an aside, and what one firm's rent means for another."""

    @pytest.mark.parametrize(
        ("turns", "total"),
        [
            # 120万 × 50% + min(300万 × 50%, 150万) = 60万 + 150万
            (["我跟我老婆各有一家公司,我这边优化掏了120万,她那边掏了300万,都有备案,俩公司一共补多少"], "2100000"),
            # 30万 × 60% + 90万 × 60% + min(200万 × 60%, 80万) = 18万 + 54万 + 80万
            (["集团有大模型备案,旗下三家全资新设子公司,营收都不到2000万,租金分别是30万、90万、200万,合计补多少"], "1520000"),
            # 60万 × 50% + (50万 + 30万) × 50% = 30万 + 40万
            (["哥哥公司优化付了60万,弟弟公司付了50万,备案都有,一共补多少", "弟弟那边又付了30万"], "700000"),
            # 60万 × 50% + 2 × 90万 × 50% = 30万 + 90万
            (["甲乙都做训练,甲付60万乙付90万,都有备案,合计", "乙翻倍"], "1200000"),
            # what the neighbour spent is an aside: 100万 × 50%
            (["隔壁公司优化花了200万,我们花了100万,有备案,能补多少"], "500000"),
        ],
    )
    def test_whose_amounts(self, asker: Any, turns: list[str], total: str) -> None:
        """Each amount is that of the firm it is said of."""
        assert told(asker, *turns)["total_yuan"] == total

    def test_a_polite_word_cuts_nothing_off(self, asker: Any) -> None:
        """min(120万 × 90%, 100万) + 70万 × 60% = 100万 + 42万, though 请问 comes last."""
        question = (
            "总公司在海珠租了办公室,一年租金120万,主营收入4亿;新设全资子公司也租,一年70万,今年收入300万。"
            "总公司大模型备案早就过了。请问两家各能补多少,加起来多少?"
        )
        assert told(asker, question)["total_yuan"] == "1420000"

    def test_the_rest_is_bought_back(self, asker: Any) -> None:
        """50万 × 60% = 30万 once the parent owns all of it."""
        turns = ["子公司由母公司持股60%,营收300万,年租50万,母公司有大模型备案,补多少", "剩下的40%也收购回来了"]
        assert told(asker, turns[0])["total_yuan"] == "0"
        assert told(asker, *turns)["total_yuan"] == "300000"

    def test_one_of_three_drops_out(self, asker: Any) -> None:
        """min(320万 × 50%, 150万) + 60万 × 50% = 150万 + 30万 without 公司2; its number is no amount."""
        turns = ["公司1优化320万,公司2优化100万,公司3优化60万,均已备案,总共补多少", "公司2退出"]
        assert told(asker, turns[0])["total_yuan"] == "2300000"
        assert told(asker, *turns)["total_yuan"] == "1800000"

    def test_itself_is_no_other_firm(self, asker: Any) -> None:
        """70万 × 60% = 42万 of 乙; min(140万 × 90%, 100万) = 100万 of 甲 itself; 142万 together."""
        turns = ["甲公司有大模型备案,它全资的乙公司年租70万营收500万,乙能拿多少", "甲自己年租140万营收3亿呢", "两家加起来"]
        assert [told(asker, *turns[: n + 1])["total_yuan"] for n in range(3)] == ["420000", "1000000", "1420000"]

    def test_on_behalf_of_a_friend(self, asker: Any) -> None:
        """180万 × 50% = 90万, whoever asks."""
        assert told(asker, "我朋友公司让我问,优化花了180万,已经备案,能补多少")["total_yuan"] == "900000"

    def test_three_subsidiaries_alike(self, asker: Any) -> None:
        """3 × 60万 × 60% = 108万."""
        question = "有三家子公司,都是全资的,母公司有大模型备案,每家营收都500万、年租都是60万,总共能拿多少"
        assert told(asker, question)["total_yuan"] == "1080000"
