"""Simulated customers: seeded people with goals who talk to the real product over the web protocol, and a judge.

Bench code: nothing of the product imports it. `python -m bench.customers` runs it (make bench-coach).
"""
