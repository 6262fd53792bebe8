"""Profiles for tests.

`house_profile`: one question about criticality (`low`, `high`) and one about goals (`fast`,
`cheap`, several). `high` puts the pillar reliability of every lens first and, of `version`'s lens,
`question_1` high; `fast` puts the pillar security of every lens normal.
"""

from dataclasses import replace

from pillars.priorities import Asked, Option, Profile, Rule, Weight
from reviewapp.priorities.domain.answering import save_answers, use_profile
from reviewapp.priorities.domain.profiles import create_profile
from reviewapp.priorities.models import Profile as Stored
from reviewapp.priorities.models import WorkloadProfile
from reviewapp.priorities.queries import profile_in_use


def rule(weight=Weight.HIGH, **fields):
    return Rule(Weight(weight), **fields)


def house_rules(version=None):
    high = [rule("first", pillar="reliability", label="Reliability")]
    if version:
        high.append(
            rule(
                "high",
                lens=str(version.lens_id),
                lens_name=version.lens.name,
                pillar="security",
                question="question_1",
                label="How do you do number 1?",
            )
        )
    return tuple(high)


def house_questions(version=None):
    return (
        Asked(
            "crit",
            "How critical is it?",
            help="Think of the worst hour.",
            options=(Option("low", "Hardly"), Option("high", "Very much", house_rules(version))),
        ),
        Asked(
            "goals",
            "What counts this year?",
            several=True,
            options=(
                Option("fast", "Speed", (rule("normal", pillar="security", label="Security"),)),
                Option("cheap", "Cost"),
            ),
        ),
    )


def house_profile(organisation, version=None, *, name="House profile", **fields) -> Stored:
    profile = Profile(house_questions(version), **fields)
    return create_profile(organisation=organisation, name=name, profile=profile)


def answered(workload, profile, *, by=None, **answers) -> WorkloadProfile:
    """The workload uses the profile and answers it: `crit="high"`, `goals=["fast"]`."""
    use = use_profile(workload=workload, profile=profile, by=by)
    lists = {key: [value] if isinstance(value, str) else value for key, value in answers.items()}
    save_answers(use=use, read_version=use.version, answers=lists, by=by)
    found = profile_in_use(workload)
    assert found
    return found


def with_option_rules(asked, option_id, *rules):
    options = tuple(
        replace(each, rules=rules) if each.id == option_id else each for each in asked.options
    )
    return replace(asked, options=options)
