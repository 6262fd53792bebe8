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
    ("appconfig", "ListApplications"): {"Items": []},
    ("application-signals", "ListServiceLevelObjectives"): {"SloSummaries": []},
    ("bcm-data-exports", "ListExports"): {"Exports": []},
    ("bcm-pricing-calculator", "ListBillScenarios"): {"items": []},
    ("bcm-pricing-calculator", "ListWorkloadEstimates"): {"items": []},
    ("ce", "GetCostAndUsage"): {"ResultsByTime": []},
    ("cloudwatch", "DescribeAnomalyDetectors"): {"AnomalyDetectors": []},
    ("codeartifact", "ListRepositories"): {"repositories": []},
    ("config", "DescribeConformancePacks"): {"ConformancePackDetails": []},
    ("cur", "DescribeReportDefinitions"): {"ReportDefinitions": []},
    ("devicefarm", "ListProjects"): {"projects": []},
    ("drs", "DescribeSourceServers"): {"items": []},
    ("ecr", "DescribePullThroughCacheRules"): {"pullThroughCacheRules": []},
    ("elasticache", "DescribeServerlessCaches"): {"ServerlessCaches": []},
    ("internetmonitor", "ListMonitors"): {"Monitors": []},
    ("logs", "DescribeQueryDefinitions"): {"queryDefinitions": []},
    # moto watches from the start; AWS pauses where nobody asked it to.
    ("macie2", "GetAutomatedDiscoveryConfiguration"): {"status": "DISABLED"},
    ("macie2", "GetMacieSession"): {"status": "PAUSED"},
    ("resource-explorer-2", "ListIndexes"): {"Indexes": []},
    ("rum", "ListAppMonitors"): {"AppMonitorSummaries": []},
    ("service-quotas", "GetAutoManagementConfiguration"): {"OptInStatus": "DISABLED"},
    ("service-quotas", "ListRequestedServiceQuotaChangeHistory"): {"RequestedQuotas": []},
    ("service-quotas", "ListServiceQuotas"): {"Quotas": []},
    ("servicecatalog", "ListAcceptedPortfolioShares"): {"PortfolioDetails": []},
    ("ssm-contacts", "ListContacts"): {"Contacts": []},
    ("ssm-incidents", "ListResponsePlans"): {"responsePlanSummaries": []},
    ("support", "DescribeSeverityLevels"): {"severityLevels": [{"code": "urgent"}]},
    ("wellarchitected", "ListWorkloads"): {"WorkloadSummaries": []},
    ("accessanalyzer", "ListAnalyzers"): {"analyzers": []},
    ("backup", "GetBackupVaultAccessPolicy"): {},
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
    ("route53resolver", "ListFirewallRuleGroupAssociations"): {"FirewallRuleGroupAssociations": []},
    ("rds", "DescribeReservedDBInstances"): {"ReservedDBInstances": []},
    ("compute-optimizer", "GetAutoScalingGroupRecommendations"): {
        "autoScalingGroupRecommendations": []
    },
    ("compute-optimizer", "GetECSServiceRecommendations"): {"ecsServiceRecommendations": []},
    ("compute-optimizer", "GetIdleRecommendations"): {"idleRecommendations": []},
    ("compute-optimizer", "GetRDSDatabaseRecommendations"): {"rdsDBRecommendations": []},
    ("config", "DescribeComplianceByConfigRule"): {"ComplianceByConfigRules": []},
    ("cost-optimization-hub", "ListEnrollmentStatuses"): {"items": []},
    ("cost-optimization-hub", "ListRecommendations"): {"items": []},
    ("guardduty", "GetFindingsStatistics"): {"FindingStatistics": {}},
    ("inspector2", "ListFindingAggregations"): {"aggregationType": "ACCOUNT", "responses": []},
    ("trustedadvisor", "ListRecommendations"): {"recommendationSummaries": []},
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
