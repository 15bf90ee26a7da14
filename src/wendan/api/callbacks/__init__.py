"""Payment channels call; whatever is not theirs is refused before anything is kept."""
