import json
import logging

import pytest

from wendan.platform.log import MASK, bind_trace, configure_logs, current_trace, is_secret, logger, masked


@pytest.fixture(autouse=True)
def logs_as_they_were():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize(
    "name",
    ["phone", "diner_phone", "openid", "payer_openid", "Authorization", "api_v3_key", "Wechatpay-Signature"],
)
def test_names_of_secrets_are_known(name: str):
    assert is_secret(name)


@pytest.mark.parametrize("name", ["idempotency_key", "order_id", "monkey", "store_id", "amount_fen"])
def test_plain_names_stay_plain(name: str):
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("call 13812345678 now", "call 138****5678 now"),
        ("card 6222021234567890123", f"card {MASK}0123"),
        ("id 11010519491231002X", f"id {MASK}002X"),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {MASK}"),
        ("postgresql://me:hush@127.0.0.1/x", f"postgresql://me:{MASK}@127.0.0.1/x"),
        ("payer oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", f"payer {MASK}"),
        ("4200001234202611211234567890", "4200001234202611211234567890"),
        ("order 0192f0c1-0000-7000-8000-000000000000", "order 0192f0c1-0000-7000-8000-000000000000"),
    ],
)
def test_personal_numbers_inside_a_text_are_masked(written: str, read: str):
    assert masked(written) == read


def test_masking_goes_as_deep_as_the_value():
    assert masked({"a": [{"phone": "13812345678"}, ("13812345678",)], "b": b"13812345678", "c": 5}) == {
        "a": [{"phone": MASK}, ["138****5678"]],
        "b": "138****5678",
        "c": 5,
    }


def test_a_line_of_json_has_trace_and_no_secret(capfd: pytest.CaptureFixture[str]):
    configure_logs("info", "json")
    bind_trace("t-1")
    logger("house").info("paid by 13812345678", openid="oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", amount_fen=100)
    line = json.loads(capfd.readouterr().err.splitlines()[-1])

    assert line["event"] == "paid by 138****5678"
    assert (line["trace_id"], line["openid"], line["amount_fen"]) == ("t-1", MASK, 100)
    assert current_trace() == "t-1"


def test_lines_and_errors_of_libraries_are_masked_too(capfd: pytest.CaptureFixture[str]):
    configure_logs("info", "json")
    try:
        raise ValueError("phone 13812345678")
    except ValueError:
        logging.getLogger("library").exception("call from %s", "13912345678")
    err = capfd.readouterr().err

    assert "139****5678" in err
    assert "138****5678" in err
    assert "13812345678" not in err
