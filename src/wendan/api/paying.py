"""How a payment's state is told over HTTP, the same for diners and at the counter."""

from litestar import Response

from wendan.api.parse import answer
from wendan.api.views import payment_view
from wendan.domains.payments.model import Payment, PaymentState
from wendan.flows.routes import Routes

# Nothing certain yet: the page calls again with the same key.
_UNCERTAIN = (PaymentState.CREATED, PaymentState.REQUESTED, PaymentState.UNKNOWN)


def payment_answer(payment: Payment, routes: Routes) -> Response[bytes]:
    """201 with what the device needs, 200 when it ended, 202 while nothing is certain."""
    if payment.state in _UNCERTAIN:
        return answer(payment_view(payment, routes), 202)
    return answer(payment_view(payment, routes), 201 if payment.state is PaymentState.PENDING else 200)
