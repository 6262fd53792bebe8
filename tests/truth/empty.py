"""What AWS answers where there is nothing, for the calls of the product that moto lacks."""

from typing import Any

_NO_COVERAGE = {"CoveragesByTime": [], "Total": {}}
_NO_RIGHTSIZING = {
    "Summary": {
        "TotalRecommendationCount": "0",
        "EstimatedTotalMonthlySavingsAmount": "0",
        "SavingsCurrencyCode": "USD",
        "SavingsPercentage": "0",
    },
    "RightsizingRecommendations": [],
}

EMPTY: dict[tuple[str, str], dict[str, Any]] = {
    ("accessanalyzer", "ListAnalyzers"): {"analyzers": []},
    ("backup", "ListProtectedResources"): {"Results": []},
    ("backup", "ListRestoreJobs"): {"RestoreJobs": []},
    ("ce", "GetAnomalyMonitors"): {"AnomalyMonitors": []},
    ("ce", "GetAnomalySubscriptions"): {"AnomalySubscriptions": []},
    ("ce", "GetReservationCoverage"): _NO_COVERAGE,
    ("ce", "GetRightsizingRecommendation"): _NO_RIGHTSIZING,
    ("ce", "GetSavingsPlansCoverage"): {"SavingsPlansCoverages": []},
    ("ce", "ListCostAllocationTags"): {"CostAllocationTags": []},
    ("compute-optimizer", "GetEBSVolumeRecommendations"): {"volumeRecommendations": []},
    ("compute-optimizer", "GetEC2InstanceRecommendations"): {"instanceRecommendations": []},
    ("compute-optimizer", "GetEnrollmentStatus"): {"status": "Inactive"},
    ("compute-optimizer", "GetLambdaFunctionRecommendations"): {
        "lambdaFunctionRecommendations": []
    },
    ("ec2", "DescribeReservedInstances"): {"ReservedInstances": []},
    ("savingsplans", "DescribeSavingsPlans"): {"savingsPlans": []},
    ("securityhub", "GetEnabledStandards"): {"StandardsSubscriptions": []},
    ("ssm", "DescribeInstanceInformation"): {"InstanceInformationList": []},
    ("xray", "GetGroups"): {"Groups": []},
    ("xray", "GetSamplingRules"): {"SamplingRuleRecords": []},
}
