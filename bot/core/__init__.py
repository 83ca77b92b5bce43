"""Pure rules of customer care: standard library only, no I/O, no clock but an argument.

Imported by the front door (Python 3.12) and by the brain (Python 3.10), so it keeps to 3.10 syntax.
"""
