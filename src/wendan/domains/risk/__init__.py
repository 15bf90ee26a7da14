"""Risk: how likely this diner pays what they order, told from what was known before the order; and the blacklist.

Promise: nobody is punished for being new, for a channel's fault, or for anything that had not happened yet;
nobody leaves the blacklist, or stays on it, by one person's word alone.
"""
