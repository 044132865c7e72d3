"""The policies that ship: complete, exact in their facts, named as everybody else names them.

The figures are written here by hand from the sources; nothing is read from the code under test.
"""

from __future__ import annotations

import ast
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.amounts import find_figures
from corpus.award.calculate import calculate
from corpus.cases import read_cases, run_case
from corpus.load import Library, load_policies, shipped_folder
from corpus.model import AnyOf, Given, HigherOf, NotStated, Policy, SumOf, Tiers
from corpus.schema import json_schemas

ROOT = Path(__file__).parent.parent
INVENTED = Path(__file__).parent / "policies"
NOUN_LISTS = ("corpus/numbers/lexicon.py", "corpus/ingest/slug.py")
INPUTS = [
    "revenue", "optimization_cost", "rent", "rent_year", "self_use", "is_subsidiary", "parent_has_model_filing", "wholly_owned",
    "promotion_investment", "promotion_approved", "first_model_filing", "first_algorithm_filing", "has_filing", "talent_award",
    "growth_award",
]  # fmt: skip
CLAUSES = {
    "haizhu-ai-2024": [
        "issuance", "annual-budget", "scope", "enterprise-annual-cap", "application-modes", "fast-track", "first-batch",
        "model-optimization", "talent", "office-rent", "office-rent-subsidiary", "model-filing", "algorithm-filing",
        "application-promotion", "revenue-growth", "industry-status",
    ],
    "haizhu-ai-2024-notice": [
        "document", "second-call", "applicant", "llm-enterprise", "directions", "cost-sharing", "ic-annual-cap", "promotion-fields",
        "talent-team",
    ],
}  # fmt: skip
FIGURES = {
    "haizhu-ai-2024/issuance": ["2024-06-18date"],
    "haizhu-ai-2024/annual-budget": ["310000000元"],
    "haizhu-ai-2024/enterprise-annual-cap": ["10000000元", "5000000元", "15000000元"],
    "haizhu-ai-2024/first-batch": ["2024-07-02date"],
    "haizhu-ai-2024/model-optimization": ["20000000元", "50%", "1500000元", "30000000元"],
    "haizhu-ai-2024/talent": ["5000000元", "30000000元"],
    "haizhu-ai-2024/office-rent": ["20000000元", "50000000元", "100000000元", "90%", "1000000元", "3年"],
    "haizhu-ai-2024/office-rent-subsidiary": ["20000000元", "60%", "800000元", "3年"],
    "haizhu-ai-2024/model-filing": ["1000000元"],
    "haizhu-ai-2024/algorithm-filing": ["200000元"],
    "haizhu-ai-2024/application-promotion": ["30%", "5000000元"],
    "haizhu-ai-2024/revenue-growth": ["4000000元"],
    "haizhu-ai-2024/industry-status": ["90000000000元", "21.3%", "50个", "2000家", "2023date"],
    "haizhu-ai-2024-notice/second-call": ["2025-02-17date", "2025-03-20date"],
    "haizhu-ai-2024-notice/llm-enterprise": ["5000000元", "1000000元", "30%", "6人"],
    "haizhu-ai-2024-notice/cost-sharing": ["1:1比"],
    "haizhu-ai-2024-notice/ic-annual-cap": ["50000000元"],
    "haizhu-ai-2024-notice/talent-team": ["15000000元"],
}
SILENT = [
    "有效期", "申报材料", "联系电话", "2000万档", "突破条件", "每人多少", "多久到账", "叠加", "交税", "示范区范围", "芯片设计补贴",
    "什么叫新增", "资金池用完", "数据标注算不算", "政策之前备案", "第三批", "追回", "含税吗", "怎么进目录", "发给个人还是公司",
    "已经发了多少", "投几年", "哪一年的营收",
]  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_policies([shipped_folder(), INVENTED])


@pytest.fixture(scope="module")
def haizhu(library: Library) -> Policy:
    return library.policy("haizhu-ai-2024")


