"""What makes a resource pass, in words for one resource."""

from reviewapp.findings.checks import checks_by_id, remedies
from reviewapp.findings.models import Finding

VOLUME = Finding(
    resource="arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
    resource_name="orders",
    account="111122223333",
    region="eu-west-1",
)


def test_ways_come_with_the_resources_own_names_its_cost_and_pages():
    ways = {way.means: way for way in remedies(checks_by_id()["ebs-volumes-encrypted"], VOLUME)}
    assert list(ways) == ["console", "cost", "cli", "cloudformation", "terraform", "pages"]
    assert "orders" in ways["console"].text
    assert "--region eu-west-1 --volume-id vol-1\n" in ways["cli"].text
    assert "# that of vol-1" in ways["cloudformation"].text
    assert ways["cost"].text.startswith("Free")
    assert [page.words for page in ways["pages"].pages] == [
        "docs.aws.amazon.com: ebs-encryption",
        "AWS Config: encrypted-volumes",
    ]
    assert [means for means, way in ways.items() if way.is_code] == [
        *("cli", "cloudformation", "terraform"),
    ]


def test_what_has_no_cloudformation_says_none():
    means = [way.means for way in remedies(checks_by_id()["iam-root-access-keys"])]
    assert means == ["console", "cost", "cli", "terraform", "pages"]


def test_without_a_resource_places_are_named_in_capitals():
    (text,) = (w.text for w in remedies(checks_by_id()["s3-versioning"]) if w.means == "cli")
    assert "--bucket NAME " in text
