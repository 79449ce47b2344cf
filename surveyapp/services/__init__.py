"""One function per use case: it checks the actor, owns the transaction and returns frozen data.

A function reads ``fn(unit, actor, …)``. It refuses by raising what ``errors`` names; the pages turn that into HTTP in
one place. Nothing outside this room commits (Flask-Security's own datastore is the exception).
"""
