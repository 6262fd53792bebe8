"""What AWS answers where there is nothing: for every call of the collectors that moto lacks."""

from .records import Content

NO_RESERVED_INSTANCES = (
    '<DescribeReservedInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
    "<requestId>demo</requestId><reservedInstancesSet/></DescribeReservedInstancesResponse>"
)

EMPTY: dict[tuple[str, str], Content] = {
    ("access-analyzer", "GET /analyzer"): {"analyzers": []},
    ("backup", "GET /resources"): {"Results": []},
    ("backup", "GET /restore-jobs"): {"RestoreJobs": []},
    ("compute-optimizer", "GetEnrollmentStatus"): {"status": "Inactive"},
    ("compute-optimizer", "GetEC2InstanceRecommendations"): {"instanceRecommendations": []},
    ("compute-optimizer", "GetEBSVolumeRecommendations"): {"volumeRecommendations": []},
    ("compute-optimizer", "GetLambdaFunctionRecommendations"): {
        "lambdaFunctionRecommendations": []
    },
    ("ec2", "DescribeReservedInstances"): NO_RESERVED_INSTANCES,
    ("savingsplans", "POST /DescribeSavingsPlans"): {"savingsPlans": []},
    ("securityhub", "POST /standards/get"): {"StandardsSubscriptions": []},
    ("ssm", "DescribeInstanceInformation"): {"InstanceInformationList": []},
    ("xray", "POST /Groups"): {"Groups": []},
    ("xray", "POST /GetSamplingRules"): {"SamplingRuleRecords": []},
}
