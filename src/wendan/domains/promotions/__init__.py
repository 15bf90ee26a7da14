"""Promotions: coupons 优惠券, from being issued to being used, and the budget of those that apologise.

Promise: one cause issues one coupon, one coupon pays for one order, and nobody gives more than the budget has.
"""
