"""A month of a merchant in less than an hour: the product's own flows and database, a customer population with hidden
wishes, a channel and a post that keep their own books, and a clock that jumps from one happening to the next.
"""
