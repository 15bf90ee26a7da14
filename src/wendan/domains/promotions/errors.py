"""Why a coupon cannot be used or given."""

from wendan.kernel.errors import Refusal


class CouponIsUnknown(Refusal):
    """There is no such coupon of yours in this store."""

    status = 404


class CouponWasUsed(Refusal):
    """This coupon was used already."""


class CouponIsInUse(Refusal):
    """This coupon is being used for another order at this moment."""


class CouponIsNotValid(Refusal):
    """This coupon is not valid now."""

    status = 422


class OrderIsTooSmallForCoupon(Refusal):
    """The order costs too little for this coupon."""

    status = 422


class CouponCannotBeWithdrawn(Refusal):
    """This coupon is being used or was used, so it cannot be taken back."""


class CouponDoesNotFit(Refusal):
    """This order cannot be paid with a coupon."""

    status = 422


class CouponHasNoOwner(Refusal):
    """Nobody is known behind this order, so nobody can be given a coupon for it."""

    status = 422


class CouponNeedsTwoPeople(Refusal):
    """So much is given by two people, through a case."""

    status = 422


class CouponIdWasUsed(Refusal):
    """This id was used to give another coupon; nothing was given."""

    status = 422


class CouponWasGiven(Refusal):
    """A coupon was given for this already."""


class BudgetIsExhausted(Refusal):
    """The budget for apologies does not reach that far; nothing was given."""

    status = 422
