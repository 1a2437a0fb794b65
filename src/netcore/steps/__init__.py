"""The seven steps, one room each, in the order of the work."""
