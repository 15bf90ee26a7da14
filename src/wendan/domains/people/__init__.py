"""People: who is asking. Diners carry a signed session, staff a token that can be revoked.

Promise: no endpoint answers somebody it was not meant for.
"""
