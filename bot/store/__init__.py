"""The front door's memory: the only place with SQL.

Functions take an open connection and plain values; the service decides what belongs in one transaction.
"""
