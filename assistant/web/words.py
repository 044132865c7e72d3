"""What the pages say of themselves, in Chinese and English; nothing about any policy stands here."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]

SAID: dict[str, tuple[str, str]] = {
    "brand": ("惠策", "Huice"),
    "tagline": ("惠企政策问答与测算", "Answers and sums on enterprise award policies"),
    "nav_chat": ("政策问答", "Ask"),
    "nav_checkup": ("政策体检", "Check-up"),
    "nav_desk": ("热线坐席", "Hotline desk"),
    "other_language": ("English", "中文"),
    "skip": ("跳到正文", "Skip to the content"),
    "welcome": (
        "请用自己的话提问，可以直接写明企业的情况和金额。",
        "Ask in your own words; you may state your company's facts and figures.",
    ),
    "welcome_how": (
        "先给结论和金额，再列条款要点和算法；金额均为上限，以审核结果和政策原文为准。",
        "The conclusion and the amount come first, then the clause and the sum. "
        "All amounts are ceilings, subject to review and to the Rules.",
    ),
    "examples": ("可以这样问", "For example"),
    "ask_label": ("输入问题", "Your question"),
    "ask_hint": ("例如：租金、营业收入、备案情况，一次写清或逐句补充", "State rent, revenue, filings: at once or one by one"),
    "send": ("提问", "Ask"),
    "new_thread": ("新对话", "New conversation"),
    "history": ("历史对话", "Earlier conversations"),
    "no_history": ("本浏览器还没有对话记录。", "No conversations in this browser yet."),
    "forget": ("清除我的数据", "Delete my data"),
    "forget_sure": (
        "将删除本浏览器的全部对话、企业数据和评价，且不能恢复。确定删除吗？",
        "All conversations, company values and ratings of this browser will be deleted for good. Delete them?",
    ),
    "forgotten": ("已删除本浏览器的全部对话、企业数据和评价。", "All conversations, values and ratings of this browser are deleted."),
    "kept": ("对话保存{days}天，仅本浏览器可见。", "Conversations are kept for {days} days and open in this browser only."),
    "company": ("我的企业", "My company"),
    "company_empty": (
        "还没有企业数据。提问时说到的收入、租金、备案等会列在这里，可以随时修改。",
        "Nothing known yet. Facts you mention are listed here and can be changed.",
    ),
    "company_note": ("修改后立即用于测算。", "Changes take effect at once."),
    "add_fact": ("补充一项", "Add a fact"),
    "clear_value": ("清除", "Clear"),
    "save": ("确定", "Apply"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "unknown": ("未说明", "not said"),
    "about": ("约", "about"),
    "below": ("不到", "below"),
    "at_least": ("至少", "at least"),
    "planned": ("计划", "planned"),
    "now": ("按现在的数据", "With these values"),
    "total": ("合计", "Total"),
    "missing": ("还需补充：{names}", "Still to say: {names}"),
    "to_checkup": ("用这些数据做政策体检", "Check-up with these values"),
    "basis": ("条款依据", "Clauses"),
    "basis_empty": ("回答所依据的条款会列在这里。", "The clauses an answer rests on are listed here."),
    "quote_label": ("条款要点(据{outlet}{kind}整理，非原文)", "Summary of the clause (after {outlet}, {kind}; not the original text)"),
    "trust_primary": ("主要来源", "main source"),
    "trust_supplementary": ("补充来源", "supplementary source"),
    "next": ("接着可以问", "You might ask next"),
    "need": ("请补充以下情况", "Please add"),
    "helpful": ("有帮助", "Helpful"),
    "not_helpful": ("没有帮助", "Not helpful"),
    "why": ("哪里不对？(可不填)", "What was wrong? (optional)"),
    "thanks": ("已记录，谢谢。", "Noted, thank you."),
    "send_reason": ("提交", "Send"),
    "sheet": ("测算表", "Calculation sheet"),
    "excel": ("Excel 测算表", "Excel sheet"),
    "print": ("打印版", "Printable sheet"),
    "receipt": ("测算凭据(JSON)", "Receipt (JSON)"),
    "footer": (
        "金额均为最高可得的上限，不构成承诺；以政策原文、当期申报通知和审核结果为准。",
        "All amounts are ceilings and no promise; the Rules' text, the current call and the review decide.",
    ),
    "status_needs_info": ("需要补充", "More is needed"),
    "status_not_stated": ("资料未载明", "Not stated"),
    "status_out_of_scope": ("不在范围内", "Out of scope"),
    "status_rejected": ("无法受理", "Cannot be read"),
    "failed": ("这次没有答上来，请稍后再试。", "This could not be answered just now; please try again."),
    "foreign_thread": ("这段对话不属于本浏览器，已开始新对话。", "That conversation belongs to another browser; a new one was started."),
    "bad_value": (
        "{label}：「{value}」不能识别，请写成如 6000万、1.2亿",
        "{label}: “{value}” cannot be read; write for example 6000万 or 60000000",
    ),
    "sections": ("栏目", "Sections"),
    "checkup_how": (
        "填写企业情况，逐项核对可以申请的奖励、金额上限、未满足的条件和还差多少。填写内容不保存。",
        "State your company's facts: every award is checked, with its ceiling, the conditions not met and how far. Nothing is stored.",
    ),
    "policy": ("政策", "Policy"),
    "choose": ("切换", "Change"),
    "case": ("企业情况", "The company"),
    "examine": ("开始体检", "Check"),
    "share": ("复制链接", "Copy link"),
    "empty": ("清空", "Clear"),
    "result": ("体检结果", "Result"),
    "result_empty": (
        "填写一项以上企业情况后，这里显示每项奖励的金额和条件。",
        "State one fact or more; each award's amount and conditions appear here.",
    ),
    "not_counted": ("未计入合计", "Not counted"),
    "nothing_yet": ("已填的情况还不足以算出金额", "What is stated does not give an amount yet"),
    "total_none": ("按已填情况，没有可以享受的奖励", "With these facts no award applies"),
    "total_ceiling": ("当年合计最高", "Up to, in the year:"),
    "total_bound": ("当年合计至多（含标准未载明的部分）", "At most, in the year (part of the rules is not stated):"),
    "awards": ("各项奖励", "Awards"),
    "award": ("奖励", "Award"),
    "amount": ("金额", "Amount"),
    "conditions": ("条件", "Conditions"),
    "judged_under": ("按此项判断", "judged under this award"),
    "could_be": ("条件满足后最高", "once met, up to"),
    "no_conditions": ("资料未列出条件", "the sources list no condition"),
    "state_met": ("已满足：", "met:"),
    "state_failed": ("未满足：", "not met:"),
    "state_unknown": ("未说明：", "not said:"),
    "state_assumed": ("按此假定：", "assumed:"),
    "how": ("怎么算的", "How it is computed"),
    "assumed": ("按此假定：", "Assumed: "),
    "levers": ("哪些变化影响最大", "What would change it most"),
    "one_more": ("再多投入一些会怎样", "What a little more adds"),
    "pictures": ("图示", "Pictures"),
    "three_years": ("连续三年", "Three years"),
    "year": ("年度", "Year"),
    "years_note": (
        "各年按相同数据计；备案等一次性奖励只计第一年，未载明计发年度的只计一年。",
        "Each year with the same values; one-off awards count in the first year, awards of no stated period once.",
    ),
    "take_away": ("带走结果", "Take away"),
    "version": ("政策数据版本", "policy data version"),
    "made_on": ("生成日期", "Made on"),
    "sum_words": ("算式与说明", "Sum and words"),
    "clause": ("条款", "Clause"),
    "value": ("数据", "Value"),
    "copied": (
        "链接已复制。链接中的企业数据只在「#」之后，不会发给服务器记录。",
        "Link copied. The values stand after the “#”, which no server log holds.",
    ),
    "login": ("登录", "Log in"),
    "logout": ("退出", "log out"),
    "login_why": ("坐席页面只在本机免登录。", "The desk is open without a login only on this machine itself."),
    "user": ("用户名", "User"),
    "password": ("密码", "Password"),
    "calls": ("通话", "Calls"),
    "new_call": ("新通话", "New call"),
    "open_csv": ("未答问题 CSV", "Open questions CSV"),
    "open_jsonl": ("未答问题 JSONL", "Open questions JSONL"),
    "shortcuts": ("快捷键", "Keys"),
    "find": ("查条款、常问和曾答，或直接提问", "Find clauses, ready and past answers, or ask"),
    "find_hint": ("边输边查；回车提问", "Type to search; Enter asks"),
    "answer": ("答复", "Answer"),
    "desk_hint": ("在左侧输入，按 ↑↓ 选择，回车打开或提问。", "Type on the left; ↑↓ choose, Enter opens or asks."),
    "copy_answer": ("复制", "Copy"),
    "wrong": ("答错", "Wrong"),
    "unanswered": ("未答上", "Unanswered"),
    "this_call": ("本次通话", "This call"),
    "calculator": ("测算", "Calculator"),
    "note": ("通话记录", "Call note"),
    "outcome": ("处理结果", "Outcome"),
    "work_order": ("复制为工单文本", "Copy as work order"),
    "close": ("关闭", "Close"),
    "bad_form": ("表单无法识别", "The form cannot be read"),
}


KEYS: tuple[tuple[str, str, str], ...] = (
    ("/  Esc", "回到搜索框", "back to the search field"),
    ("↑ ↓", "选择结果", "choose a result"),
    ("Enter", "打开所选；未选时按问题提问", "open the chosen one; without one, ask"),
    ("Ctrl+Enter", "不看结果，直接提问", "ask, whatever is chosen"),
    ("Alt+C", "复制答复", "copy the answer"),
    ("Alt+G  Alt+B  Alt+U", "标记：有帮助、答错、未答上", "mark: helpful, wrong, unanswered"),
    ("Alt+K", "到测算", "to the calculator"),
    ("Alt+M", "到通话记录", "to the call note"),
    ("Alt+W", "复制为工单文本", "copy as work order"),
    ("Alt+N  Alt+X", "新通话、关闭通话", "new call, close the call"),
    ("Alt+1 … Alt+9", "切换通话", "switch calls"),
    ("?", "显示快捷键", "show the keys"),
)


def say(key: str, language: str, **values: object) -> str:
    """One text of the interface."""
    chinese, english = SAID[key]
    text = english if language == "en" else chinese
    return text.format(**values) if values else text


def texts(language: str) -> dict[str, str]:
    """All texts of one language, for templates."""
    return {key: both[1] if language == "en" else both[0] for key, both in SAID.items()}


def pick(text: str, text_en: str, language: str) -> str:
    """The twin of a policy's text; Chinese where it gives no English."""
    return text_en or text if language == "en" else text
