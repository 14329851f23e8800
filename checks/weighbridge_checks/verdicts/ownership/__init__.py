"""Ownership judged: one owner for every field, no circles of writes, nobody in others' fields."""
