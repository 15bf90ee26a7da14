"""`wendan demo`: a lunch rush in one small restaurant, shown live, with a verdict its owner understands."""
