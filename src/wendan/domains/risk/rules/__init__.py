"""Pure decisions: what is known at a moment, what it is worth, what looks like intent, who may order."""
