"""Members: what a diner tells us beside orders: how the meal was, which messages they allow, who they are to WeChat.

Promise: a message goes out only with a consent that was given for it.
"""
