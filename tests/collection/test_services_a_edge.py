"""Names, distributions, web ACLs and certificates, read from a simulated account."""

import pytest

from tests.aws import ACCOUNT, Aws
from tests.collection.kinds import read_kind, read_names
from tests.fakes import DENIED, Refusal, fake_aws, tagged

DENIED_XML = Refusal("AccessDenied", "not authorized", 403)


@pytest.fixture
def route53(aws):
    return aws.client("route53")


def make_zone(route53, name, **more):
    made = route53.create_hosted_zone(Name=name, CallerReference=name, **more)
    return made["HostedZone"]["Id"].rsplit("/", 1)[-1]


def put(route53, zone, *records):
    changes = [{"Action": "CREATE", "ResourceRecordSet": record} for record in records]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def tag_sets(**tags):
    """moto does not tell the tags of several zones at once."""
    sets = "".join(
        f"<ResourceTagSet><ResourceType>hostedzone</ResourceType><ResourceId>{identity}</ResourceId>"
        f"<Tags><Tag><Key>Env</Key><Value>{value}</Value></Tag></Tags></ResourceTagSet>"
        for identity, value in tags.items()
    )
    return f"""<ListTagsForResourcesResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
        <ResourceTagSets>{sets}</ResourceTagSets></ListTagsForResourcesResponse>"""


def test_zones_with_tags(aws, route53):
    zone = make_zone(route53, "example.com.")
    answers = {"POST /2013-04-01/tags/hostedzone": tag_sets(**{zone: "prod"})}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "route53.hosted_zone")
    assert found.id == f"arn:aws:route53:::hostedzone/{zone}"
    assert (found.name, found.tags) == ("example.com.", {"Env": "prod"})
    assert found.data["Config"]["PrivateZone"] is False
    assert found.unread == {}


def test_tags_of_zones_come_in_batches_of_ten(aws, route53):
    for n in range(11):
        make_zone(route53, f"{n}.example.com.")
    asked = []

    def answer(params):
        asked.append(params)
        return tag_sets()

    answers = {"POST /2013-04-01/tags/hostedzone": answer}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        assert len(read_kind(Aws(endpoint), "route53.hosted_zone")) == 11
    assert len(asked) == 2


def test_tags_of_zones_that_are_denied_are_unread(aws, route53):
    make_zone(route53, "example.com.")
    answers = {"POST /2013-04-01/tags/hostedzone": DENIED_XML}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "route53.hosted_zone")
    assert found.unread == {"Tags": "list_tags_for_resources: AccessDenied: not authorized"}


def test_records_that_lead_somewhere(aws, route53):
    public = make_zone(route53, "example.com.")
    vpc = aws.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    private = make_zone(
        route53,
        "inside.example.com.",
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc},
        HostedZoneConfig={"PrivateZone": True},
    )

    def record(name, kind, value, **more):
        return {
            "Name": name,
            "Type": kind,
            "TTL": 60,
            "ResourceRecords": [{"Value": value}],
            **more,
        }

    alias = {
        "Name": "www.example.com.",
        "Type": "A",
        "AliasTarget": {
            "HostedZoneId": "Z2FDTNDATAQYW2",
            "DNSName": "d1.cloudfront.net.",
            "EvaluateTargetHealth": True,
        },
    }
    put(
        route53,
        public,
        record("api.example.com.", "A", "192.0.2.1", SetIdentifier="one", Weight=10),
        record("api.example.com.", "A", "192.0.2.2", SetIdentifier="two", Weight=90),
        record("example.com.", "TXT", '"a secret that proves ownership"'),
        alias,
        {**alias, "Name": "mail.example.com.", "Type": "MX"},
    )
    put(route53, private, record("db.inside.example.com.", "CNAME", "db.internal"))
    found = {item.id: item for item in read_kind(aws, "route53.record_set")}
    base = "arn:aws:route53:::hostedzone"
    assert set(found) == {
        f"{base}/{public}/recordset/api.example.com./A/one",
        f"{base}/{public}/recordset/api.example.com./A/two",
        f"{base}/{public}/recordset/www.example.com./A",
        f"{base}/{public}/recordset/mail.example.com./MX",
        f"{base}/{private}/recordset/db.inside.example.com./CNAME",
    }
    www = found[f"{base}/{public}/recordset/www.example.com./A"]
    assert www.name == "www.example.com."
    assert www.data["AliasTarget"]["EvaluateTargetHealth"] is True
    assert (www.data["ZoneId"], www.data["ZoneName"]) == (public, "example.com.")
    assert www.data["Private"] is False
    assert found[f"{base}/{private}/recordset/db.inside.example.com./CNAME"].data["Private"] is True


