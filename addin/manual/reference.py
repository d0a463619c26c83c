"""The manual's list of rules and messages, made from the forms and the message catalogue."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import tomli

import workbook_templates
from addin.manual.markdown import table
from validation.engine import REMEDIES
from validation.messages import CATALOGUE, message
from validation.rules import CHECKS
from workbook_templates.catalogue import form_folders
from workbook_templates.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook_templates.model import Form

GROUPS = {
    "note": "读取时发现的情况（JB-D 数据，JB-T 表样）",
    "file": "整份文件不能用（JB-F）",
    "node": "名录核对（JB-N，节点检查）",
    "against": "与另一张表、上一年比对（JB-A）",
    "prose": "报告核对（JB-P，jibiao check-report）",
}
"""The groups of the catalogue whose messages have an identifier of their own."""

SLOTS = {
    "actual": "现有数", "belongs": "应得等级", "code": "代码", "count": "份数", "current": "现行版本",
    "difference": "差额", "error": "错误值", "exact": "精确值", "expected": "应有", "factor": "倍数", "file": "文件",
    "files": "各文件", "form": "表的标识", "found": "现有文字", "held": "实际数", "high": "上限", "id": "编号",
    "implied": "反推数", "indicator": "三级指标", "label": "指标", "last": "上年数", "least": "分数线",
    "limit": "界限", "limits": "范围", "low": "下限", "name": "名称", "nearest": "最近的上期数", "needs": "所据各栏",
    "operands": "现场数据", "other": "另一处", "others": "其他格", "percent": "比重", "printed": "所填的数",
    "quote": "原文", "quotes": "原文", "rate": "变动率", "reason": "原因", "rest": "余数", "result": "完成值",
    "row": "行号", "sheet": "工作表", "shown": "原样", "target": "指标值", "time": "时间", "title": "要求",
    "unit": "单位", "units": "各单位", "value": "读作的数", "version": "版本", "wanted": "要用的表", "when": "前提",
    "where": "所在处", "with": "另一张表", "years": "年份",
}  # fmt: skip
"""What stands for each slot of a message."""


class Advice(NamedTuple):
    """A message in two parts: what it says (含义), what to do about it (办法)."""

    meaning: str
    remedy: str


def reference() -> str:
    """The reference as Markdown: the rules of every form of the program, then the messages of the program itself."""
    own = Path(workbook_templates.__file__).parent
    forms = [folder.load() for folder in form_folders().values() if folder.path.parent == own]
    forms.sort(key=lambda form: form.id)
    return "\n\n".join([*map(_form_part, forms), _kinds_part(forms), *_catalogue_parts()])


def advice(text: str) -> Advice:
    """A message split before the sentence that says what to do.

    >>> advice("“{label}”没有填写。请补填。")
    Advice(meaning='“〔指标〕”没有填写。', remedy='请补填。')
    >>> advice("{unit} 的同一份表交了 {count} 次：只计入一次。").remedy
    ''
    """
    shown = re.sub(r"\{(\w+)\}", lambda slot: f"〔{SLOTS.get(slot[1], slot[1])}〕", text)
    asked = shown.find("请")
    if asked < 0:
        return Advice(shown, "")
    start = max(shown.rfind(mark, 0, asked) for mark in "。；") + 1
    return Advice(shown[: start or asked].rstrip("；，"), shown[start or asked :])


def _form_part(form: Form) -> str:
    head = form.form
    rows = [[rule.id, rule.severity, rule.title, rule.basis, _remedy(form, rule)] for rule in form.rules]
    title = f"### {head.number} {head.title}（{head.year} 年，{form.id}）"
    return f"{title}\n\n{table(['编号', '类别', '要求', '依据', '办法'], rows)}"


def _remedy(form: Form, rule: Rule) -> str:
    texts = [rule.message] if rule.message else [message("rule", key).text for key in _wordings(form, rule)]
    worded = [text.replace("{remedy}", REMEDIES[rule.severity]) for text in texts]
    asked = dict.fromkeys(advice(text).remedy for text in worded)
    return "".join(asked) or _nothing_asked(rule.severity)


def _wordings(form: Form, rule: Rule) -> list[str]:
    """The wordings that a rule may be reported with."""
    return list(dict.fromkeys(check.message or rule.kind for check in CHECKS[rule.kind](form, rule)))


def _kinds_part(forms: Sequence[Form]) -> str:
    rows = []
    for kind in get_args(get_args(Rule)[0]):
        key = get_args(kind.model_fields["kind"].annotation)[0]
        name = kind.__doc__.partition(":")[0]
        examples = [(form, rule) for form in forms for rule in form.rules if rule.kind == key]
        wordings = dict.fromkeys(key for form, rule in examples for key in _wordings(form, rule)) or [key]
        meanings = dict.fromkeys(_in_short(message("rule", wording).text) for wording in wordings)
        rows.append([f"`{key}`", name, "<br>".join(meanings), examples[0][1].id if examples else "—"])
    return f"### 规则的种类（kind）\n\n{table(['种类', '名称', '发现的情况', '例'], rows)}"


def _in_short(text: str) -> str:
    """What a wording says, without what each of them has: the requirement, the figures found, what to do.

    >>> _in_short("“{label}”现为 {actual}，应{limits}。{title}；现场数据：{operands}。{remedy}")
    '“〔指标〕”现为 〔现有数〕，应〔范围〕。'
    """
    return advice(re.sub(r" ?\{title\}[；。]|现场数据：\{operands\}。|\{remedy\}", "", text)).meaning


def _catalogue_parts() -> Iterator[str]:
    with CATALOGUE.open("rb") as stream:
        catalogue = tomli.load(stream)
    for group, title in GROUPS.items():
        rows = []
        for key in catalogue[group]:
            wording = message(group, key)
            meaning, remedy = advice(wording.text)
            rows.append([wording.rule, wording.severity, meaning, remedy or _nothing_asked(wording.severity)])
        yield f"### {title}\n\n{table(['编号', '类别', '含义', '办法'], sorted(rows))}"


def _nothing_asked(severity: str) -> str:
    return "不用处理。" if severity == "提示" else "按信息中写明的原因处理。"
