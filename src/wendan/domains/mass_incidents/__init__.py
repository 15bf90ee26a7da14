"""Mass incidents (大面积故障): many customers meet the same trouble at once, and one answer goes for all of them.

Promise: what is unusual is found within a minute, what is usual for this hour raises no alarm, and nobody is made good twice.
"""
