"""An invented region of associations to show the product with: what librarians and leaders write, and whole plans.

Nothing here names a real person, place or institution.
"""
