"""Every quantity of a text, one after another, each with its own kind and unit; the neighbourhood is read in `context`.

A trigger finds the characters where a quantity can start; what starts there is tried in one order: words that only look
like numbers, ordinals, percentages in words, currencies, dates, numbers. Text is expected as `corpus.text.normalise` leaves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from corpus.numbers import english
from corpus.numbers.dates import MONTH_NAMES, Date, read_date, read_month_name
from corpus.numbers.numerals import DIGITS, WAN, Number, read_number

_CURRENCIES = {
    "¥": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "renminbi": "CNY", "yuan": "CNY", "元": "CNY", "圆": "CNY", "块": "CNY", "块钱": "CNY",
    "蚊": "CNY", "元人民币": "CNY", "块人民币": "CNY", "kuai": "CNY",
    "us$": "USD", "usd": "USD", "$": "USD", "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD", "dollar": "USD", "dollars": "USD",
    "us dollars": "USD", "bucks": "USD", "hk$": "HKD", "hkd": "HKD", "港元": "HKD", "港币": "HKD", "港纸": "HKD", "hong kong dollars": "HKD",
    "€": "EUR", "eur": "EUR", "欧元": "EUR", "欧": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "英镑": "GBP", "pounds": "GBP",
    "日元": "JPY", "日币": "JPY", "jpy": "JPY", "yen": "JPY", "韩元": "KRW", "韩币": "KRW", "krw": "KRW", "₩": "KRW",
    "新台币": "TWD", "台币": "TWD", "twd": "TWD", "nt$": "TWD", "新加坡元": "SGD", "新币": "SGD", "sgd": "SGD", "s$": "SGD",
    "澳元": "AUD", "澳币": "AUD", "aud": "AUD", "加元": "CAD", "cad": "CAD", "卢布": "RUB", "瑞士法郎": "CHF", "chf": "CHF", "澳门元": "MOP", "澳门币": "MOP",
    "u": "USDT", "usdt": "USDT", "比特币": "BTC",
}  # fmt: skip
_PREFIX = re.compile(
    r"(?:人民币|(?<![A-Za-z])(?:RMB|CNY|US\$|USD|HK\$|HKD|EUR|GBP|JPY|NT\$|SGD|S\$|AUD|CAD)(?![A-Za-z])|[¥$€£₩])[ ::]*", re.IGNORECASE
)
_MONEY = re.compile(
    r"[ ]?(?:元人民币|块人民币|人民币|美元|美金|美刀|刀(?![具片口])|港元|港币|港纸|欧元|欧(?![洲美盟])|英镑|日元|日币|韩元|韩币|新台币|台币|新加坡元|新币|澳门元|澳门币|澳元|澳币|加元|卢布|瑞士法郎|比特币"
    r"|元(?!素|宇宙|器件|组|老|论|旦|化|月)整?|圆整?|块钱|块(?![儿屏卡显板地牌业内]|GPU|gpu|芯)|蚊(?!子)"
    r"|(?:RMB|CNY|US\$|USDT?|HKD|EUR|GBP|JPY|SGD|AUD|CAD|yuan|renminbi|kuai|us dollars|hong kong dollars|dollars?|bucks|euros?|pounds|yen)(?![A-Za-z]))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"[ ]?(?:%|％|percent(?:age points?)?|per cent|pct|个百分点|百分点|个点(?!位|评))(?![A-Za-z])|%", re.IGNORECASE)
_CHENG = re.compile("成(?![立本果功为长员交熟都绩分人型品套就效年了的了事份语行全色])(?:([一二三四五六七八九半])(?![个家年万百十]))?")
_ZHE = re.compile("折(?![算旧腾扣现合磨断叠])")
_TIMES = re.compile("[ ]?倍|[ ]?times(?![A-Za-z])|-?fold")
_AREA = re.compile(
    r"[ ]?(?:个平方|平方米|平方公尺|平米|平方(?!公里|千米)|平(?![台均时安衡等稳板常行台凡静白日台方])|㎡|m2|m²|方(?![案面向法便式可才针程位块])|坪|sqm|sq ?m|square met(?:er|re)s?)(?![A-Za-z])",
    re.IGNORECASE,
)
_SCALED_COUNT = re.compile("[ ]?(?:个)?(?:参数|tokens?|词元|条|字|用户|粉丝|日活|月活|次|人次|人|家|张|台|卡|股|小时|公里|行|份|亩|级参数|规模参数|核时|算力|平)(?!均)", re.IGNORECASE)
_MEASURE = re.compile(
    "[ ]?(?:个人(?!所得|独资|名义|简历|信息)(?P<gr>)|个(?:(?P<thing>月|季度|季|星期|礼拜|周|小时|钟头|工作日|自然日|年头|年度|交易日)|(?!性|人|体|别|案|税|位数))"
    "|(?P<m>工作日|自然日|交易日|季度|周年|年度|年(?!级)|天(?!河|使)|日(?!元|币|活)|周(?!边|围|转|期)|星期|礼拜|小时|分钟|秒(?!杀)|家|名(?![单字称义额录])|人(?![才工民员类事间造大])|位(?![置于元])|项(?!目)|台(?![湾州北])|张|篇(?!章)|次(?!性|年|要|级)"
    "|款(?!项)|套(?!餐)|所(?![以有在得谓述])|座|间(?!接|隔)|份(?!额)|门(?![槛户类])|支(?![持付出撑])|条(?![件例款文])|种|类|笔|栋|卡(?!车)|股(?!份|东|权|价)|组(?!织|合|成)|场(?![地租景所])|届|期(?!限|间|权|初|末|货)|户|亩|公里|字(?!段)|页|岁|批(?!准|复|次)|层(?![级次面])|辆|件|档|级|轮|方面|级别|人次|元素|城市|省|国"
    "|(?P<en>-?(?:(?!and |or |to |of |in |for |at |the |on |with |is |are |was )[A-Za-z][A-Za-z-]* ){0,3}?(?:years?|months?|days?|quarters?|weeks?|hours?|enterprises?|companies|company|firms?|people|persons?|staff|employees|awards?|teams?|talents?|projects?|filings?|models?|LLMs?|GPUs?|cards?|sets?|times|batches|directions|conditions|subsidiaries|subsidiary|instal?ments?|patents?|certificates?|working days|business days|calendar days))(?![A-Za-z])))",
    re.IGNORECASE,
)
_EN_MEASURES = {
    "year": "年", "month": "个月", "day": "天", "quarter": "季度", "week": "周", "hour": "小时", "enterprise": "家", "companie": "家", "company": "家",
    "firm": "家", "people": "人", "person": "人", "staff": "人", "employee": "人", "award": "项", "team": "个", "talent": "人", "project": "个",
    "filing": "个", "model": "个", "llm": "个", "gpu": "张", "card": "张", "set": "套", "time": "次", "batche": "批", "direction": "个",
    "condition": "项", "subsidiarie": "家", "subsidiary": "家", "installment": "期", "instalment": "期", "patent": "项", "certificate": "个",
    "working day": "个工作日", "business day": "个工作日", "calendar day": "天",
}  # fmt: skip
_DURATIONS = {
    "年": "年", "周年": "年", "年头": "年", "年度": "年", "个月": "个月", "月": "个月", "季度": "季度", "季": "季度", "天": "天", "日": "天", "自然日": "天",
    "周": "周", "星期": "周", "礼拜": "周", "小时": "小时", "钟头": "小时", "分钟": "分钟", "秒": "秒", "工作日": "个工作日", "交易日": "个工作日", "个工作日": "个工作日",
}  # fmt: skip
_HALF_THING = re.compile("半(?:个)?(年|月|季度|小时|天(?!河)|成)(?!来)")
_HALVES = re.compile("一半|对半|半数|(?<![A-Za-z])half(?= of)", re.IGNORECASE)
_DOUBLE = re.compile("翻一番|翻番|翻倍|翻了?([两一二三四])番|翻了?一倍")
_FULL = re.compile("全额|全款")
_PARTS = re.compile("(百|千|万)分之")
_ORDINAL = re.compile(
    r"第\s?(\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})(?:\s?[-—~至到、和]\s?(?:第)?(\d{1,4}|[一二三四五六七八九十]{1,3}))?\s?(个年头|年度|年|批次|批|次|家|名|档|类|个|项|条|款|轮|期|季度|天|章|节|号|版|届)?"
)
_ORDINAL_WORD = re.compile("(?:头一|首)(年|批|次|个|家|笔|期|轮)|次(年)|(?:头一个|首个)(年头|年度)?")
_ORDINAL_EN = re.compile(
    r"(?<![A-Za-z0-9])(?:(first|second|third|fourth|fifth)|(\d{1,2})(?:st|nd|rd|th))(?![A-Za-z])(?: (year|batch|time|call|round))?", re.IGNORECASE
)
_EN_PART = re.compile(r"[ -](third|quarter|fifth|tenth)s?(?![A-Za-z])", re.IGNORECASE)
_EN_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_EN_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}

# What only looks like a number. Tried before anything else, at the same position.
_NOT_NUMBER = re.compile(
    r"[〔\[【(]\s?\d{4}\s?[〕\]】)]\s?第?\d{1,4}号|[〔]\d{4}[〕]"
    r"|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)"  # list numbers
    r"|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d万亿元])|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)[48]00-?\d{3,4}-?\d{3,4}(?![\d万亿元])"  # telephones
    r"|(?<!\d)12345(?!\d|[ ]?[万亿元块%wWkK,.])|\d{16,}|(?<!\d)\d{15}[\dXx](?!\d)"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"  # times of day
    r"|(?<!\d)\d{1,2}[点时]\d{0,2}分?(?=[之前后开到整])"
    r"|(?<=[差有早快多晚大小])一点"
    r"|24[/x*]7|7[x*×]24|996|(?<!\d)\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?"  # versions, addresses
    r"|(?:[A-Za-z_][A-Za-z0-9_]*[-.]?)\d[A-Za-z0-9._-]*"
    r"|万(?:一(?!千|百|万)|分(?!之)|事|能|物|众|达|科|卷|象|兴|家|维|佛|里|年历|不得已|恶|幸|全|难|般|向|历)"
    r"|亿(?:达|联|欧|航|纬|嘉|咖|邦|赞|田|利)"
    r"|千(?:万(?:别|不|要|记|注意|小心|得|莫|勿|千万|拜托|请|一|家|能|把)|方|奇|问|帆|禧|里|篇一律|古|辛|载|秋|军|寻|家万户|差万别|丝|言)"
    r"|百(?:分百(?!控股|持股|持有|股权|独资|全资|拥有)|度|姓|货|川|炼|般|科|灵|合|济|家号|威|信|望|应|花|年老店|思|强|善|事|丽|老汇|搭|里|折|忙|家)"
    r"|十(?:分(?!之|钟)|足|堰|全|字|佳|载|四五|三五|五五)"
    r"|一(?:起|共|样|般|定|旦|点(?![零一二三四五六七八九\d])|律|致|边|并|切|同|向|带|线|流|番|时|再|步|一|体|手|口|心|经|味|概|度|面|会|阵|举|系列|直|些|下|次性|把手|把|旁|贯|路|类企业|端|站式|揽子|窗|网通|事一|目|堆|团|行|律|股脑|刀切|来|刀|波|窝|门心思|本|码|号文|键|应|气|齐|技|卡通|方|头|道|辈|瞬|瞬间|早|晚|审|遍|条龙|把抓|准|斑|干|言|无|概|块(?![钱五六七八九\d/每一]))"
    r"|[二两](?:者|边|岸|面|江|手|维码|次(?!元?[报申])|元|级|胎|会|房)"
    r"|三(?:方|星|亚|者|农|维|包|大运营商|角|七互娱|板|里屯|胞|峡|明|国|层楼|令|思|证合一|会一课|品)"
    r"|四(?:川|面|季(?!度)|处|肢|六级|海|舍五入|维图新)|五(?:金|险一金|花|一(?!百|千|万|亿)|粮液|羊|星|四|险)|六(?:合|一(?!百|千|万|亿)|稳|神)|七(?:牛|夕|星|彩)"
    r"|八(?:爪鱼|卦|达岭|方|戒|点|佰伴)|九(?:章|州|龙|江|阳|号公司|寨)|零(?:一万物|售|食|跑|部件|工|距离|碳|信任|门槛|基础|成本|风险|散|件|星|样本)|双十一|双11|百十一"
    r"|半(?:天(?!的?租)|路|导体|途|夜|信半疑|自动|监督|壁|径|山|岛)|大半|几(?:个|年|成|家|点|号|折|次|项|条|种|类|月|天|名|位|人|倍|档|块|本|批|张|台|乎|许|率|何|度|经)|数(?:据|字|额|量|目|值|学|控|码|智|科|组|理)"
    r"|好(?!几)|好几(?![十百千万亿个])"
    r"|(?i:one)-?(?:off|time|stop|way|on-one)(?![a-z])|(?i:(?:the|this|that|which|last|next|each|every|any|algorithm|no|another|other|same) )?(?i:one)(?= ?(?:$|[?,.!;]|is|for|of|that|in|has|needs|or|do|does|with|to|at|on|per|and(?! a half))(?![a-z]))"
    r"|5G|4G|3D|2D|0day|2B|2C|1对1|360|1688|51job|58同城|[Cc]hat ?GPT"
)
_LATIN_NAME = re.compile(r"(?:[A-Za-z]*[A-Z][A-Za-z]*|llama|qwen|rtx|gpt|deepseek|glm|version|ver|model)[ -]$")
_NOT_NAME = re.compile(r"(?i)\b(?:of|and|to|is|was|paid|spent|rent|cost|revenue|about|over|RMB|CNY|USD|the|by|we|in|for|up|than|or|with|only|from|at|a|least|most|between|area)[ -]$")
_START = re.compile(
    r"[0-9¥$€£₩〔零〇○一二三四五六七八九十百千万亿两俩仨幺廿卅壹贰叁肆伍陆柒捌玖拾佰仟貳叄陸半几数第首全翻对]|\.\d|\([\d一二三四五六七八九十]|[头次个人好][一年把民几]"
    r"|(?<![A-Za-z0-9_])(?=[A-Za-z_])(?:(?i:RMB|CNY|US\$|USD|HK\$|HKD|EUR|GBP|JPY|NT\$|SGD|S\$|AUD|CAD|first|second|third|fourth|fifth)"
    rf"|[A-Za-z_][A-Za-z0-9_]*[-.]?\d|{english.START}|{MONTH_NAMES})"
)


@dataclass(slots=True)
class Atom:
    """One quantity while it is being read; `context` completes and freezes it."""

    start: int
    end: int
    kind: str
    low: Decimal
    high: Decimal
    unit: str = ""
    measure: str = ""
    currency: str = ""
    relation: str = "exact"
    date: str = ""
    fraction: Fraction | None = None
    vague: bool = False
    number: Number | None = None
    per: str = ""
    unit_said: bool = False  # 元, 块, RMB … stands there


def read_atoms(text: str) -> list[Atom]:
    """All quantities of a normalised text, in order, none overlapping."""
    atoms: list[Atom] = []
    position = 0
    while match := _START.search(text, position):
        start = match.start()
        atom, position = _read(text, start, atoms)
        if atom is not None:
            atoms.append(atom)
            position = atom.end
        position = max(position, start + 1)
    return atoms


def _read(text: str, start: int, atoms: list[Atom]) -> tuple[Atom | None, int]:
    """What starts here, and where to go on."""
    c = text[start]
    if c == "." and not text[start + 1 : start + 2].isdigit():
        return None, start + 1
    if prefix := _PREFIX.match(text, start):
        number = _number(text, prefix.end())
        if number is not None:
            atom = _money(text, number, _CURRENCIES[prefix[0].strip(" ::").lower()])
            atom.start = start
            return atom, atom.end
        return None, prefix.end()
    if date := (read_month_name(text, start) if c.isascii() and c.isalpha() else None):
        return _date(date), date.end
    if not c.isascii() or not c.isdigit() or _plausible_id(text, start):
        if skip := _NOT_NUMBER.match(text, start):
            return None, skip.end()
    if c.isascii() and (c.isdigit() or c.isalpha()) and (match := _ORDINAL_EN.match(text, start)):
        if not (match[2] and read_date(text, start)):
            value = Decimal(_EN_ORDINALS.get((match[1] or "").lower(), 0) or int(match[2] or 0))
            measure = {"year": "年", "batch": "批", "call": "批", "time": "次", "round": "轮"}.get((match[3] or "").lower(), "")
            return Atom(start, match.end(), "ordinal", value, value, measure, measure), match.end()
    if c == "第":
        if match := _ORDINAL.match(text, start):
            low, high = _plain(match[1]), _plain(match[2] or match[1])
            return Atom(start, match.end(), "ordinal", low, high, match[3] or "", match[3] or ""), match.end()
        return None, start + 1
    if match := _ORDINAL_WORD.match(text, start):
        value = Decimal(2) if match[2] else Decimal(1)
        measure = match[1] or match[2] or match[3] or "个"
        return Atom(start, match.end(), "ordinal", value, value, measure, measure), match.end()
    if match := _PARTS.match(text, start):
        number = read_number(text, match.end())
        if number is not None:
            divisor = {"百": 100, "千": 1000, "万": 10000}[match[1]]
            return _percent(number, start, number.end, Fraction(1, divisor)), number.end
    if text.startswith("百分百", start):
        return Atom(start, start + 3, "percent", Decimal(100), Decimal(100), "%", fraction=Fraction(1)), start + 3
    if match := _HALF_THING.match(text, start):
        thing = match[1]
        half = Decimal("0.5")
        if thing == "成":
            return Atom(start, match.end(), "percent", Decimal(5), Decimal(5), "%", fraction=Fraction(1, 20)), match.end()
        unit = "个月" if thing == "月" else thing
        return Atom(start, match.end(), "duration", half, half, unit, unit), match.end()
    if match := _HALVES.match(text, start):
        return Atom(start, match.end(), "percent", Decimal(50), Decimal(50), "%", fraction=Fraction(1, 2)), match.end()
    if match := _DOUBLE.match(text, start):
        value = Decimal(2) ** (int(_plain(match[1])) if match[1] else 1)
        return Atom(start, match.end(), "multiple", value, value, "倍", "倍"), match.end()
    if match := _FULL.match(text, start):
        return Atom(start, match.end(), "percent", Decimal(100), Decimal(100), "%", fraction=Fraction(1)), match.end()
    if date := read_date(text, start):
        return _date(date), date.end
    number = _number(text, start)
    if number is None:
        run = _NUMERAL_RUN.match(text, start)
        return None, run.end() if run and run.end() - start > 15 else start + 1
    return _classify(text, number)


_NUMERAL_RUN = re.compile("[零〇○一二三四五六七八九十百千万亿两俩仨幺壹贰叁肆伍陆柒捌玖]+|[0-9,.]+")


def _plausible_id(text: str, start: int) -> bool:
    return True


def _plain(text: str) -> Decimal:
    if text.isdecimal():
        return Decimal(text)
    number = read_number(text, 0)
    return number.low if number is not None else Decimal(0)


def _number(text: str, start: int) -> Number | None:
    number = read_number(text, start) if not text[start : start + 1].isalpha() or not text[start : start + 1].isascii() else None
    return number if number is not None else english.read_words(text, start)


def _date(date: Date) -> Atom:
    kind = "date" if date.month else "year"
    return Atom(date.start, date.end, kind, Decimal(date.year), Decimal(date.year), "年" if kind == "year" else "date", date=date.iso())


def _percent(number: Number, start: int, end: int, each: Fraction) -> Atom:
    low, high = Fraction(number.low) * each, Fraction(number.high) * each
    return Atom(
        start, end, "percent", _decimal(low * 100), _decimal(high * 100), "%", relation=number.relation, fraction=low if low == high else None, number=number
    )


def _decimal(value: Fraction) -> Decimal:
    result = Decimal(value.numerator) / Decimal(value.denominator)
    return result.normalize() if result == result.to_integral_value() or len(str(result)) < 20 else result


def _money(text: str, number: Number, currency: str = "") -> Atom:
    end, said = number.end, bool(currency)
    low, high = number.low, number.high
    if suffix := _MONEY.match(text, end):
        name = suffix[0].strip().lower().removesuffix("整")
        found = _CURRENCIES[name]
        currency, end, said = (found if found != "CNY" or not currency else currency), suffix.end(), True
        if found == "CNY" and low == high and name in ("元", "块", "圆", "蚊", "块钱"):
            low, end = _small_change(text, low, end, name)
            high = low
    return Atom(
        number.start, end, "amount", low, high, "元" if (currency or "CNY") == "CNY" else currency, currency=currency or "CNY",
        relation=number.relation, vague=number.vague, number=number, unit_said=said,
    )  # fmt: skip


_CHANGE = re.compile(r"(?:零)?(?:([\d零一二三四五六七八九两壹贰叁肆伍陆柒捌玖])[角毛])?(?:(?:零)?([\d一二三四五六七八九两壹贰叁肆伍陆柒捌玖])分(?!之|钟))?")
_CHANGE_SHORT = re.compile(r"([\d一二两三四五六七八九])(?![\d个家年万千百十亿%平月天.])")


def _small_change(text: str, value: Decimal, end: int, name: str) -> tuple[Decimal, int]:
    """3元5角, 三块八, 壹仟元零伍分."""
    match = _CHANGE.match(text, end)
    if match and match.end() > end and (match[1] or match[2]):
        tenth, cent = (Decimal(DIGITS.get(g, None) if g in DIGITS else int(g)) if g else Decimal(0) for g in match.groups())
        return value + tenth / 10 + cent / 100, match.end()
    if name == "块" and value < 1000 and (short := _CHANGE_SHORT.match(text, end)):
        digit = DIGITS[short[1]] if short[1] in DIGITS else int(short[1])
        return value + Decimal(digit) / 10, short.end()
    return value, end


def _classify(text: str, number: Number) -> tuple[Atom | None, int]:
    """What kind of quantity this number is, by what follows it."""
    start, end = number.start, number.end
    if not number.arabic and (part := _EN_PART.match(text, end)):
        share = Fraction(number.low) / _EN_PARTS[part[1].lower()]
        value = _decimal(share * 100)
        return Atom(start, part.end(), "percent", value, value, "%", fraction=share), part.end()
    if match := re.compile("[ ]?分之").match(text, end):
        over = read_number(text, match.end())
        if over is not None and number.low:
            share = Fraction(over.low) / Fraction(number.low)
            value = _decimal(share * 100)
            return Atom(start, over.end, "percent", value, value, "%", fraction=share), over.end
    if number.arabic and (over_match := re.compile(r"/(\d{1,3})(?![\d/年月-])").match(text, end)) and number.plain and number.low < int(over_match[1]) <= 100:
        share = Fraction(int(number.low), int(over_match[1]))
        value = _decimal(share * 100)
        return Atom(start, over_match.end(), "percent", value, value, "%", fraction=share), over_match.end()
    if match := _PERCENT.match(text, end):
        return _percent(number, start, match.end(), Fraction(1, 100)), match.end()
    if number.high <= 10 and number.scale == 1 and (match := _CHENG.match(text, end)):
        atom = _percent(number, start, match.end(), Fraction(1, 10))
        if match[1]:
            extra = Decimal(5) if match[1] == "半" else Decimal(DIGITS[match[1]])
            atom.low, atom.high = atom.low + extra, atom.high + extra
            atom.fraction = Fraction(atom.low) / 100
        return atom, match.end()
    if number.high < 100 and number.scale == 1 and (match := _ZHE.match(text, end)):
        each = Fraction(1, 10) if number.high < 10 else Fraction(1, 100)
        atom = _percent(number, start, match.end(), each)
        return atom, match.end()
    modifier = _MODIFIER.match(text, end)
    after = modifier.end() if modifier else end
    if modifier and not (_MONEY.match(text, after) or _AREA.match(text, after) or _MEASURE.match(text, after)):
        after = end
        modifier = None
    if modifier and number.relation == "exact":
        number.relation = "about" if modifier[1] in "来把" else "at_least"
    if match := _TIMES.match(text, after):
        return _plain_atom(number, "multiple", match.end(), "倍"), match.end()
    if number.scale >= 1000 and (match := _SCALED_COUNT.match(text, after)) and not _MONEY.match(text, after):
        measure = match[0].strip().removeprefix("个")
        if measure == "平":
            return _plain_atom(number, "area", match.end(), "㎡"), match.end()
        return _plain_atom(number, "count", match.end(), measure), match.end()
    if match := _AREA.match(text, after):
        return _plain_atom(number, "area", match.end(), "㎡"), match.end()
    if _MONEY.match(text, after):
        number.end = after
        atom = _money(text, number)
        return atom, atom.end
    if number.scale == 1 or number.low < 10 * WAN:
        if match := _MEASURE.match(text, after):
            return _counted(text, number, match)
    if number.scale > 1:
        if number.implied and not _implied_amount(text, start, end):
            return None, end
        return _money(text, number), number.end
    if number.implied and number.low in (100, 1000) or (number.low == 10 and not number.arabic and end - start == 1 and not _alone(text, start, end)):
        return None, end
    return _bare(text, number)


_MODIFIER = re.compile("[ ]?([多余来几把])(?!少|大|久|次[报申]|长|高)")
_IMPLIED_BEFORE = re.compile("(?:上|近|过|超|破|达|成|约|小|大|逾|乎|到|够|满|有|奖|补|拿|亏|赚|给|是|花|投)$")
_IMPLIED_AFTER = re.compile("[ ]?(?:级|元|块|以上|以下|左右|营收|收入|规模|补贴|奖励|出头|的|,|。|$|\\?|吗|吧|呢)")


def _implied_amount(text: str, start: int, end: int) -> bool:
    """百万 and 千万 without a digit are amounts; 千万 and 亿 only beside a word that measures."""
    word = text[start:end]
    if word == "万":
        return bool(re.search("[上过破近]$", text[max(0, start - 1) : start]))
    if word.startswith("百") or len(word) > 2:
        return True
    return bool(_IMPLIED_BEFORE.search(text[max(0, start - 2) : start]) or (start and _IMPLIED_AFTER.match(text, end)))


def _plain_atom(number: Number, kind: str, end: int, unit: str) -> Atom:
    return Atom(number.start, end, kind, number.low, number.high, unit, unit, relation=number.relation, vague=number.vague, number=number)


_HALF_AFTER = re.compile("半(?!价|数)")


def _counted(text: str, number: Number, match: re.Match[str]) -> tuple[Atom, int]:
    end = match.end()
    if match["gr"] is not None:
        measure = "人"
    elif match["thing"]:
        measure = "个月" if match["thing"] == "月" else match["thing"]
    elif match["en"]:
        word = match["en"].lower().lstrip("-")
        if word not in _EN_MEASURES and word.removesuffix("s") not in _EN_MEASURES:
            word = word.rpartition(" ")[2]  # 50 industry LLMs
        measure = _EN_MEASURES[word if word in _EN_MEASURES else word.removesuffix("s")]
    else:
        measure = match["m"] or "个"
    kind = "count"
    if measure in _DURATIONS:
        kind, measure = "duration", _DURATIONS[measure]
    if measure == "个" and text[end : end + 1] == "半":  # 两个半月
        if more := re.compile("半(月|季度|小时|亿)").match(text, end):
            number.low, number.high = number.low + Decimal("0.5"), number.high + Decimal("0.5")
            unit = {"月": "个月"}.get(more[1], more[1])
            return _plain_atom(number, "duration", more.end(), unit), more.end()
    if kind == "duration" and number.low == number.high and (half := _HALF_AFTER.match(text, end)):
        number.low = number.high = number.low + Decimal("0.5")
        end = half.end()
    return _plain_atom(number, kind, end, measure), end


def _alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (not before or before in " ,,。;;:::!?、=是为到按") and (not after or after in " ,,。;;!?、吧呢呀啊了")


def _bare(text: str, number: Number) -> tuple[Atom | None, int]:
    """A number with nothing behind it: kept for a pending question, unless it is a name, an id or a word."""
    start, end = number.start, number.end
    after = text[end : end + 1]
    if number.arabic:
        if after.isascii() and after.isalpha() or after == "_":
            token = re.compile(r"[A-Za-z0-9_.-]+").match(text, end)
            return None, token.end() if token else end
        before = text[max(0, start - 16) : start]
        if before.endswith((" ", "-")) and _LATIN_NAME.search(before) and not _NOT_NAME.search(before):
            return None, end
        if len(number.digits.replace(",", "")) > 12:
            return None, end
        if after == "号" or (after == "." and text[end + 1 : end + 2] == " "):
            return _plain_atom(number, "ordinal", end, ""), end
    elif (len(number.digits) == 1 and not number.units) or (not number.units and not number.digits and number.scale == 1):
        if not _alone(text, start, end) and number.digits and not _RANGE_FOLLOWS.match(text, end):
            return None, end
    if number.plain and number.arabic and len(number.digits) == 4 and 2010 <= number.low <= 2035 and _year_like(text, start, end):
        return Atom(start, end, "year", number.low, number.high, "年", date=number.digits), end
    return _plain_atom(number, "bare", end, ""), end


_RANGE_FOLLOWS = re.compile("[ ]?[-~至到—、][ ]?[一二三四五六七八九十两]")
_YEAR_AFTER = re.compile("[ ]?(?:营收|收入|主营|租|房租|全年|上半年|下半年|我们|公司|,?营|花|投|Q[1-4])")


def _year_like(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 1) : start]
    if _YEAR_AFTER.match(text, end) and (not before or before in " ,。;我们在于从司:"):
        return True
    if before in ("于", "自", "从", "在") and (end == len(text) or text[end] in " ,。;至到"):
        return True
    return bool(re.search(r"(?i)\b(?:in|of|by|since|year|for|fy)[ ]?$", text[max(0, start - 6) : start]))
