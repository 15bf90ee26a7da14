"""The page a tester holds instead of the channel's app: one payment, a few buttons, no request to anywhere else."""

from html import escape
from string import Template
from typing import Final
from urllib.parse import quote

from wendan.kernel.money import yuan_text
from wendan.sandbox.core.trades import State
from wendan.sandbox.core.views import PaymentView

STATES: Final = {
    State.OPEN: "待支付",
    State.PAID: "支付成功",
    State.REFUNDED: "已转入退款",
    State.CLOSED: "订单已关闭",
}
CAUSE_WORDS: Final = {
    "balance-insufficient": "余额不足",
    "limit-exceeded": "超出限额",
    "account-restricted": "账户受限",
    "risk-check": "风控拦截",
    "network-unstable": "网络异常",
    "channel-busy": "银行繁忙",
    "customer-cancelled": "取消支付",
}
PAGE: Final = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>收银台 · 沙箱</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 24rem; padding: 1.5rem 1rem 3rem; line-height: 1.5; }
  .note { background: #fff3cd; color: #5c4400; padding: .5rem .75rem; border-radius: .5rem; font-size: .875rem; }
  .amount { font-size: 2.75rem; font-weight: 600; text-align: center; margin: 1.5rem 0 0; }
  .what, .state { text-align: center; margin: .25rem 0; overflow-wrap: anywhere; }
  button { display: block; width: 100%; min-height: 3rem; margin: .75rem 0; border: 1px solid #8888; border-radius: .5rem;
           font-size: 1rem; background: transparent; color: inherit; cursor: pointer; }
  button.pay { background: #057a3d; border-color: #057a3d; color: #fff; font-size: 1.125rem; }
  button:disabled { opacity: .45; cursor: default; }
  fieldset { border: 1px solid #8886; border-radius: .5rem; margin: 1.5rem 0; }
  dl { font-size: .8125rem; opacity: .8; overflow-wrap: anywhere; } dd { margin: 0 0 .5rem; }
</style>
</head>
<body>
<p class="note">这是测试用的收银台，不会动用真实资金。</p>
<p class="amount">¥$amount</p>
<p class="what">$description</p>
<p class="state" role="status" id="state">$state</p>
<main id="actions">
  <button class="pay" data-path="pay" data-body="{}">立即支付</button>
  <fieldset><legend>支付失败</legend>$failures</fieldset>
  <button data-path="leave" data-body="">离开，不支付</button>
  <button data-path="pay" data-body='{"is_late": true}'>过了支付时限才付成</button>
</main>
$more
<dl><dt>商户订单号</dt><dd>$number</dd><dt>最晚支付时间</dt><dd>$expires_at</dd></dl>
<script>
  const states = {paid: "支付成功", coming: "支付处理中", failed: "支付失败，可再次支付", left: "已离开，可再次支付"};
  const reasons = {"already-paid": "订单已支付", closed: "订单已关闭", expired: "已过支付时限",
                   "unknown-or-expired": "订单不存在或已失效"};
  const show = text => { document.getElementById("state").textContent = text; };
  const buttons = document.querySelectorAll("button");
  const enable = on => buttons.forEach(button => { button.disabled = !on; });
  enable($is_open);
  document.getElementById("actions").addEventListener("click", async event => {
    const button = event.target.closest("button");
    if (!button) return;
    enable(false);
    show("请稍候…");
    try {
      const body = button.dataset.body || undefined;
      const answer = await fetch("/_sandbox/payments/$key/" + button.dataset.path,
        {method: "POST", headers: body ? {"Content-Type": "application/json"} : {}, body});
      const told = await answer.json();
      show(answer.ok ? states[told.outcome] : reasons[told.reason] || "操作失败");
      enable(!(answer.ok && ["paid", "coming"].includes(told.outcome)));
    } catch {
      show("网络异常，请重试");
      enable(true);
    }
  });
</script>
</body>
</html>
""")


def cashier_page(payment: PaymentView, state: State, more: str = "") -> str:
    """HTML for a phone, everything from outside escaped; `more` is HTML of the channel's own."""
    failures = "".join(
        f'<button data-path="fail" data-body=\'{{"cause": "{cause}"}}\'>{word}</button>'
        for cause, word in CAUSE_WORDS.items()
    )
    return PAGE.substitute(
        amount=yuan_text(payment.taken_fen or payment.total_fen),
        description=escape(payment.description),
        state=STATES[state],
        failures=failures,
        more=more,
        number=escape(payment.number),
        key=quote(payment.number, safe=""),
        expires_at=escape(payment.expires_at),
        is_open="true" if state is State.OPEN else "false",
    )
