"""Reading bills as a stream: what is not proved whole is not used at all.

A bill is unpacked, hashed and cut into rows a few megabytes at a time, by column name, and written to a spool
beside it; the spool gets its name only when every check has passed.
"""
