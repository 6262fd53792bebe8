"""The demo's AWS account: moto over real HTTP, what moto lacks beside it, and what stands in it.

Nothing of the product knows that the account is simulated: a connection with an endpoint reaches
it through boto3 as it would reach AWS.
"""

ACCOUNT = "123456789012"  # moto's own account
MAIN = "eu-west-1"
SECOND = "us-east-1"
REGIONS = (MAIN, SECOND)
READY_PATH = "/demo/ready"
