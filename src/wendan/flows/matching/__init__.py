"""A bill read and laid beside our books: here, or in a process of its own where the file is large."""
