"""Pre-authorisation (预授权): money a customer lets the channel hold for an order that is cooked before it is paid.

Promise: whatever is held is taken once for a meal that was handed over, or given back; nothing held is forgotten (P1, P3).
"""
