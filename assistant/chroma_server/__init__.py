"""Chroma server: an index that many machines share."""
