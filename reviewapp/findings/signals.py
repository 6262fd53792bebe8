"""What earlier stages' pages ask of later ones."""

from django.dispatch import Signal

# Asked for the pages of checks and findings: `workload`, `check`. A later stage, which knows
# reviews, answers with a list of `answers.AnswerTouched`.
answers_asked = Signal()
