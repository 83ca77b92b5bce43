"""What plugs into Rasa by name: the channel, the generator of words, NLU components and policies.

The only package that imports `rasa`. Nothing here talks to the store, the back office or a customer.
"""
