"""What earlier stages' pages ask of later ones."""

from django.dispatch import Signal

# Asked for the pages of checks and findings: `workload`, `check`. A later stage, which knows
# reviews, answers with a list of `answers.AnswerTouched`.
answers_asked = Signal()

# Asked of later stages that keep findings of other tools. `check_id`: what such a rule is called,
# or an empty text. `workload`, `suppressor`: how many failing findings it would cover.
# `suppressions`, `workload` or None: a mapping from their keys to how many each covers.
rule_asked = Signal()
cover_asked = Signal()
covered_asked = Signal()
