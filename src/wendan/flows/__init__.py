"""Stories that cross domains, one verb a file: read once, decide in pure Python, commit once."""