class TestShipped:
    def test_inputs_stand_in_the_agreed_order(self, haizhu: Policy) -> None:
        """Everything that lists missing inputs lists them in this order."""
        assert [item.id for item in haizhu.inputs] == INPUTS

    @pytest.mark.parametrize("name", CLAUSES)
    def test_clause_ids_are_the_agreed_ones(self, library: Library, name: str) -> None:
        """Citations and question sets name them."""
        assert [clause.key for clause in library.policy(name).clauses] == CLAUSES[name]

    @pytest.mark.parametrize("name", FIGURES)
    def test_each_clause_carries_its_figures_in_both_languages(self, library: Library, name: str) -> None:
        """Every amount, ratio, date and period of the sources."""
        clause = library.clause(name)
        chinese = {figure.value + figure.unit for figure in find_figures(clause.text)}
        english = {figure.value for figure in find_figures(clause.text_en)}
        assert [figure for figure in FIGURES[name] if figure not in chinese] == []
        counts = ("个", "家", "人")
        assert [f for f in FIGURES[name] if not f.endswith(counts) and not any(f.startswith(v) for v in english)] == []

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("haizhu-ai-2024/application-modes", ["集中申报", "批次申报", "新生产经营奖励专项", "未载明"]),
            ("haizhu-ai-2024/fast-track", ["即报即审", "审过即发", "绿色通道"]),
            ("haizhu-ai-2024/scope", ["大模型企业", "集成电路设计企业", "人才", "团队"]),
            ("haizhu-ai-2024/talent", ["《广州琶洲人工智能人才目录》", "创新团队", "关键人才", "未载明"]),
            ("haizhu-ai-2024/office-rent", ["自用", "新增当年", "之后两年", "未载明"]),
            ("haizhu-ai-2024/office-rent-subsidiary", ["全资子公司", "上线备案", "未达2000万元", "实际租金", "自用"]),
            ("haizhu-ai-2024/model-filing", ["首次", "国家级生成式人工智能（大语言模型）上线备案", "一次性"]),
            ("haizhu-ai-2024/algorithm-filing", ["首次", "互联网信息服务算法备案", "深度合成服务算法备案", "一次性"]),
            ("haizhu-ai-2024/application-promotion", ["评定", "不超过", "实际投入"]),
            ("haizhu-ai-2024/revenue-growth", ["突破条件", "未载明"]),
            ("haizhu-ai-2024/issuance", ["全国第一份", "力度最大", "《实施细则》", "海珠区"]),
            ("haizhu-ai-2024/industry-status", ["北京", "上海", "深圳", "全国首个"]),
            ("haizhu-ai-2024-notice/document", ["海科工商信规字〔2024〕1号", "管理委员会", "科技工业商务和信息化局"]),
            ("haizhu-ai-2024-notice/applicant", ["示范区内", "统计", "税务", "独立法人", "独立核算", "示范空间"]),
            ("haizhu-ai-2024-notice/llm-enterprise", ["经审计", "不少于6人", "超过30%", "30%以上", "软件著作权", "算力", "任意一项"]),
            ("haizhu-ai-2024-notice/directions", ["新生产经营奖励", "规模化发展奖励", "示范发展奖励", "产业载体支持奖励"]),
            ("haizhu-ai-2024-notice/directions", ["集成电路设计研发创新补贴", "团队和人才补贴", "六个"]),
            ("haizhu-ai-2024-notice/promotion-fields", ["新型工业化", "游戏", "时尚", "营销", "交通", "医疗", "金融"]),
            ("haizhu-ai-2024-notice/talent-team", ["广聚英才", "市科技经费"]),
        ],
    )
    def test_each_clause_carries_its_facts(self, library: Library, name: str, words: list[str]) -> None:
        """The conditions that no figure carries."""
        text = library.clause(name).text
        assert [word for word in words if word not in text] == []

    def test_the_two_sources_are_told_apart(self, library: Library) -> None:
        """What is supplementary says so; neither is the Rules' own text."""
        report, notice = library.family("haizhu-ai-2024")
        assert report.source.outlet.startswith("南方网") and report.source.author == "黄小殷" and report.source.trust == "primary"
        assert notice.supplements == report.id and notice.source.trust == "supplementary"
        for policy in (report, notice):
            assert "原文" in policy.source.note and "原文" in policy.notice and policy.notice_en
        assert report.valid.since == date(2024, 6, 18) and report.valid.until is None

    @pytest.mark.parametrize("word", SILENT)
    def test_every_known_silence_has_words(self, haizhu: Policy, word: str) -> None:
        """Each matter the sources leave out is declared, with how people ask for it and where to ask."""
        found = [silence for silence in haizhu.silences if any(word in said for said in silence.words)]
        assert len(found) == 1, [silence.id for silence in found]
        assert found[0].hint and found[0].hint_en and found[0].topic_en and len(found[0].words) >= 10

    def test_vocabulary_is_generous(self, haizhu: Policy) -> None:
        """Questions are understood by these words: thirty and more where people say much."""
        for name in ("revenue", "optimization_cost", "rent", "promotion_investment", "has_filing", "first_model_filing"):
            item = haizhu.input(name)
            assert item is not None and len(item.words) + len(item.yes) >= 30, name
        for award in haizhu.awards:
            assert len(award.words) >= 15, award.id
        for clause in haizhu.clauses:
            assert len(clause.aliases) >= 10, clause.key

    def test_everything_has_its_english_twin(self, haizhu: Policy) -> None:
        """English questions are answered in English throughout."""
        for item in haizhu.inputs:
            assert item.label_en and item.ask_en and bool(item.assume_say) == bool(item.assume_say_en), item.id
        for award in haizhu.awards:
            assert award.title_en and all(assumption.say_en for assumption in award.assumptions), award.id

    def test_the_optimisation_premise(self, haizhu: Policy) -> None:
        """Filing or revenue; while neither is known the answer names the condition and does not ask."""
        award = haizhu.award("model-optimization")
        assert award is not None
        (condition,) = award.conditions
        assert isinstance(condition, AnyOf) and condition.if_unknown == "premise" and len(condition.any) == 2

    def test_what_is_not_stated_has_no_ratio(self, haizhu: Policy) -> None:
        """Two rent tiers are bounded by the highest ratio, growth and talent by their ceilings alone."""
        rent, growth, talent = (haizhu.award(name) for name in ("office-rent", "revenue-growth", "talent"))
        assert rent is not None and growth is not None and talent is not None
        assert isinstance(rent.amount, Tiers)
        assert [(t.at_least, t.ratio, t.bound_ratio) for t in rent.amount.tiers] == [
            (Decimal(20_000_000), None, Decimal("0.9")),
            (Decimal(50_000_000), None, Decimal("0.9")),
            (Decimal(100_000_000), Decimal("0.9"), None),
        ]
        assert isinstance(growth.amount, NotStated) and growth.amount.at_most == 4_000_000
        assert isinstance(talent.amount, NotStated) and talent.amount.at_most == 5_000_000


