"""The front door: the only public process. Rasa (the brain) is asked what to say next; this decides."""
