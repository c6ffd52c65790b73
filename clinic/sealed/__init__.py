"""Encryption at rest: sealed columns, their keys, and indexes to find a value by."""