class TestGenerality:
    def test_together_the_policies_use_every_shape(self, library: Library) -> None:
        """Shapes nobody uses are shapes nobody tests."""
        used: set[str] = set()

        def collect(amount: object) -> None:
            used.add(getattr(amount, "shape", ""))
            for part in (*(amount.options if isinstance(amount, HigherOf) else ()), *(amount.parts if isinstance(amount, SumOf) else ())):
                collect(part)

        for policy in library.policies:
            for award in policy.awards:
                collect(award.amount)
        assert used == {
            "fixed", "ratio", "tiers", "slices", "per_unit", "increment", "choice", "higher_of", "sum_of", "not_stated",
        }  # fmt: skip

    def test_together_they_use_every_part_of_the_format(self, library: Library) -> None:
        """Windows, variants, exclusives, pools, dated figures, validity, premises, choices, shares, parents."""
        awards = [award for policy in library.policies for award in policy.awards]
        inputs = [item for policy in library.policies for item in policy.inputs]
        for part in ("window", "variant_of", "hand_over", "assumptions", "conditions"):
            assert any(getattr(award, part) for award in awards), part
        assert any(award.valid.until for award in awards) and {award.period for award in awards} == {"once", "year", "unstated"}
        assert any(policy.exclusives for policy in library.policies) and any(policy.dated for policy in library.policies)
        assert {item.kind for item in inputs} == {"amount", "integer", "boolean", "percent", "choice"}
        assert {item.owner for item in inputs} == {"self", "parent", "both"}

    def test_no_policy_is_known_to_the_code(self, library: Library) -> None:
        """No id of a policy, an award or an input stands as a string in code: a new folder needs no code.

        The only exceptions are plain English nouns in two lists of English nouns: those that are counted, and those
        that Chinese policy words are translated by when ids are proposed.
        """
        ids = {name for p in library.policies for name in (p.id, *(a.id for a in p.awards), *(i.id for i in p.inputs))}
        found = set()
        for package in ("assistant", "corpus", "index", "eval"):
            for file in (ROOT / package).rglob("*.py"):
                for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids:
                        found.add((file.relative_to(ROOT).as_posix(), node.value))
        nouns = {"talent", "rent", "revenue"}
        assert {(file, name) for file, name in found if not (file in NOUN_LISTS and name in nouns)} == set()

    @pytest.mark.parametrize("folder", [*sorted(INVENTED.iterdir()), shipped_folder() / "haizhu-ai-2024"], ids=lambda path: path.name)
    def test_worked_examples_come_out_as_written(self, library: Library, folder: Path) -> None:
        """The sums beside them were done by hand."""
        policy = library.policy(folder.name)
        cases, problems = read_cases(folder)
        assert problems == [] and len(cases) >= 20
        assert {case.name: wrong for case in cases if (wrong := run_case(policy, case))} == {}

    def test_a_wrong_example_would_be_seen(self, library: Library) -> None:
        """An example whose expectation is off by one 元 is reported with both figures."""
        folder = INVENTED / "yunxi-smart-factory"
        case = read_cases(folder)[0][1]
        wrong = case.model_copy(update={"expect": {"upgrade": case.expect["upgrade"].model_copy(update={"ceiling": Decimal(300_001)})}})
        assert run_case(library.policy(folder.name), wrong) == ["upgrade is ceiling 300000元, the example says ceiling 300001元"]

    def test_an_invented_policy_is_calculated_like_any_other(self, library: Library) -> None:
        """10,000,000 of equipment: 5,000,000 × 10% + 5,000,000 × 15%."""
        policy = library.policy("yunxi-smart-factory")
        (result,) = calculate(policy, ["upgrade"], {"equipment_cost": Given(value=Decimal(10_000_000))}).awards
        assert (result.kind, result.yuan) == ("ceiling", Decimal(1_250_000))


class TestSchemas:
    @pytest.mark.parametrize("name", ["policy.schema.json", "awards.schema.json", "terms.schema.json", "cases.schema.json"])
    def test_published_schemas_are_current(self, name: str) -> None:
        """`python -m corpus.schema docs` writes them."""
        published = json.loads((ROOT / "docs" / name).read_text(encoding="utf-8"))
        assert published == json.loads(json.dumps(json_schemas()[name]))

    @pytest.mark.parametrize("name", ["policy", "awards", "terms", "cases"])
    def test_policies_pass_their_schemas(self, name: str) -> None:
        """What the loader takes, an editor takes: every shipped and invented file, dated figures included."""
        jsonschema = pytest.importorskip("jsonschema")
        from corpus.strict_yaml import read_yaml

        schema = json_schemas()[f"{name}.schema.json"]
        files = [file for root in (shipped_folder(), INVENTED) for file in root.glob(f"*/{name}.yaml")]
        assert files
        for file in files:
            jsonschema.validate(read_yaml(file), schema)
