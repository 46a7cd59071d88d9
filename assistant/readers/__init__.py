"""Readers: from a file to its blocks, one module a format."""
