"""What AWS answers where there is nothing: for every call of the collectors that moto lacks."""

from .records import Content

NO_RESERVED_INSTANCES = (
    '<DescribeReservedInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
    "<requestId>demo</requestId><reservedInstancesSet/></DescribeReservedInstancesResponse>"
)

NO_RESERVED_DATABASES = (
    '<DescribeReservedDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">'
    "<DescribeReservedDBInstancesResult><ReservedDBInstances/></DescribeReservedDBInstancesResult>"
    "<ResponseMetadata><RequestId>demo</RequestId></ResponseMetadata>"
    "</DescribeReservedDBInstancesResponse>"
)

NO_SERVERLESS_CACHES = (
    '<DescribeServerlessCachesResponse xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">'
    "<DescribeServerlessCachesResult><ServerlessCaches/></DescribeServerlessCachesResult>"
    "<ResponseMetadata><RequestId>demo</RequestId></ResponseMetadata>"
    "</DescribeServerlessCachesResponse>"
)

EMPTY: dict[tuple[str, str], Content] = {
    ("appconfig", "GET /applications"): {"Items": []},
    ("application-signals", "POST /slos"): {"SloSummaries": []},
    ("bcm-data-exports", "ListExports"): {"Exports": []},
    ("bcm-pricing-calculator", "ListBillScenarios"): {"items": []},
    ("bcm-pricing-calculator", "ListWorkloadEstimates"): {"items": []},
    ("codeartifact", "POST /v1/repositories"): {"repositories": []},
    ("config", "DescribeConformancePacks"): {"ConformancePackDetails": []},
    ("cur", "DescribeReportDefinitions"): {"ReportDefinitions": []},
    ("devicefarm", "ListProjects"): {"projects": []},
    ("drs", "POST /DescribeSourceServers"): {"items": []},
    ("ecr", "DescribePullThroughCacheRules"): {"pullThroughCacheRules": []},
    ("elasticache", "DescribeServerlessCaches"): NO_SERVERLESS_CACHES,
    ("internetmonitor", "GET /v20210603/Monitors"): {"Monitors": []},
    ("logs", "DescribeQueryDefinitions"): {"queryDefinitions": []},
    ("macie2", "GET /automated-discovery/configuration"): {"status": "DISABLED"},
    ("macie2", "GET /macie"): {"status": "PAUSED"},
    ("monitoring", "DescribeAnomalyDetectors"): {"AnomalyDetectors": []},
    ("resource-explorer-2", "POST /ListIndexes"): {"Indexes": []},
    ("rum", "POST /appmonitors"): {"AppMonitorSummaries": []},
    ("servicecatalog", "ListAcceptedPortfolioShares"): {"PortfolioDetails": []},
    ("servicequotas", "GetAutoManagementConfiguration"): {"OptInStatus": "DISABLED"},
    ("servicequotas", "ListRequestedServiceQuotaChangeHistory"): {"RequestedQuotas": []},
    ("servicequotas", "ListServiceQuotas"): {"Quotas": []},
    ("ssm-contacts", "ListContacts"): {"Contacts": []},
    ("ssm-incidents", "POST /listResponsePlans"): {"responsePlanSummaries": []},
    ("support", "DescribeSeverityLevels"): {
        "severityLevels": [{"code": "low"}, {"code": "urgent"}]
    },
    ("wellarchitected", "POST /workloadsSummaries"): {"WorkloadSummaries": []},
    ("access-analyzer", "GET /analyzer"): {"analyzers": []},
    ("backup", "GET /resources"): {"Results": []},
    ("backup", "GET /restore-jobs"): {"RestoreJobs": []},
    ("compute-optimizer", "GetEnrollmentStatus"): {"status": "Inactive"},
    ("compute-optimizer", "GetEC2InstanceRecommendations"): {"instanceRecommendations": []},
    ("compute-optimizer", "GetEBSVolumeRecommendations"): {"volumeRecommendations": []},
    ("compute-optimizer", "GetLambdaFunctionRecommendations"): {
        "lambdaFunctionRecommendations": []
    },
    ("rds", "DescribeReservedDBInstances"): NO_RESERVED_DATABASES,
    ("route53resolver", "ListFirewallRuleGroupAssociations"): {"FirewallRuleGroupAssociations": []},
    ("compute-optimizer", "GetAutoScalingGroupRecommendations"): {
        "autoScalingGroupRecommendations": []
    },
    ("compute-optimizer", "GetECSServiceRecommendations"): {"ecsServiceRecommendations": []},
    ("compute-optimizer", "GetIdleRecommendations"): {"idleRecommendations": []},
    ("compute-optimizer", "GetRDSDatabaseRecommendations"): {"rdsDBRecommendations": []},
    ("config", "DescribeComplianceByConfigRule"): {"ComplianceByConfigRules": []},
    ("cost-optimization-hub", "ListEnrollmentStatuses"): {"items": []},
    ("guardduty", "POST /detector/*/findings/statistics"): {"findingStatistics": {}},
    ("inspector2", "POST /findings/aggregation/list"): {"responses": []},
    ("trustedadvisor", "GET /v1/recommendations"): {"recommendationSummaries": []},
    ("access-analyzer", "POST /findingv2"): {"findings": []},
    ("ec2", "DescribeReservedInstances"): NO_RESERVED_INSTANCES,
    ("savingsplans", "POST /DescribeSavingsPlans"): {"savingsPlans": []},
    ("securityhub", "POST /standards/get"): {"StandardsSubscriptions": []},
    ("ssm", "DescribeInstanceInformation"): {"InstanceInformationList": []},
    ("xray", "POST /Groups"): {"Groups": []},
    ("xray", "POST /GetSamplingRules"): {"SamplingRuleRecords": []},
}
