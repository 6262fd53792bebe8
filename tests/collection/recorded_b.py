"""Answers in the shapes that AWS gives, for calls that the simulated account lacks."""

from tests.aws import ACCOUNT, REGION

ANALYZER = {
    "arn": f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/outside",
    "name": "outside",
    "type": "ACCOUNT",
    "createdAt": "2026-03-01T09:00:00Z",
    "status": "ACTIVE",
    "tags": {"team": "security"},
}

STANDARD = {
    "StandardsSubscriptionArn": (
        f"arn:aws:securityhub:{REGION}:{ACCOUNT}:subscription/"
        "aws-foundational-security-best-practices/v/1.0.0"
    ),
    "StandardsArn": (
        f"arn:aws:securityhub:{REGION}::standards/aws-foundational-security-best-practices/v/1.0.0"
    ),
    "StandardsInput": {},
    "StandardsStatus": "READY",
}

TRACE_GROUP = {
    "GroupName": "Default",
    "GroupARN": f"arn:aws:xray:{REGION}:{ACCOUNT}:group/Default",
    "InsightsConfiguration": {"InsightsEnabled": False, "NotificationsEnabled": False},
}

SAMPLING_RULE = {
    "SamplingRule": {
        "RuleName": "Default",
        "RuleARN": f"arn:aws:xray:{REGION}:{ACCOUNT}:sampling-rule/Default",
        "ResourceARN": "*",
        "Priority": 10000,
        "FixedRate": 0.05,
        "ReservoirSize": 1,
        "ServiceName": "*",
        "ServiceType": "*",
        "Host": "*",
        "HTTPMethod": "*",
        "URLPath": "*",
        "Version": 1,
        "Attributes": {},
    },
    "CreatedAt": 0.0,
    "ModifiedAt": 1709250000.0,
}

DEPLOYMENT_GROUP = {
    "applicationName": "api",
    "deploymentGroupId": "11111111-2222-3333-4444-555555555555",
    "deploymentGroupName": "prod",
    "deploymentConfigName": "CodeDeployDefault.OneAtATime",
    "serviceRoleArn": f"arn:aws:iam::{ACCOUNT}:role/delivery",
    "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
    "deploymentStyle": {
        "deploymentType": "BLUE_GREEN",
        "deploymentOption": "WITH_TRAFFIC_CONTROL",
    },
    "computePlatform": "Server",
}

MONITOR = {
    "MonitorArn": f"arn:aws:ce::{ACCOUNT}:anomalymonitor/0a1b2c3d",
    "MonitorName": "services",
    "CreationDate": "2026-01-05T08:00:00Z",
    "LastUpdatedDate": "2026-01-05T08:00:00Z",
    "MonitorType": "DIMENSIONAL",
    "MonitorDimension": "SERVICE",
    "DimensionalValueCount": 12,
}

SUBSCRIPTION = {
    "SubscriptionArn": f"arn:aws:ce::{ACCOUNT}:anomalysubscription/4e5f",
    "AccountId": ACCOUNT,
    "MonitorArnList": [MONITOR["MonitorArn"]],
    "Subscribers": [
        {"Address": "costs@example.com", "Type": "EMAIL", "Status": "CONFIRMED"},
    ],
    "Threshold": 100.0,
    "Frequency": "DAILY",
    "SubscriptionName": "daily",
}


def savings_plans_month(start: str, end: str, percentage: str) -> dict:
    return {
        "Coverage": {
            "SpendCoveredBySavingsPlans": "62.5",
            "OnDemandCost": "37.5",
            "TotalCost": "100",
            "CoveragePercentage": percentage,
        },
        "TimePeriod": {"Start": start, "End": end},
    }


HOURS = {
    "OnDemandHours": "100",
    "ReservedHours": "300",
    "TotalRunningHours": "400",
    "CoverageHoursPercentage": "75",
}
RESERVATIONS = {
    "CoveragesByTime": [
        {
            "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"},
            "Groups": [],
            "Total": {"CoverageHours": HOURS},
        }
    ],
    "Total": {"CoverageHours": HOURS},
}

ALLOCATION_TAG = {
    "TagKey": "cost-centre",
    "Type": "UserDefined",
    "Status": "Active",
    "LastUpdatedDate": "2026-02-01T00:00:00Z",
    "LastUsedDate": "2026-11-01T00:00:00Z",
}

RIGHTSIZING = {
    "Metadata": {"RecommendationId": "r-1", "GenerationTimestamp": "2026-11-20T07:14:31Z"},
    "Summary": {
        "TotalRecommendationCount": "3",
        "EstimatedTotalMonthlySavingsAmount": "81.2",
        "SavingsCurrencyCode": "USD",
        "SavingsPercentage": "24.1",
    },
    "RightsizingRecommendations": [{"AccountId": ACCOUNT, "RightsizingType": "Terminate"}],
    "NextPageToken": "more",
    "Configuration": {"RecommendationTarget": "SAME_INSTANCE_FAMILY", "BenefitsConsidered": True},
}


def savings_plan(number: int) -> dict:
    return {
        "savingsPlanId": f"plan-{number}",
        "savingsPlanArn": f"arn:aws:savingsplans::{ACCOUNT}:savingsplan/plan-{number}",
        "description": "1 year No Upfront Compute Savings Plan",
        "start": "2026-01-01T00:00:00.000Z",
        "end": "2026-12-31T23:59:59.000Z",
        "state": "active",
        "savingsPlanType": "Compute",
        "paymentOption": "No Upfront",
        "currency": "USD",
        "commitment": "0.5",
        "tags": {"owner": "finance"},
    }


def instance_recommendation(number: int) -> dict:
    return {
        "instanceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-{number}",
        "accountId": ACCOUNT,
        "instanceName": f"web-{number}",
        "currentInstanceType": "m5.xlarge",
        "finding": "OVER_PROVISIONED",
        "lookBackPeriodInDays": 14.0,
        "recommendationOptions": [{"instanceType": "m7g.large", "rank": 1}],
        "tags": [{"key": "app", "value": "shop"}],
    }


VOLUME_RECOMMENDATION = {
    "volumeArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1",
    "accountId": ACCOUNT,
    "currentConfiguration": {"volumeType": "gp2", "volumeSize": 100},
    "finding": "NotOptimized",
}

FUNCTION_RECOMMENDATION = {
    "functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:resize:$LATEST",
    "functionVersion": "$LATEST",
    "accountId": ACCOUNT,
    "currentMemorySize": 1024,
    "finding": "NotOptimized",
    "findingReasonCodes": ["MemoryOverprovisioned"],
}

COMPOSITE_ALARM = {
    "AlarmName": "all",
    "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:all",
    "AlarmRule": "ALARM(busy)",
    "ActionsEnabled": True,
    "StateValue": "OK",
}
