"""UnionPay's codes with their texts, its no, and its yes before it is signed."""

from collections.abc import Mapping
from typing import Final

import msgspec

from wendan.sandbox.core.wire import Answer
from wendan.sandbox.core.wire import Complaint as AnyComplaint

Fields = dict[str, str]

TEXTS: Final = {
    "00": "成功",
    "01": "交易失败",
    "02": "系统未开放或暂时关闭，请稍后再试",
    "03": "交易通讯超时，请发起查询交易",
    "04": "交易状态未明，请查询对账结果",
    "05": "交易已受理，请稍后查询交易结果",
    "10": "报文格式错误",
    "11": "验证签名失败",
    "12": "重复交易",
    "13": "报文交易要素缺失",
    "31": "商户状态不正确",
    "32": "无此交易权限",
    "34": "查无此交易",
    "35": "原交易不存在或状态不正确",
    "36": "与原交易信息不符",
    "37": "已超过最大查询次数或操作过于频繁",
    "38": "风险受限",
    "60": "交易失败，详情请咨询发卡行",
    "63": "卡状态不正确",
    "64": "卡上的余额不足",
    "81": "月累计交易笔数或金额超限",
    "98": "文件不存在",
}
UNSURE_CODES: Final = ("03", "04", "05")


class Complaint(AnyComplaint):
    """A code other than 00; `fields` are what it says beside. With a status it is no word of UnionPay's at all."""

    def __init__(self, code: str, status: int = 200) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Unsure(Complaint):
    """03, 04 or 05: nothing is said about what became of it."""

    def __init__(self) -> None:
        super().__init__(UNSURE_CODES[0])


def said(code: str) -> Fields:
    """The code with its text."""
    return {"respCode": code, "respMsg": f"{TEXTS[code]}[{code}00000]"}


def ok(fields: Mapping[str, str]) -> Answer:
    """respCode 00 and these fields; the dialect adds what was asked, and signs."""
    return Answer(200, msgspec.json.encode(fields))


def told(answer: Answer) -> Fields:
    """The fields in an `ok`."""
    return msgspec.json.decode(answer.body, type=Fields)
