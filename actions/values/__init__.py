"""Values as people write them: read from words, and said back in words. One file for each kind.

Readers are pure: text, language and, where a day matters, the turn's own day. `None` means "not in there".
"""
