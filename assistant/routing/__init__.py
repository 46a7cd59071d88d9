"""Routing: what kind of message this is, decided before any retrieval.

Read in this order: spellings, message_words, phrases, languages, route_rules, message_weights,
message_model, routes. The phrases themselves are data, in the TOML files beside them.
"""
