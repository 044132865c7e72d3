"""Every sentence pattern of an answer, in Chinese and English, in one table."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # calculation: leads
    "ceiling": ("{award}最高可得{amount}", "{award}: up to {amount}"),
    "bound": ("{award}的上限不超过{amount}({unstated})", "{award}: at most {amount} ({unstated})"),
    "none": ("{award}目前不能获得,按{amount}计:{reason}", "{award}: not available, {amount}: {reason}"),
    "missing": ("{award}还要知道{inputs}才能测算", "{award} cannot be computed yet: {inputs} is still needed"),
    "missing_rule": ("规则是{rule}", "the rule is: {rule}"),
    "no_reason": ("条件未满足", "a condition is not met"),
    "unstated": ("具体算法未载明", "the formula is not stated"),
    "total": ("合计最高可得{amount}", "Together up to {amount}"),
    "total_bound": ("合计上限不超过{amount},其中有一部分比例或算法未载明", "Together at most {amount}; part of a formula is not stated"),
    "total_none": ("目前都不能获得,合计{amount}", "none is available at present, {amount} in all"),
    "cut": ("{before}超过上限{cap},按{after}计", "{before} is above the ceiling of {cap}: {after}"),
    "cap_total": (
        "{parts}相加为{before},超过年度上限{cap},按{after}计",
        "{parts} add up to {before}, above the annual ceiling of {cap}: {after}",
    ),
    "cap_plain": ("{parts}相加为{before}", "{parts} add up to {before}"),
    "years_total": ("各年合计最高可得{amount}", "Over all years up to {amount} in total"),
    "years_bound": (
        "各年合计上限不超过{amount},其中有年份的比例未载明",
        "Over all years at most {amount} in total; a ratio of some year is not stated",
    ),
    "year": ("第{n}年", "year {n}"),
    "each_firm": ("每家", "each"),
    "times": ("{amount} × {count}家 = {total}", "{amount} × {count} = {total}"),
    "cases_total": ("合计最高可得{amount}", "Both together up to {amount}"),
    "cases_total_bound": ("合计上限不超过{amount},其中有一部分比例未载明", "Both together at most {amount}; a ratio is not stated"),
    "case": ("情形{n}", "case {n}"),
    "difference": ("相差{amount}:{parts}", "The difference is {amount}: {parts}"),
    "same": ("两者一样,都是{amount}", "Both are the same: {amount}"),
    "difference_bound": (
        "{parts};其中有比例未载明,只是上限,不能直接相减",
        "{parts}; a ratio is not stated, these are only upper bounds and cannot be subtracted",
    ),
    "unsaid_part": ("没有提到,按没有计", "not mentioned, taken as none"),
    "range": ("按您说的区间测算:{parts}", "For the range you gave: {parts}"),
    "alternatives": ("分别测算:{parts}", "Separately: {parts}"),
    "required": ("要拿到{award}{target},{input}需要达到{amount}", "To get {target} of {award}, {input} must reach {amount}"),
    "required_more": ("还需再增加{amount}", "another {amount} is needed"),
    "required_enough": ("已经达到,无需再增加", "that is reached already"),
    "required_bound": (
        "{award}的这一档比例未载明,无法确定{input}要多少;按最高比例测算,至少要{amount}",
        "The ratio of this tier of {award} is not stated, so the {input} needed cannot be said; at the highest ratio it is at least {amount}",
    ),
    "required_never": ("{award}达不到{target}:{reason}", "{award} cannot reach {target}: {reason}"),
    "pool": (
        "{pool}每年最多{amount},按每家{each}计,够{count}家",
        "{pool} is at most {amount} a year: at {each} each it serves {count} enterprises",
    ),
    "pool_left": (
        "{pool}每年最多{amount},剩{rest}时按每家{each}计,够{count}家",
        "{pool} is at most {amount} a year: with {rest} left, at {each} each it serves {count} enterprises",
    ),
    "room": ("离{name}年度上限{cap}还有{room}", "{room} is left below the annual ceiling of {cap} for {name}"),
    "room_none": ("已达到{name}年度上限{cap},没有余额(0元)", "the annual ceiling of {cap} for {name} is reached, RMB 0 is left"),
    "room_fits": ("再加的{amount}中可计{fits}", "of the further {amount}, {fits} can count"),
    "room_told": ("{name}已有{amount}", "{name} so far: {amount}"),
    "both_groups": ("各类奖励合计的", "all awards together"),
    "enough": ("够,可以达到{amount}", "Yes: that reaches {amount}"),
    "not_enough": ("不够,离{amount}还差{short}", "No: that is {short} short of {amount}"),
    "years_apart": ("相差{amount}", "They are {amount} apart"),
    "gain_more": ("多{amount}:从{before}到{after}", "That is {amount} more: from {before} to {after}"),
    "gain_less": ("少{amount}:从{before}到{after}", "That is {amount} less: from {before} to {after}"),
    "gain_none": ("没有变化(差额0元),仍是{after}", "No change (RMB 0 more or less): still {after}"),
    "gain_bound": (
        "上限由{before}变为{after};其中有比例或算法未载明,差额无法确定",
        "The upper bound goes from {before} to {after}; part of the formula is not stated, so the difference cannot be told",
    ),
    "shares": ("按{ratio}分担,{parts},合计最高{amount}", "Shared {ratio}: {parts}, up to {amount} in all"),
    "shares_told": ("{amount}按{ratio}分担:{parts}", "{amount} shared {ratio}: {parts}"),
    "bears": ("{payer}承担{amount}", "{payer} bears {amount}"),
    "cut_off": ("被上限砍掉{amount}:{before}减到{after}", "The ceiling takes off {amount}: from {before} to {after}"),
    "cut_nothing": ("没有被砍掉,合计{amount}在上限以内", "Nothing is cut: {amount} in all is within the ceilings"),
    "pool_rest": (",余{amount}", ", {amount} left over"),
    "maximum": ("全部按最高计:{parts}", "Everything at its maximum: {parts}"),
    "now_total": ("这几项合计最高可得{amount}", "these together up to {amount}"),
    # parts of a sum
    "sum": ("测算", "Calculation"),
    "premises": ("前提", "Conditions"),
    "assumed": ("按此假定", "Assumed"),
    "failing": ("未满足", "Not met"),
    "open": ("待补充", "still open"),
    "short_by": ("还差{amount}", "short by {amount}"),
    "caps": ("年度上限", "Annual ceilings"),
    "basis": ("依据", "Basis"),
    "clause_line": (
        "「{title}」(条款要点,据{outlet}整理,非原文):{quote}",
        "“{title}” (this project's summary after {outlet}, not the original text): {quote}",
    ),
    "needs": ("{ask}", "{ask}"),
    "needs_lead": ("请补充:{ask}", "Please add: {ask}"),
    "known": ("现在可以说的:{rule}", "What can be said already: {rule}"),
    "notice": ("{notice}", "{notice}"),
    "if_met": ("如果满足上述条件,最高可得{amount}", "Once the condition is met, up to {amount}"),
    "more_each": ("", ""),
    "currency": (
        "您给的是外币({currency})金额,这里不作换算,请给人民币金额。",
        "You gave an amount in foreign currency ({currency}); it is not converted here, please give it in RMB.",
    ),
    "removed": ("已不再计入{awards}", "{awards} no longer counted"),
    # lookups
    "yes": ("是的", "Yes"),
    "no_instead": ("不对,应为{right}", "No: it is {right}"),
    "no": ("不是这样", "No, that is not so"),
    "rule_ratio": ("按{of}的最高{ratio}", "up to {ratio} of {of}"),
    "rule_cap_year": ("每家企业每年最高{amount}", "at most {amount} per enterprise per year"),
    "rule_cap_once": ("一次性最高{amount}", "a one-off award of up to {amount}"),
    "rule_cap": ("最高{amount}", "at most {amount}"),
    "rule_lead": ("{award}:{rule}", "{award}: {rule}"),
    "pool_lead": ("{pool}每年最多{amount}", "{pool}: at most {amount} a year"),
    "years_lead": ("{award}可享受的年份是{years},{rule}", "{award} runs for {years}; {rule}"),
    "conditions_lead": ("{award}的条件:{conditions}", "{award} requires: {conditions}"),
    "eligible": ("从已知情况看,{award}的条件可以满足", "From what is known, the conditions of {award} can be met"),
    "not_eligible": ("{award}目前还不符合条件:{reason}", "{award}: not eligible at present: {reason}"),
    "eligible_open": ("{award}还要看:{conditions}", "{award} further depends on: {conditions}"),
    "source": (
        "条款要点据{outlet}整理,非原文;没有写到的细节,现有资料未载明,以原文和当期申报通知为准。",
        "Summary after {outlet}, not the original text; details that are not mentioned are not stated in the sources, the Rules and the current call are decisive.",
    ),
    # silences
    "silent": ("现有资料未载明{topic}。", "The sources do not state {topic}."),
    "this_point": ("这一点", "this point"),
    "near": ("已知的是:", "What is known:"),
    "ask_where": ("可咨询{issuers},并以当期申报通知为准。", "Ask {issuers}; the current call for applications is decisive."),
    "ask_general": ("可咨询政策印发部门,并以当期申报通知为准。", "Ask the issuing bodies; the current call for applications is decisive."),
    # refusals and talk
    "foreign": (
        "这个问题不在{policy}的范围内,我只能回答这项政策的奖励、条件、申报和测算。",
        "That is outside {policy}; I can only answer about its awards, conditions, applications and amounts.",
    ),
    "falsify": (
        "不能协助虚构、隐瞒或夸大申报内容,请按真实情况申报。我可以帮您按真实数据测算,或说明{policy}的条件。",
        "I cannot help to falsify, hide or inflate anything in an application. I can compute with your real figures or explain the conditions of {policy}.",
    ),
    "inject": (
        "这个要求我不能照办:金额和条件只按{policy}的条款说,不会改变。",
        "I cannot do that: amounts and conditions follow the clauses of {policy} and do not change.",
    ),
    "empty": ("没有读到问题,请输入文字。", "There was no question to read; please type one."),
    "long": ("问题太长,超过了可以读的长度,请缩短后再问。", "The question is longer than can be read; please shorten it."),
    "unreadable": ("内容无法识别,请重新输入文字。", "The text could not be read; please type it again."),
    "greet": (
        "您好,我是惠策,可以回答{policy}的奖励、条件和申报,并按您的数据测算金额。",
        "Hello, I am Huice. I answer questions about {policy}: awards, conditions, applications, and I compute amounts from your figures.",
    ),
    "thanks": ("不客气,有需要随时再问。", "You are welcome; ask again any time."),
    "help": (
        "我是惠策,政策问答助手。可以:说明{policy}的奖励、条件和申报方式;按您的投入、租金、营收等测算最高可得金额并列出步骤;反算要投入多少才能拿满;比较几种情形、算几年合计。金额由规则计算,出处逐条列明。",
        "I am Huice, a policy assistant. I can explain the awards, conditions and applications of {policy}; compute the most you can get from your spending, rent and revenue, step by step; work back what it takes to reach the full amount; compare cases and add up years. Amounts are computed by rule and each cites its clause.",
    ),
    "promise": (
        "不能保证:以上都是最高可得的上限,须经审核,并受当年资金限制。",
        "It is not guaranteed: these are ceilings, subject to review and to the year's money.",
    ),
    "others": ("除此之外,还有:{awards}。", "Besides, there are: {awards}."),
    "list": ("{policy}的奖励主要有:", "The awards of {policy}:"),
    "which_policy": ("这可能指:{policies}。请说明是哪一项政策。", "This could be about: {policies}. Please say which policy."),
    "nothing_yet": ("目前还没有可以说明的测算。", "There is no calculation to explain yet."),
    "unclear": (
        "没有听明白。您可以问某项奖励的金额、条件或申报,也可以给出投入、租金、营收让我测算。",
        "I did not understand. Ask about an award's amount, conditions or application, or give spending, rent or revenue to compute.",
    ),
    "list_item": ("{award}:{rule}", "{award}: {rule}"),
    "and": ("、", ", "),
    "semicolon": (";", "; "),
    "stop": ("。", "."),
    "colon": (":", ": "),
}


_FULL_WIDTH = str.maketrans(",;:()?", "，；：（）？")


def say(key: str, language: str, **values: object) -> str:
    """The pattern of this key in this language, filled; Chinese patterns with Chinese punctuation."""
    zh, en = WORDS[key]
    return (en if language == "en" else zh.translate(_FULL_WIDTH)).format(**values)


def pick(text: str, text_en: str, language: str) -> str:
    """The English twin where there is one and English is wanted."""
    return text_en or text if language == "en" else text
