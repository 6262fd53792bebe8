"""What may happen in a meeting, and what is read of it afterwards.

A meeting keeps who was there, which question was shown when, and what was parked. What was decided
is not copied: it is read from the histories that answers, states and assignments keep anyway.
"""
