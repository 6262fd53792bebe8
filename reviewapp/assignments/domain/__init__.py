"""What may happen to assignments, to the states of questions, and to a review as a whole.

Whoever changes any of it holds the workload's row, as whoever changes answers does: a state is
always that of the answer that was looked at.
"""
