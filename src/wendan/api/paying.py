"""How a payment's state is told over HTTP, the same for diners and at the counter."""

from litestar import Response

from wendan.api.money_views import payment_view, preauth_view
from wendan.api.parse import answer
from wendan.domains.payments.model import Payment, PaymentState
from wendan.domains.preauth.model import Preauth, PreauthState
from wendan.flows.routes import Routes

# Nothing certain yet: the page calls again with the same key.
_UNCERTAIN = (PaymentState.CREATED, PaymentState.REQUESTED, PaymentState.UNKNOWN)
_UNCERTAIN_HOLD = (PreauthState.CREATED, PreauthState.REQUESTED, PreauthState.UNKNOWN)


def payment_answer(payment: Payment, routes: Routes) -> Response[bytes]:
    """201 with what the device needs, 200 when it ended, 202 while nothing is certain."""
    if payment.state in _UNCERTAIN:
        return answer(payment_view(payment, routes), 202)
    return answer(payment_view(payment, routes), 201 if payment.state is PaymentState.PENDING else 200)


def preauth_answer(preauth: Preauth) -> Response[bytes]:
    """201 with what the device needs to agree, 200 when it ended, 202 while nothing is certain."""
    if preauth.state in _UNCERTAIN_HOLD:
        return answer(preauth_view(preauth, ()), 202)
    return answer(preauth_view(preauth, ()), 201 if preauth.state is PreauthState.PENDING else 200)
