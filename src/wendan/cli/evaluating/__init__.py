"""Whether our order of the ways to pay is better than a fixed one, the most popular, or the last used."""
