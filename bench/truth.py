"""How often suggestions are right: every check on accounts whose answer is known."""

from bench.figures import heading, timed
from tests.pillars.checks.known import known
from tests.pillars.checks.measuring import Said, cases, judge, table


def run() -> None:
    heading("Suggestions against the truth")
    seconds, said = timed(_said)
    for line in table(said):
        print(f"  {line}")
    print(f"  in {seconds:.2f} s")


def _said() -> list[Said]:
    return [said for each in known() for case in cases(each) for said in judge(case)[1]]
