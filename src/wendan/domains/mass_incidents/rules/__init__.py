"""Pure decisions: what is unusual, what is to be done about it, and which words are watched."""
