"""What may happen to lenses, reviews, answers, suggestions and milestones.

One lock orders it all: whoever changes answers or their counts holds the workload's row from the
start of the transaction, so that counts are always those of the answers.
"""