def test_a_zone_deleted_meanwhile_has_no_records(aws, route53):
    make_zone(route53, "example.com.")
    answers = {"GET /2013-04-01/hostedzone/*/rrset": Refusal("NoSuchHostedZone", "gone", 404)}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "route53.record_set") == []


def test_health_checks(aws, route53):
    made = route53.create_health_check(
        CallerReference="c",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": "example.com",
            "Port": 443,
            "RequestInterval": 30,
            "FailureThreshold": 3,
        },
    )["HealthCheck"]
    answers = {"POST /2013-04-01/tags/healthcheck": tag_sets(**{made["Id"]: "prod"})}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "route53.health_check")
    assert found.id == f"arn:aws:route53:::healthcheck/{made['Id']}"
    assert found.data["HealthCheckConfig"]["Type"] == "HTTPS"
    assert found.tags == {"Env": "prod"}


def make_distribution(aws, **more):
    header = {"HeaderName": "X-Origin-Verify", "HeaderValue": "hunter2"}
    origin = {
        "Id": "web",
        "DomainName": "web.example.com",
        "CustomHeaders": {"Quantity": 1, "Items": [header]},
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only",
        },
    }
    config = {
        "CallerReference": "c",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "web",
            "ViewerProtocolPolicy": "redirect-to-https",
            "MinTTL": 0,
            "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        },
        **more,
    }
    return aws.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]


def test_distributions_without_the_words_they_share_with_origins(aws):
    made = make_distribution(aws, Aliases={"Quantity": 1, "Items": ["www.example.com"]})
    (found,) = read_kind(aws, "cloudfront.distribution")
    assert found.id == f"arn:aws:cloudfront::{ACCOUNT}:distribution/{made['Id']}" == made["ARN"]
    assert found.name == "www.example.com"
    assert found.data["DomainName"] == made["DomainName"]
    behaviour = found.data["Config"]["DefaultCacheBehavior"]
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    for described in (found.data, found.data["Config"]):
        (origin,) = described["Origins"]["Items"]
        assert origin["DomainName"] == "web.example.com"
    assert found.data["Config"]["Origins"]["Items"][0]["CustomHeaders"]["Items"] == [
        {"HeaderName": "X-Origin-Verify"}
    ]
    assert "hunter2" not in repr(found)


def test_a_distribution_whose_configuration_is_denied(aws):
    make_distribution(aws)
    answers = {"GET /2020-05-31/distribution/*/config": DENIED_XML}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "cloudfront.distribution")
    assert found.unread == {"Config": "get_distribution_config: AccessDenied: not authorized"}
    assert found.name == found.data["DomainName"]
    assert "hunter2" not in repr(found)


def make_acl(aws, name, scope="REGIONAL"):
    return aws.client("wafv2").create_web_acl(
        Name=name,
        Scope=scope,
        DefaultAction={"Allow": {}},
        VisibilityConfig={
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": name,
        },
    )["Summary"]["ARN"]


def resources(**by_type):
    """An answer of ListResourcesForWebACL for each type of resource."""

    def answer(params):
        found = by_type.get(params["ResourceType"], [])
        return found if isinstance(found, Refusal) else {"ResourceArns": found}

    return {"ListResourcesForWebACL": answer, "GetResources": tagged()}


def test_an_acl_knows_what_it_protects_whatever_its_type(aws):
    arn = make_acl(aws, "web")
    answers = resources(APPLICATION_LOAD_BALANCER=["arn:lb"], API_GATEWAY=["arn:api"])
    answers["GetResources"] = tagged(arn, Env="prod")
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "wafv2.web_acl")
    assert (found.id, found.name, found.tags) == (arn, "web", {"Env": "prod"})
    assert found.data["Resources"] == ["arn:lb", "arn:api"]
    assert found.unread == {}


