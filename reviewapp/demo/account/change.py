"""What somebody changes in the account between two reviews: one thing better, two worse."""

from . import MAIN, SECOND
from .answers import Records
from .clients import Account

VISITOR_KEY = "AKIALARKSPURCHANGER0"


def change(endpoint: str) -> list[str]:
    """Makes the changes and says them; what was changed before is left as it is."""
    account = Account(endpoint, Records(), key=VISITOR_KEY)
    told = [_watch_second_region(account), _stop_flow_logs(account), _open_database(account)]
    return [each for each in told if each]


def _watch_second_region(account: Account) -> str:
    guard = account.client("guardduty", SECOND)
    if guard.list_detectors()["DetectorIds"]:
        return ""
    guard.create_detector(Enable=True)
    return f"GuardDuty watches {SECOND} now."


def _stop_flow_logs(account: Account) -> str:
    ec2 = account.client("ec2", MAIN)
    logs = [log["FlowLogId"] for log in ec2.describe_flow_logs()["FlowLogs"]]
    if not logs:
        return ""
    ec2.delete_flow_logs(FlowLogIds=logs)
    return f"The flow logs of {MAIN} are deleted."


def _open_database(account: Account) -> str:
    ec2 = account.client("ec2", MAIN)
    named = [{"Name": "group-name", "Values": ["shop-data"]}]
    group = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]
    world = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    if any(each.get("IpRanges") for each in group["IpPermissions"]):
        return ""
    rule = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, **world}
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[rule])
    return "The databases' security group is open to the internet on port 5432."