def test_a_type_that_a_region_does_not_know_protects_nothing(aws):
    make_acl(aws, "web")
    unknown = Refusal("WAFInvalidParameterException", "RESOURCE_TYPE")
    answers = resources(APPLICATION_LOAD_BALANCER=["arn:lb"], APP_RUNNER_SERVICE=unknown)
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "wafv2.web_acl")
    assert (found.data["Resources"], found.unread) == (["arn:lb"], {})


def test_one_denied_type_makes_the_list_unread(aws):
    make_acl(aws, "web")
    answers = resources(APPLICATION_LOAD_BALANCER=["arn:lb"], COGNITO_USER_POOL=DENIED)
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "wafv2.web_acl")
    assert set(found.unread) == {"Resources"}
    assert found.unread["Resources"].startswith("list_resources_for_web_acl: AccessDenied")
    assert "Resources" not in found.data


def test_an_acl_of_cloudfront_protects_the_distributions_that_name_it(aws):
    arn = make_acl(aws, "edge", scope="CLOUDFRONT")
    protected = make_distribution(aws, WebACLId=arn)
    make_distribution(aws, CallerReference="other")
    with fake_aws({"GetResources": tagged()}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "wafv2.web_acl")
        elsewhere = read_kind(Aws(endpoint), "wafv2.web_acl", region="eu-west-1")
    assert (found.id, found.name) == (arn, "edge")
    assert found.data["Resources"] == [protected["ARN"]]
    assert elsewhere == []


def test_distributions_that_are_denied_leave_the_acl_unread(aws):
    make_acl(aws, "edge", scope="CLOUDFRONT")
    answers = {"GET /2020-05-31/distribution": DENIED_XML, "GetResources": tagged()}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "wafv2.web_acl")
    assert found.unread == {"Resources": "list_distributions: AccessDenied: not authorized"}


def test_acls_over_pages():
    def page(params):
        if params["Scope"] == "CLOUDFRONT":
            return {"WebACLs": []}
        if "NextMarker" in params:
            return {"WebACLs": [{"Name": "two", "ARN": "arn:two", "Id": "2"}]}
        return {"WebACLs": [{"Name": "one", "ARN": "arn:one", "Id": "1"}], "NextMarker": "one"}

    with fake_aws({"ListWebACLs": page, "GetWebACL": {"WebACL": {}}, **resources()}) as endpoint:
        found = read_names(Aws(endpoint), "wafv2.web_acl")
    assert set(found) == {"one", "two"}


def test_certificates(aws):
    client = aws.client("acm")
    made = client.request_certificate(
        DomainName="example.com",
        SubjectAlternativeNames=["www.example.com"],
        ValidationMethod="DNS",
        Tags=[{"Key": "Env", "Value": "prod"}],
    )
    (found,) = read_kind(aws, "acm.certificate")
    assert (found.id, found.name) == (made["CertificateArn"], "example.com")
    assert sorted(found.data["SubjectAlternativeNames"]) == ["example.com", "www.example.com"]
    assert found.data["Type"] == "AMAZON_ISSUED"
    assert found.tags == {"Env": "prod"}
    assert found.unread == {}


def test_certificates_of_every_kind_of_key_are_asked_for():
    asked = []

    def answer(params):
        asked.append(set(params["Includes"]["keyTypes"]))
        return {"CertificateSummaryList": []}

    with fake_aws({"ListCertificates": answer}) as endpoint:
        assert read_kind(Aws(endpoint), "acm.certificate") == []
    assert {"RSA_2048", "RSA_4096", "EC_prime256v1", "EC_secp384r1"} <= asked[0]


def test_a_certificate_that_is_denied_is_there_and_unread_and_a_deleted_one_is_not(aws):
    aws.client("acm").request_certificate(DomainName="example.com")
    with fake_aws({"DescribeCertificate": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "acm.certificate")
    assert {"RenewalSummary", "DomainValidationOptions"} <= set(found.unread)
    assert found.name == "example.com"
    gone = Refusal("ResourceNotFoundException", "gone")
    with fake_aws({"DescribeCertificate": gone}, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "acm.certificate") == []
